package dev.dust.cli.together;

import static dev.dust.cli.together.Fleet.get;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.Dust;
import dev.dust.DustOptions;
import dev.dust.DustStore;
import dev.dust.adapter.jackson.JacksonCodecs;
import dev.dust.adapter.memory.MemoryCache;
import dev.dust.adapter.ws.Token;
import dev.dust.adapter.ws.WebSocketOptions;
import dev.dust.adapter.ws.WebSocketTransport;
import dev.dust.server.ServerOptions;
import dev.dust.server.ledger.Event;
import dev.dust.server.postgres.PostgresLedger;
import dev.dust.server.postgres.PostgresLedgerOptions;
import dev.dust.server.web.Server;
import dev.dust.testkit.postgres.TestDatabase;
import dev.dust.testkit.postgres.TestPostgres;
import dev.dust.time.SystemTime;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Servers that are restarted one after the other, under clients that go on writing (docs/server.md#stopping). */
@Tag("postgres")
class RestartingNodesTest {
    private static final int NODES = 3;
    private static final int CLIENTS = 6;

    private final TestDatabase database = TestPostgres.newDatabase();
    private final SystemTime time = new SystemTime();
    private final Balancer balancer = new Balancer();
    private final List<Server> servers = new ArrayList<>();
    private final List<Dust> clients = new ArrayList<>();
    /** What clients tell people. */
    private final Queue<String> log = new ConcurrentLinkedQueue<>();
    private final Logger logger = Logger.getLogger("dev.dust.engine");
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord line) {
            if (line.getLevel().intValue() >= Level.INFO.intValue()) {
                log.add(line.getLevel() + " " + line.getMessage());
            }
        }

        @Override
        public void flush() {
            // Nothing waits.
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    };

    RestartingNodesTest() throws IOException {
        logger.addHandler(handler);
    }

    @AfterEach
    void stop() throws IOException {
        logger.removeHandler(handler);
        clients.forEach(Dust::close);
        servers.forEach(Server::close);
        balancer.close();
        time.close();
    }

    private PostgresLedger ledger() {
        return PostgresLedger.open(database.url(), null, null, PostgresLedgerOptions.defaults());
    }

    private Server started() {
        Server server = Server.start(ServerOptions.defaults().ledger(ledger()));
        balancer.add(server.port());
        return server;
    }

    private DustStore joined(String deviceId) {
        var codecs = new JacksonCodecs();
        var transport = new WebSocketTransport(balancer.url(), Token.of("any"), codecs, time, WebSocketOptions.defaults());
        var dust = new Dust(new MemoryCache(), transport, codecs, DustOptions.defaults().deviceId(deviceId).time(time));
        clients.add(dust);
        DustStore store = dust.store(Fleet.STORE);
        get(store.ready());
        return store;
    }

    @Test
    void clientsGoOnAtAnotherServer_andNoWriteIsLostOrDoubled_andNobodyIsWarned() throws Exception {
        IntStream.range(0, NODES).forEach(i -> servers.add(started()));
        List<DustStore> stores = IntStream.range(0, CLIENTS).mapToObj(i -> joined("dev_" + i)).toList();
        var restarted = new AtomicInteger();
        log.clear();
        List<FutureTask<Integer>> writers = stores.stream().map(store -> new FutureTask<>(() -> {
            int written = 0;
            while (restarted.get() < 2 * NODES || written < 100) {
                get(store.increment("sum", 1).outcome());
                written++;
            }
            return written;
        })).toList();
        writers.forEach(Thread::startVirtualThread);
        for (int i = 0; i < 2 * NODES; i++) {
            TimeUnit.MILLISECONDS.sleep(300);
            Server leaving = servers.get(i % NODES);
            leaving.close(Duration.ofSeconds(30));
            balancer.remove(leaving.port());
            servers.set(i % NODES, started());
            restarted.incrementAndGet();
        }
        long sum = 0;
        for (FutureTask<Integer> writer : writers) {
            sum += writer.get(60, TimeUnit.SECONDS);
        }
        try (PostgresLedger ledger = ledger()) {
            List<Event> history = ledger.make(Fleet.STORE).after(0, Integer.MAX_VALUE).events();
            assertThat(history).hasSize(Math.toIntExact(sum));
            assertThat(history).extracting(Event::opId).doesNotHaveDuplicates();
        }
        DustStore late = joined("dev_late");
        assertThat(late.get("sum").plain()).isEqualTo(sum);
        assertThat(log).noneMatch(line -> line.startsWith("WARNING") || line.startsWith("SEVERE"));
    }
}
