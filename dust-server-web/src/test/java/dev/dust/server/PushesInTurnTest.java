package dev.dust.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.server.rules.Wire;
import dev.dust.value.MapValue;
import dev.dust.value.Value;
import org.junit.jupiter.api.Test;

/** A push may ask not to be taken out of turn (docs/protocol.md#in-turn). */
class PushesInTurnTest {
    private static final String STORE = "james/turn";
    private static final MapValue OUT_OF_TURN = Wire.mapOf("status", "error", "response", Wire.mapOf("reason", "out_of_turn"));

    private static MapValue set(RawClient client, String ref, Object value, int refusals) {
        return client.push(ref, STORE, "write", "op", "set", "path", "k", "value", value, "refusals", refusals);
    }

    private static MapValue refused(RawClient client, String ref) {
        return client.push(ref, STORE, "write", "op", "merge", "path", "k", "value", 1);
    }

    private static MapValue accepted(long seq) {
        return Wire.mapOf("status", "ok", "response", Wire.mapOf("store_seq", seq));
    }

    @Test
    void aPushWhoseClientHasNotHeardOfARefusal_isNotTaken() {
        try (TestServer server = TestServer.start(); var client = RawClient.json(server.url(), "dev_a")) {
            String ref = client.join(STORE, 0);
            assertThat(set(client, ref, 1, 0)).isEqualTo(accepted(1));
            refused(client, ref);
            assertThat(set(client, ref, 2, 0)).isEqualTo(OUT_OF_TURN);
            assertThat(set(client, ref, 3, 0)).as("that was no refusal, and changes nothing").isEqualTo(OUT_OF_TURN);
            assertThat(set(client, ref, 4, 1)).isEqualTo(accepted(2));
            assertThat(server.store(STORE).rows().get("k").value()).isEqualTo(Value.of(4));
        }
    }

    @Test
    void aPushThatDoesNotAsk_isTaken() {
        try (TestServer server = TestServer.start(); var client = RawClient.json(server.url(), "dev_a")) {
            String ref = client.join(STORE, 0);
            refused(client, ref);
            assertThat(client.push(ref, STORE, "write", "op", "set", "path", "k", "value", 1)).isEqualTo(accepted(1));
        }
    }

    @Test
    void eachMembership_countsForItself_fromItsJoinOn() {
        try (TestServer server = TestServer.start();
                var client = RawClient.json(server.url(), "dev_a");
                var other = RawClient.json(server.url(), "dev_b")) {
            refused(client, client.join(STORE, 0));
            assertThat(set(other, other.join(STORE, 0), 1, 0)).isEqualTo(accepted(1));
            assertThat(set(client, client.join(STORE, 0), 2, 0)).isEqualTo(accepted(2));
        }
    }

    @Test
    void everyErrorCounts_whateverWasAskedFor() {
        try (TestServer server = TestServer.start(); var client = RawClient.json(server.url(), "dev_a")) {
            String ref = client.join(STORE, 0);
            client.push(ref, STORE, "no such event");
            client.push(ref, STORE, "put_file", "path", "f", "content", "?");
            assertThat(set(client, ref, 1, 1)).isEqualTo(OUT_OF_TURN);
            assertThat(set(client, ref, 2, 2)).isEqualTo(accepted(1));
        }
    }

    @Test
    void whatIsOutOfTurn_isNoWriteForTheRateLimit() {
        try (TestServer server = TestServer.start(ServerOptions.defaults().rateLimit(2));
                var client = RawClient.json(server.url(), "dev_a")) {
            String ref = client.join(STORE, 0);
            refused(client, ref);
            assertThat(set(client, ref, 1, 0)).isEqualTo(OUT_OF_TURN);
            assertThat(set(client, ref, 2, 0)).isEqualTo(OUT_OF_TURN);
            assertThat(set(client, ref, 3, 1)).isEqualTo(accepted(1));
            assertThat(((MapValue) set(client, ref, 4, 1).get("response")).get("reason")).isEqualTo(Value.of("rate_limited"));
            assertThat(set(client, ref, 5, 1)).as("the rate limit is a refusal").isEqualTo(OUT_OF_TURN);
        }
    }
}
