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
import dev.dust.server.ledger.StoreLedger;
import dev.dust.server.postgres.PostgresLedger;
import dev.dust.server.postgres.PostgresLedgerOptions;
import dev.dust.server.web.Server;
import dev.dust.testkit.postgres.TestDatabase;
import dev.dust.testkit.postgres.TestPostgres;
import dev.dust.time.SystemTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Three servers on one PostgreSQL, and clients of each: one store, whatever becomes of the servers' sessions. */
@Tag("postgres")
class NodesTest {
    private static final int NODES = 3;
    private static final int CLIENTS = 6;
    private static final int INCREMENTS = 60;

    private final TestDatabase database = TestPostgres.newDatabase();
    private final SystemTime time = new SystemTime();
    private final List<Server> servers = new ArrayList<>();
    private final List<Dust> clients = new ArrayList<>();

    private PostgresLedger ledger() {
        return PostgresLedger.open(database.url(), null, null, PostgresLedgerOptions.defaults());
    }

    private void startServers() {
        IntStream.range(0, NODES).forEach(i -> servers.add(Server.start(ServerOptions.defaults().ledger(ledger()))));
    }

    @AfterEach
    void stop() {
        clients.forEach(Dust::close);
        servers.forEach(Server::close);
        time.close();
    }

    private DustStore joined(int server, String deviceId) {
        var codecs = new JacksonCodecs();
        var transport = new WebSocketTransport(servers.get(server).url(), Token.of("any"), codecs, time,
                WebSocketOptions.defaults());
        var dust = new Dust(new MemoryCache(), transport, codecs, DustOptions.defaults().deviceId(deviceId).time(time));
        clients.add(dust);
        DustStore store = dust.store(Fleet.STORE);
        get(store.ready());
        return store;
    }

    private void endSessions() {
        database.execute("select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database()"
                + " and pid <> pg_backend_pid()");
    }

    @Test
    void clientsOfDifferentServers_seeTheSame_andEveryWriteOnce()
            throws InterruptedException, ExecutionException, TimeoutException {
        startServers();
        List<DustStore> stores = IntStream.range(0, CLIENTS).mapToObj(i -> joined(i % NODES, "dev_" + i)).toList();
        var random = new Random(1);
        List<FutureTask<Void>> writers = IntStream.range(0, CLIENTS).mapToObj(i -> new FutureTask<Void>(() -> {
            for (int n = 0; n < INCREMENTS; n++) {
                get(stores.get(i).increment("sum", 1).outcome());
                get(stores.get(i).put("last/" + i, n).outcome());
            }
            return null;
        })).toList();
        writers.forEach(Thread::startVirtualThread);
        while (!writers.stream().allMatch(FutureTask::isDone)) {
            TimeUnit.MILLISECONDS.sleep(100 + random.nextInt(200));
            endSessions();
        }
        for (FutureTask<Void> writer : writers) {
            writer.get(1, TimeUnit.SECONDS);
        }
        long ops = 2L * CLIENTS * INCREMENTS;
        try (PostgresLedger ledger = ledger()) {
            StoreLedger store = ledger.make(Fleet.STORE);
            List<Event> history = store.after(0, Integer.MAX_VALUE).events();
            assertThat(history).extracting(Event::storeSeq).isEqualTo(LongStream.rangeClosed(1, ops).boxed().toList());
            assertThat(history).extracting(Event::opId).doesNotHaveDuplicates();
        }
        for (DustStore store : stores) {
            awaitSeq(store, ops);
            assertThat(store.get("sum").plain()).isEqualTo((long) CLIENTS * INCREMENTS);
        }
    }

    private static void awaitSeq(DustStore store, long seq) throws InterruptedException {
        for (int i = 0; i < 3_000 && store.status().lastStoreSeq() < seq; i++) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
        assertThat(store.status().lastStoreSeq()).isEqualTo(seq);
    }
}
