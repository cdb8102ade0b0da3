package dev.dust.cli.durability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.server.ServerOptions;
import dev.dust.server.ledger.Retention;
import dev.dust.testkit.postgres.PrivatePostgres;
import dev.dust.testkit.postgres.TestDatabase;
import dev.dust.testkit.postgres.TestPostgres;
import dev.dust.testkit.server.DustServer;
import dev.dust.testkit.server.ServerStore;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What comes in while the database is away waits on the wire, not in memory (docs/architecture.md#durable-cache). */
@Execution(ExecutionMode.CONCURRENT)
class BackpressureTest {
    private static final int EVENTS = 100_000;
    private static final int VALUE_LENGTH = 1_000;
    /** Half of what the events' values alone would take. */
    private static final int HEAP_MEGA = EVENTS / 1_000 * VALUE_LENGTH / 1_000 / 2;
    private static final long WHILE_MILLIS = 2_000;

    @Test
    void floodWhileTheDatabaseIsAway_isLeftOnTheWire_andAppliedAfterwards() throws Exception {
        try (PrivatePostgres postgres = TestPostgres.privateServer();
                // The server keeps what the client does not take. It would cut a client that takes too little, else, and forget
                // half of the events where this takes longer than the minute after which it looks for what is to go.
                DustServer server = DustServer.start(ServerOptions.defaults().sendQueue(2 * EVENTS)
                        .retention(Retention.defaults().ops(2 * EVENTS)))) {
            TestDatabase database = postgres.newDatabase();
            try (var client = new ChildProcess(database.url(), server, "client", 0, HEAP_MEGA)) {
                client.tell("join");
                client.expect("joined");
                client.tell("listen");
                client.expect("listening");
                postgres.pause();
                ServerStore store = server.store(Clients.STORE);
                String value = "x".repeat(VALUE_LENGTH);
                for (int i = 1; i <= EVENTS; i++) {
                    store.set("k/" + i % 1_000, i + value);
                }
                client.run(WHILE_MILLIS);
                Duration before = client.cpuTime();
                client.run(WHILE_MILLIS);
                assertThat(client.cpuTime().minus(before)).as("processor time of a client that waits for its database")
                        .isLessThan(Duration.ofMillis(WHILE_MILLIS / 3));

                postgres.resume();
                client.tell("heard " + EVENTS);
                assertThat(client.expect("heard")).isEqualTo("1 to " + EVENTS + ", " + EVENTS);
                client.tell("read k/7");
                assertThat(client.expect("read")).isEqualTo(store.get("k/7").toPlain());
                assertThat(server.connections()).isOne();
            }
        }
    }
}
