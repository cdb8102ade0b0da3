package dev.dust.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.server.frame.Frame;
import dev.dust.server.intercept.ConnectionInterceptor;
import dev.dust.server.intercept.InterceptedConnection;
import dev.dust.server.intercept.InterceptedWrite;
import dev.dust.server.intercept.ServerInterceptor;
import dev.dust.server.rules.Wire;
import dev.dust.server.web.Server;
import dev.dust.value.MapValue;
import dev.dust.value.Value;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Who joins again may take over from his earlier connections (docs/protocol.md#takeover). */
class TakeoverTest {
    private static final String STORE = "james/blog";
    private static final String TOPIC = "store:james/blog";
    private static final MapValue NO_MEMBER = Wire.mapOf("status", "error", "response",
            Wire.mapOf("reason", "unmatched topic"));

    private static MapValue set(RawClient client, String ref, String path) {
        return client.push(ref, STORE, "write", "op", "set", "path", path, "value", 1);
    }

    private static String takeOver(RawClient client) {
        return client.send(null, TOPIC, "phx_join", Wire.mapOf("last_store_seq", 0, "session_takeover", true));
    }

    private static Value response(MapValue reply, String field) {
        return ((MapValue) reply.get("response")).get(field);
    }

    @Test
    void aJoinOverANewConnection_endsTheMembershipOfTheOldOne_andNothingOfItIsTakenAnyMore() {
        try (TestServer server = TestServer.start(); var old = RawClient.json(server.url(), "dev_a")) {
            String before = old.join(STORE, 0);
            assertThat(response(set(old, before, "in_time"), "store_seq")).isEqualTo(Value.of(1));
            try (var now = RawClient.json(server.url(), "dev_a")) {
                String join = takeOver(now);
                assertThat(response(now.reply(join), "session_takeover")).isEqualTo(Value.of(true));

                assertThat(old.next("phx_close")).isEqualTo(new Frame(before, before, TOPIC, "phx_close", MapValue.EMPTY));
                assertThat(set(old, before, "late")).isEqualTo(NO_MEMBER);
                assertThat(response(set(now, join, "now"), "store_seq")).isEqualTo(Value.of(2));
            }
            assertThat(server.store(STORE).rows()).containsOnlyKeys("in_time", "now");
        }
    }

    /** Two tabs of a browser may have one device id between them. */
    @Test
    void whoDoesNotAskForIt_takesNothingOver() {
        try (TestServer server = TestServer.start();
                var one = RawClient.json(server.url(), "dev_a");
                var other = RawClient.json(server.url(), "dev_a")) {
            String first = one.join(STORE, 0);
            String join = other.send(null, TOPIC, "phx_join", Wire.mapOf("last_store_seq", 0));
            assertThat(response(other.reply(join), "session_takeover")).isEqualTo(Value.of(false));
            assertThat(response(set(one, first, "k"), "store_seq")).isEqualTo(Value.of(1));
            assertThat(response(set(other, join, "k"), "store_seq")).isEqualTo(Value.of(2));
        }
    }

    @Test
    void otherDevices_andOtherStores_stayMembers() {
        try (TestServer server = TestServer.start();
                var old = RawClient.json(server.url(), "dev_a");
                var other = RawClient.json(server.url(), "dev_b");
                var now = RawClient.json(server.url(), "dev_a")) {
            String elsewhere = old.join("james/other", 0);
            String others = other.join(STORE, 0);
            now.reply(takeOver(now));
            assertThat(response(old.push(elsewhere, "james/other", "write", "op", "set", "path", "k", "value", 1), "store_seq"))
                    .isEqualTo(Value.of(1));
            assertThat(response(set(other, others, "k"), "store_seq")).isEqualTo(Value.of(1));
        }
    }

    @Test
    void thePublicServer_takesWhatComesOverAnOldConnection() {
        try (Server server = Server.start(ServerOptions.defaults().hosted(true).stores(Set.of(STORE)));
                var old = RawClient.json(server.url(), "dev_a");
                var now = RawClient.json(server.url(), "dev_a")) {
            String before = old.join(STORE, 0);
            String join = now.send(null, TOPIC, "phx_join", Wire.mapOf("last_store_seq", 0));
            assertThat(response(now.reply(join), "session_takeover")).isNull();
            MapValue late = old.push(before, STORE, "write", "op", "set", "path", "late", "value", 1, "client_op_id", "op_1");
            assertThat(response(late, "store_seq")).isEqualTo(Value.of(1));
        }
    }

    /** It has come in, and is on its way to the store. */
    @Test
    void aWriteThatIsBeingHandled_whenItsMembershipIsTakenOver_takesNoEffect() throws InterruptedException {
        var arrived = new CountDownLatch(1);
        var goesOn = new CompletableFuture<Void>();
        ServerInterceptor slow = new ServerInterceptor() {
            @Override
            public ConnectionInterceptor connected(InterceptedConnection connection) {
                return new ConnectionInterceptor() {
                    @Override
                    public CompletableFuture<MapValue> write(InterceptedWrite write) {
                        arrived.countDown();
                        goesOn.join();
                        return write.apply();
                    }
                };
            }
        };
        try (Server server = Server.start(ServerOptions.defaults(), slow);
                var old = RawClient.json(server.url(), "dev_a");
                var now = RawClient.json(server.url(), "dev_a")) {
            String before = old.join(STORE, 0);
            String write = old.send(before, TOPIC, "write", Wire.mapOf("op", "set", "path", "late", "value", 1));
            assertThat(arrived.await(20, TimeUnit.SECONDS)).isTrue();
            String join = takeOver(now);
            now.reply(join);
            goesOn.complete(null);

            assertThat(old.reply(write)).isEqualTo(NO_MEMBER);
            assertThat(response(now.push(join, STORE, "status"), "current_seq")).isEqualTo(Value.of(0));
        } finally {
            goesOn.complete(null);
        }
    }
}
