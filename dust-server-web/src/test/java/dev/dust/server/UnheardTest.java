package dev.dust.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.server.rules.Wire;
import dev.dust.value.Value;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a server alone commits without telling its members (docs/protocol.md#unheard). */
class UnheardTest {
    private static final String STORE = "james/blog";

    private final TestServer server = TestServer.start();
    private final StoreBackDoor store = server.store(STORE);

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aRollbackOfTheStore_isNotBroadcast() {
        store.set("a", 1);
        try (var client = RawClient.json(server.url(), "dev_a")) {
            String ref = client.join(STORE, 1);
            assertThat(client.push(ref, STORE, "rollback", "to_seq", 0).get("response"))
                    .isEqualTo(Wire.mapOf("ops_written", 1));
            assertThat(client.untilQuiet()).isEmpty();
        }
        assertThat(store.rows()).isEmpty();
        assertThat(store.seq()).isEqualTo(2);
    }

    @Test
    void unheardWrites_leaveAHole_thatAJoinFills() {
        try (var client = RawClient.json(server.url(), "dev_a")) {
            client.join(STORE, 0);
            assertThat(store.writeUnheard("set", "import", 1)).isEqualTo(1);
            store.set("heard", 2);
            assertThat(client.next().payload().get("store_seq")).isEqualTo(Value.of(2));
            client.send(null, "store:" + STORE, "phx_join", Wire.mapOf("last_store_seq", 0));
            assertThat(client.next("event").payload().get("path")).isEqualTo(Value.of("import"));
        }
    }
}
