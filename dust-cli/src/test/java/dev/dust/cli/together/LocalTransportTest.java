package dev.dust.cli.together;

import static dev.dust.cli.together.Fleet.get;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.Dust;
import dev.dust.DustOptions;
import dev.dust.DustStore;
import dev.dust.HeldLease;
import dev.dust.Write;
import dev.dust.adapter.jackson.JacksonCodecs;
import dev.dust.adapter.memory.MemoryCache;
import dev.dust.adapter.ws.Token;
import dev.dust.adapter.ws.WebSocketOptions;
import dev.dust.adapter.ws.WebSocketTransport;
import dev.dust.cli.Main;
import dev.dust.cli.chaos.process.ChildJvm;
import dev.dust.server.local.LocalOptions;
import dev.dust.server.local.LocalServer;
import dev.dust.server.local.LocalTransport;
import dev.dust.server.postgres.PostgresLedger;
import dev.dust.server.postgres.PostgresLedgerOptions;
import dev.dust.testkit.postgres.PrivatePostgres;
import dev.dust.testkit.postgres.TestDatabase;
import dev.dust.testkit.postgres.TestPostgres;
import dev.dust.time.SystemTime;
import dev.dust.transport.Transport;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Applications without a server of their own, beside others that have one, on the same PostgreSQL: one store for all. */
@Tag("postgres")
@Timeout(120)
class LocalTransportTest {
    private static final String LISTENING = "listening on ";

    private final SystemTime time = new SystemTime();
    private final List<Dust> clients = new ArrayList<>();

    @AfterEach
    void stop() {
        clients.forEach(Dust::close);
        time.close();
    }

    private DustStore store(Transport transport, String deviceId) {
        var dust = new Dust(new MemoryCache(), transport, new JacksonCodecs(),
                DustOptions.defaults().deviceId(deviceId).time(time));
        clients.add(dust);
        return dust.store(Fleet.STORE);
    }

    private DustStore joined(Transport transport, String deviceId) {
        DustStore store = store(transport, deviceId);
        get(store.ready());
        return store;
    }

    private Transport overNetwork(URI server) {
        return new WebSocketTransport(server, Token.of("any"), new JacksonCodecs(), time, WebSocketOptions.defaults());
    }

    private static LocalTransport local(TestDatabase database) {
        return LocalTransport.on(() -> PostgresLedger.open(database.url(), null, null,
                PostgresLedgerOptions.defaults().timeout(Duration.ofMinutes(1))), LocalOptions.defaults());
    }

    private static void await(String what, BooleanSupplier condition) throws InterruptedException {
        for (int i = 0; i < 6_000 && !condition.getAsBoolean(); i++) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
        assertThat(condition.getAsBoolean()).as(what).isTrue();
    }

    /** {@code dust serve} in another JVM, and this one without a server. */
    @Test
    void anotherProcessWithAServer_andThisOneWithout_seeEachOther_andShareLeases() throws InterruptedException {
        TestDatabase database = TestPostgres.newDatabase();
        try (ChildJvm server = ChildJvm.start(List.of("-Xmx256m"), Main.class,
                List.of("serve", "--port", "0", "--ledger", "postgres", "--jdbc", database.url()),
                ProcessBuilder.Redirect.INHERIT)) {
            String line = server.nextLine(Duration.ofSeconds(60));
            assertThat(line).startsWith(LISTENING);
            DustStore here = joined(local(database), "dev_here");
            DustStore there = joined(overNetwork(URI.create(line.substring(LISTENING.length()))), "dev_there");

            get(here.put("from/here", 1).committed());
            await("what was written here, there", () -> there.get("from/here").isPresent());
            get(there.put("from/there", List.of(1, 1.5, "x")).committed());
            await("what was written there, here", () -> here.get("from/there").isPresent());
            assertThat(here.get("from/there").plain()).isEqualTo(List.of(1L, 1.5, "x"));

            HeldLease mine = get(here.at("jobs/nightly").acquire());
            assertThat(get(there.at("jobs/nightly").tryAcquire())).as("a lease that is held in this process").isEmpty();
            var waiting = there.at("jobs/nightly").acquire();
            mine.close();
            HeldLease theirs = get(waiting);
            assertThat(theirs.token()).isGreaterThan(mine.token());
            assertThat(get(here.at("jobs/nightly").tryAcquire())).as("a lease that is held in the other process").isEmpty();
            theirs.close();
        }
    }

    @Test
    void clientsOfOneJvm_shareOneServer_andNoWriteIsLost() throws InterruptedException {
        TestDatabase database = TestPostgres.newDatabase();
        int each = 50;
        try (LocalServer server = LocalServer.on(
                () -> PostgresLedger.open(database.url(), null, null, PostgresLedgerOptions.defaults()),
                LocalOptions.defaults())) {
            List<DustStore> stores = IntStream.range(0, 3).mapToObj(i -> joined(server.transport(), "dev_" + i)).toList();
            List<Write> writes = IntStream.range(0, 3 * each).mapToObj(i -> stores.get(i % 3).increment("sum", 1)).toList();
            writes.forEach(write -> get(write.committed()));
            for (DustStore store : stores) {
                await("the sum", () -> store.get("sum").isPresent() && store.get("sum").plain().equals(3L * each));
            }
        }
    }

    /** It starts without a database, loses it later, and gets it back: nothing that was written is lost. */
    @Test
    void databaseMayBeAway_atTheStartAndLater() throws InterruptedException {
        try (PrivatePostgres postgres = TestPostgres.privateServer()) {
            TestDatabase database = postgres.newDatabase();
            postgres.stop();
            DustStore store = store(local(database), "dev_1");
            Write early = store.put("early", 1);
            TimeUnit.MILLISECONDS.sleep(500);
            assertThat(early.committed()).isNotDone();
            postgres.start();
            get(early.committed());
            postgres.kill();
            Write late = store.put("late", 2);
            TimeUnit.MILLISECONDS.sleep(500);
            assertThat(store.get("late").plain()).isEqualTo(2L);
            postgres.start();
            get(late.committed());
            DustStore other = joined(local(database), "dev_2");
            await("what was written", () -> other.get("early").isPresent() && other.get("late").isPresent());
        }
    }
}
