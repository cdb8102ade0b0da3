package dev.dust.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.server.rules.Wire;
import dev.dust.server.web.Server;
import dev.dust.value.MapValue;
import dev.dust.value.Value;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Who joins may ask what became of what he has sent (docs/protocol.md#in-turn). */
class UnansweredOpsTest {
    private static final String STORE = "james/known";

    private static MapValue join(RawClient client, Object unanswered) {
        return client.reply(client.send(null, "store:" + STORE, "phx_join",
                Wire.mapOf("last_store_seq", 0, "unanswered_ops", unanswered)));
    }

    private static Value known(MapValue reply) {
        return ((MapValue) reply.get("response")).get("known_ops");
    }

    private static void set(RawClient client, String ref, String opId, Object value) {
        client.push(ref, STORE, "write", "op", "set", "path", "k", "value", value, "client_op_id", opId);
    }

    @Test
    void aJoin_isToldWhichOfThemWereTaken_andAsWhat() {
        try (TestServer server = TestServer.start(); var client = RawClient.json(server.url(), "dev_a")) {
            String ref = client.join(STORE, 0);
            set(client, ref, "op_1", 1);
            set(client, ref, "op_2", 2);
            set(client, ref, "op_3", 3);
            client.push(ref, STORE, "write", "op", "merge", "path", "k", "value", 1, "client_op_id", "op_4");
            server.store(STORE).compact(1);
            assertThat(known(join(client, List.of("op_4", "op_3", "op_2", "op_1", "op_2", "_type"))))
                    .isEqualTo(Value.from(List.of(Map.of("client_op_id", "op_3", "store_seq", 3),
                            Map.of("client_op_id", "op_2", "store_seq", 2))));
        }
    }

    /** Its retention takes ops out of the history, and their ids later. */
    @Test
    void whatTheServerStillRecognises_isTold_thoughTheHistoryIsGone() {
        try (TestServer server = TestServer.start(); var client = RawClient.json(server.url(), "dev_a")) {
            set(client, client.join(STORE, 0), "op_1", 1);
            server.store(STORE).compactAndRemember();
            assertThat(server.store(STORE).compactedSeq()).isEqualTo(1);
            assertThat(known(join(client, List.of("op_1"))))
                    .isEqualTo(Value.from(List.of(Map.of("client_op_id", "op_1", "store_seq", 1))));
        }
    }

    @Test
    void opsOfOtherDevices_areNotTold() {
        try (TestServer server = TestServer.start();
                var client = RawClient.json(server.url(), "dev_a");
                var other = RawClient.json(server.url(), "dev_b")) {
            set(client, client.join(STORE, 0), "op_1", 1);
            assertThat(known(join(other, List.of("op_1")))).isEqualTo(Value.from(List.of()));
        }
    }

    @Test
    void whoAsksForNothing_isToldNothing() {
        try (TestServer server = TestServer.start(); var client = RawClient.json(server.url(), "dev_a")) {
            set(client, client.join(STORE, 0), "op_1", 1);
            assertThat(known(join(client, List.of()))).isNull();
            assertThat(known(join(client, null))).as("as if it were missing").isNull();
        }
    }

    static Stream<Object> unreadable() {
        return Stream.of("op_1", 1, Map.of("op_1", 1), List.of("op_1", 2), Collections.nCopies(10_001, "op_1"));
    }

    @ParameterizedTest
    @MethodSource
    void unreadable(Object unanswered) {
        try (TestServer server = TestServer.start(); var client = RawClient.json(server.url(), "dev_a")) {
            assertThat(join(client, unanswered))
                    .isEqualTo(Wire.mapOf("status", "error", "response", Wire.mapOf("reason", "invalid unanswered_ops")));
            assertThat(known(join(client, Collections.nCopies(10_000, "op_1")))).isEqualTo(Value.from(List.of()));
        }
    }

    @Test
    void thePublicServer_doesNotTell() {
        try (Server server = Server.start(ServerOptions.defaults().hosted(true).stores(Set.of(STORE)));
                var client = RawClient.json(server.url(), "dev_a")) {
            set(client, client.join(STORE, 0), "op_1", 1);
            assertThat(known(join(client, List.of("op_1")))).isNull();
        }
    }
}
