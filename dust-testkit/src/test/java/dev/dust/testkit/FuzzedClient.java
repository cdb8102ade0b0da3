package dev.dust.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.ConnectionStatus;
import dev.dust.Dust;
import dev.dust.DustOptions;
import dev.dust.DustStore;
import dev.dust.Entry;
import dev.dust.Write;
import dev.dust.adapter.jackson.JacksonCodecs;
import dev.dust.cache.Cache;
import dev.dust.fuzz.LoggedFaults;
import dev.dust.testkit.time.VirtualTime;
import dev.dust.value.Value;
import dev.dust.write.WriteBounds;
import java.time.Duration;
import java.util.Random;
import java.util.TreeMap;

/** A client of a {@link FuzzedServer}. Nothing sleeps. */
final class FuzzedClient implements AutoCloseable {
    static final String DEVICE = "dev_fuzz";
    /** Longer than any time that a client waits before it tries again. */
    private static final Duration AN_HOUR = Duration.ofHours(1);

    /** What the server takes: what it accepts, and a client does not, is missing here and said to be. */
    private static final WriteBounds BOUNDS = WriteBounds.defaults().pathBytes(4_096);

    private final VirtualTime time = new VirtualTime();
    private final CallbackThreads threads = new CallbackThreads();
    final FuzzedServer server = new FuzzedServer(time, threads);
    private final LoggedFaults faults = new LoggedFaults("dev.dust");
    private final Dust dust;

    FuzzedClient(Cache cache) {
        dust = new Dust(cache, server, new JacksonCodecs(), DustOptions.defaults().deviceId(DEVICE).time(time).executor(threads)
                .engineExecutor(threads).bounds(BOUNDS).random(new Random(1)));
    }

    DustStore store() {
        return dust.store(FuzzedServer.STORE);
    }

    /**
     * Whatever has happened was no fault of the client's: on a new connection the store has what the server has, and writes are
     * accepted.
     */
    void checkThatItGoesOn() {
        server.silent(false);
        server.cut();
        server.advance(AN_HOUR);
        Write write = store().put("since", 1);
        server.write("others", 2);
        server.rest();
        assertThat(write.committed()).as("a write after it all").isCompleted();
        assertThat(store().status().connection()).isEqualTo(ConnectionStatus.CONNECTED);
        assertThat(store().status().pendingOps()).as("ops that have not ended").isZero();
        assertThat(store().status().missing()).as("what is missing after a snapshot").isZero();
        assertThat(store().status().lastStoreSeq()).isEqualTo(server.state().storeSeq());
        var mine = new TreeMap<String, Value>();
        for (Entry entry : store().enumerate("**")) {
            mine.put(entry.path().key(), entry.value());
        }
        var servers = new TreeMap<String, Value>();
        server.state().rows().forEach((key, row) -> servers.put(key, row.value()));
        assertThat(mine).isEqualTo(servers);
        faults.check();
    }

    @Override
    public void close() {
        faults.close();
        dust.close();
    }
}
