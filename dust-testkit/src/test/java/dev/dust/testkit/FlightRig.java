package dev.dust.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.ConnectionStatus;
import dev.dust.Dust;
import dev.dust.DustOptions;
import dev.dust.DustStore;
import dev.dust.Flight;
import dev.dust.FlightFunction;
import dev.dust.FlightOptions;
import dev.dust.FlightResult;
import dev.dust.adapter.jackson.JacksonCodecs;
import dev.dust.server.rules.PushResult;
import dev.dust.server.rules.Refusal;
import dev.dust.server.rules.Wire;
import dev.dust.testkit.time.VirtualTime;
import dev.dust.time.TimerId;
import dev.dust.transport.CloseReason;
import dev.dust.transport.Handshake;
import dev.dust.transport.ServerMessage;
import dev.dust.transport.Transport;
import dev.dust.value.Value;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/**
 * A client that shares work with others, on one thread and on virtual time: what it hands to its executor is run when the test
 * says so, also from within the work of a flight. The others are the server's: they hold leases and publish results.
 */
final class FlightRig implements AutoCloseable {
    static final String STORE = "org/fleet";
    static final String KEY = "artifacts/a1";
    static final String LOCK = "_dust:sf/" + KEY;
    private static final JacksonCodecs CODECS = new JacksonCodecs();

    final VirtualTime time = new VirtualTime();
    final NaiveCache cache = new NaiveCache();
    final TestingServer server = new TestingServer(time, new CallbackThreads());
    private boolean mute;
    final AtomicInteger runs = new AtomicInteger();
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private boolean rejecting;
    private final Dust dust;
    private DustStore store;

    FlightRig() {
        this(options -> options);
    }

    /** With options of the client's that differ. */
    FlightRig(UnaryOperator<DustOptions> options) {
        var builder = DustOptions.defaults().deviceId("dev_rig").time(time).executor(this::take).engineExecutor(this::take)
                .random(new Random(1))
                .freshnessCheck(Duration.ZERO);
        dust = new Dust(cache, new Muted(), CODECS, options.apply(builder));
    }

    /** The way to the server, on which its frames can be lost. */
    private final class Muted implements Transport {
        @Override
        public Connection connect(Handshake handshake, Listener listener) {
            return server.connect(handshake, new Listener() {
                @Override
                public void opened() {
                    listener.opened();
                }

                @Override
                public void received(ServerMessage message) {
                    if (!mute) {
                        listener.received(message);
                    }
                }

                @Override
                public void unreadable(String why) {
                    listener.unreadable(why);
                }

                @Override
                public void closed(CloseReason reason) {
                    listener.closed(reason);
                }
            });
        }

        @Override
        public InputStream download(String hash, long from) throws IOException {
            return server.download(hash, from);
        }

        @Override
        public void close() {
            server.close();
        }
    }

    private void take(Runnable task) {
        if (rejecting) {
            throw new RejectedExecutionException("the executor is shut down");
        }
        tasks.add(task);
    }

    /** The store, which is opened, and as a rule joined, the first time. */
    DustStore store() {
        if (store == null) {
            store = dust.store(STORE);
            settle();
        }
        return store;
    }

    /** From now on the executor takes nothing. */
    void rejectTasks() {
        rejecting = true;
    }

    // --- What happens

    void settle() {
        do {
            for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                task.run();
            }
        } while (time.fireDue());
    }

    void advance(Duration by) {
        time.advance(by, this::settle);
        settle();
    }

    void loseConnection() {
        server.become(ConnectionStatus.RECONNECTING);
        settle();
    }

    /** What the server says is lost from now on. */
    void losesWhatTheServerSays() {
        mute = true;
    }

    void connect() {
        mute = false;
        server.become(ConnectionStatus.CONNECTED);
        time.fire(TimerId.RECONNECT);
        settle();
    }

    // --- What others do

    /** A write of somebody else's, which the server accepts. */
    void othersWrite(Object... fieldsAndValues) {
        PushResult outcome = server.write(STORE, Wire.mapOf(fieldsAndValues));
        assertThat(outcome.ok()).as("%s", outcome).isTrue();
        settle();
    }

    void othersPut(String path, Object value) {
        othersWrite("op", "set", "path", path, "value", value);
    }

    void othersPublish(String key, Object result) {
        othersPut(key, json(result));
    }

    void othersLock(String lockKey, Duration ttl) {
        othersWrite("op", "lease", "path", lockKey, "ttl_ms", ttl.toMillis());
    }

    void refuseNext(String reason) {
        server.refuseNext(Refusal.of(reason));
    }

    // --- What this client does

    CompletableFuture<FlightResult> fly(FlightFunction work, FlightOptions options) {
        CompletableFuture<FlightResult> answer = store().at(KEY).singleFlight(work, options);
        settle();
        return answer;
    }

    CompletableFuture<FlightResult> fly(Object result) {
        return fly(publishing(result), FlightOptions.defaults());
    }

    FlightFunction publishing(Object result) {
        return lease -> {
            runs.incrementAndGet();
            return Flight.publish(result);
        };
    }

    static String json(Object result) {
        return new String(CODECS.json().encode(Value.from(result)), UTF_8);
    }

    /** The result that stands at the key, as it is kept; null for none. */
    Object kept() {
        return store().get(KEY).plain();
    }

    boolean isLocked() {
        return store().get(LOCK).isPresent();
    }

    @Override
    public void close() {
        rejecting = false;
        dust.close();
        settle();
    }
}
