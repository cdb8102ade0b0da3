package dev.dust.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.server.rules.Wire;
import dev.dust.server.web.Server;
import dev.dust.value.Value;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** All clients of a server that has gone come to another one at once. */
@Timeout(60)
class ManyJoinsTest {
    private static final String STORE = "org/store";
    private static final String TOPIC = "store:" + STORE;
    private static final int CLIENTS = 60;
    /** They wait for each other by then. */
    private static final int FIRST = 5;

    private final UnrulyLedger ledger = new UnrulyLedger();
    private final Server server = Server.start(ServerOptions.defaults().ledger(ledger.ofServer()));

    @AfterEach
    void stop() {
        ledger.goOn();
        server.close();
    }

    private void awaitAtTheGate(int calls) {
        while (ledger.atTheGate() < calls) {
            Thread.onSpinWait();
        }
    }

    /** What each of them is sent is read from the ledger, which takes its time: all of them together, much of it. */
    @Test
    void whoeverWrites_isAnsweredAfterTheNextOfThem() {
        try (RawClient writer = RawClient.json(server.url(), "dev_w")) {
            String join = writer.join(STORE, 0);
            ledger.gate("after");
            List<RawClient> clients = IntStream.range(0, CLIENTS).mapToObj(i -> RawClient.json(server.url(), "dev_" + i))
                    .toList();
            clients.forEach(client -> client.send(null, TOPIC, "phx_join", Wire.mapOf("last_store_seq", 0)));
            for (int i = 1; i <= FIRST; i++) {
                awaitAtTheGate(i);
                ledger.letThrough();
            }
            awaitAtTheGate(FIRST + 1);
            String push = writer.send(join, TOPIC, "write", Wire.mapOf("op", "set", "path", "a", "value", 1));
            ledger.awaitWriterWaits();
            ledger.letThrough();
            assertThat(writer.reply(push).get("status")).as("while the next of them is kept at the gate")
                    .isEqualTo(Value.of("ok"));
            ledger.goOn();
            clients.forEach(client -> {
                client.next("catch_up_complete");
                client.close();
            });
        }
    }
}
