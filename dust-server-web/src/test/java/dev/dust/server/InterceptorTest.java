package dev.dust.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dust.server.frame.Frame;
import dev.dust.server.intercept.ConnectionInterceptor;
import dev.dust.server.intercept.Departure;
import dev.dust.server.intercept.InterceptedConnection;
import dev.dust.server.intercept.InterceptedWrite;
import dev.dust.server.intercept.MemberInterceptor;
import dev.dust.server.intercept.ServerInterceptor;
import dev.dust.server.rules.Wire;
import dev.dust.server.web.Server;
import dev.dust.value.MapValue;
import dev.dust.value.Value;
import java.net.http.WebSocketHandshakeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What may stand between a server and its clients. */
class InterceptorTest {
    private static final String STORE = "james/blog";
    private static final String TOPIC = "store:james/blog";

    private final Map<String, ConnectionInterceptor> interceptors = new ConcurrentHashMap<>();
    private final Map<String, InterceptedConnection> connections = new ConcurrentHashMap<>();
    private final Server server = Server.start(ServerOptions.defaults(), new ServerInterceptor() {
        @Override
        public boolean admits(String deviceId) {
            return !deviceId.equals("dev_unwanted");
        }

        @Override
        public ConnectionInterceptor connected(InterceptedConnection connection) {
            connections.put(connection.deviceId(), connection);
            return interceptors.getOrDefault(connection.deviceId(), ConnectionInterceptor.NONE);
        }
    });

    @AfterEach
    void stop() {
        server.close();
    }

    /** A client with {@code interceptor} before it. */
    private RawClient client(String device, ConnectionInterceptor interceptor) {
        interceptors.put(device, interceptor);
        return RawClient.json(server.url(), device);
    }

    private static MapValue set(RawClient client, String ref, Object value) {
        return client.push(ref, STORE, "write", "op", "set", "path", "k", "value", value);
    }

    @Test
    void whoIsNotAdmitted_isAnswered503() {
        assertThatThrownBy(() -> RawClient.json(server.url(), "dev_unwanted")).cause()
                .isInstanceOfSatisfying(WebSocketHandshakeException.class,
                        refused -> assertThat(refused.getResponse().statusCode()).isEqualTo(503));
        RawClient.json(server.url(), "dev_a").close();
    }

    @Test
    void aMessageThatIsHeld_isHandledWhenItIsRun_andTheNextOneAfterIt() {
        Queue<Runnable> held = new ConcurrentLinkedQueue<>();
        var came = new CountDownLatch(1);
        try (var client = client("dev_a", new ConnectionInterceptor() {
            @Override
            public void received(Runnable handling) {
                held.add(handling);
                came.countDown();
            }
        })) {
            String first = client.send(null, "phoenix", "heartbeat", MapValue.EMPTY);
            client.send(null, "phoenix", "heartbeat", MapValue.EMPTY);
            await(came);
            assertThat(held).hasSize(1);
            held.remove().run();
            assertThat(client.next().ref()).isEqualTo(first);
        }
    }

    @Test
    void aWriteThatIsAnsweredByTheInterceptor_neverReachesTheStore() {
        MapValue busy = Wire.mapOf("status", "error", "response", Wire.mapOf("reason", "busy"));
        try (var client = client("dev_a", new ConnectionInterceptor() {
            @Override
            public CompletableFuture<MapValue> write(InterceptedWrite write) {
                return CompletableFuture.completedFuture(busy);
            }
        }); var other = client("dev_b", ConnectionInterceptor.NONE)) {
            assertThat(set(client, client.join(STORE, 0), 1)).isEqualTo(busy);
            MapValue accepted = Wire.mapOf("status", "ok", "response", Wire.mapOf("store_seq", 1));
            assertThat(set(other, other.join(STORE, 0), 2)).isEqualTo(accepted);
        }
    }

    @Test
    void aWriteThatIsAppliedUnheard_isAnswered_andIsFoundByTheNextJoinAlone() {
        try (var client = client("dev_a", new ConnectionInterceptor() {
            @Override
            public CompletableFuture<MapValue> write(InterceptedWrite write) {
                return write.applyUnheard();
            }
        })) {
            String ref = client.join(STORE, 0);
            client.send(ref, TOPIC, "write", Wire.mapOf("op", "set", "path", "k", "value", 1));
            assertThat(client.untilQuiet()).extracting(Frame::event).containsExactly("phx_reply");
            client.send(null, TOPIC, "phx_join", Wire.mapOf("last_store_seq", 0));
            assertThat(client.next("event").payload().get("store_seq")).isEqualTo(Value.of(1));
        }
    }

    @Test
    void aReplyThatIsNotSent_isNeverHeard_andTheWriteStands() {
        try (var client = client("dev_a", new ConnectionInterceptor() {
            @Override
            public void reply(MapValue push, Runnable sending) {
                // lost
            }
        })) {
            String ref = client.join(STORE, 0);
            client.send(ref, TOPIC, "write", Wire.mapOf("op", "set", "path", "k", "value", 1));
            assertThat(client.untilQuiet()).extracting(Frame::event).containsExactly("event");
        }
    }

    @Test
    void eachMembership_hasALiveEventAsOftenAsItsInterceptorSends_andIsToldOfItsEnd() {
        var ended = new CountDownLatch(1);
        try (var client = client("dev_a", new ConnectionInterceptor() {
            @Override
            public MemberInterceptor joining() {
                return new MemberInterceptor() {
                    @Override
                    public void broadcast(Runnable sending) {
                        sending.run();
                        sending.run();
                    }

                    @Override
                    public void ended() {
                        ended.countDown();
                    }
                };
            }
        })) {
            String ref = client.join(STORE, 0);
            client.send(ref, TOPIC, "write", Wire.mapOf("op", "set", "path", "k", "value", 1));
            assertThat(client.untilQuiet()).extracting(Frame::event).containsExactly("event", "event", "phx_reply");
            assertThat(ended.getCount()).isEqualTo(1);
            connections.get("dev_a").endMemberships(STORE, "phx_close");
            assertThat(client.next()).isEqualTo(new Frame(ref, ref, TOPIC, "phx_close", MapValue.EMPTY));
            await(ended);
        }
    }

    @Test
    void whatIsQueued_leavesWhenItMay_andTellsNobodyElseToWait() {
        var mayLeave = new CountDownLatch(1);
        try (var client = client("dev_a", new ConnectionInterceptor() {
            @Override
            public Departure departure() {
                return mayLeave::await;
            }
        }); var other = client("dev_b", ConnectionInterceptor.NONE)) {
            String first = client.send(null, "phoenix", "heartbeat", MapValue.EMPTY);
            String second = client.send(null, "phoenix", "heartbeat", MapValue.EMPTY);
            assertThat(set(other, other.join(STORE, 0), 1).get("status")).isEqualTo(Value.of("ok"));
            assertThat(client.hasHeardNothing()).isTrue();
            mayLeave.countDown();
            assertThat(client.next().ref()).isEqualTo(first);
            assertThat(client.next().ref()).isEqualTo(second);
        }
    }

    /** What waits leaves together, but for what may not yet: that holds back nothing before it. */
    @Test
    void whatWaits_leavesInOrder_upToWhatMayNotLeaveYet() {
        int many = 600;
        var first = new CountDownLatch(1);
        var last = new CountDownLatch(1);
        var departures = new AtomicInteger();
        try (var client = client("dev_a", new ConnectionInterceptor() {
            @Override
            public Departure departure() {
                int number = departures.incrementAndGet();
                return number == 1 ? first::await : number == many + 1 ? last::await : Departure.AT_ONCE;
            }
        })) {
            List<String> sent = new ArrayList<>();
            for (int i = 0; i <= many; i++) {
                sent.add(client.send(null, "phoenix", "heartbeat", MapValue.EMPTY));
            }
            first.countDown();
            for (int i = 0; i < many; i++) {
                assertThat(client.next().ref()).isEqualTo(sent.get(i));
            }
            assertThat(client.hasHeardNothing()).isTrue();
            last.countDown();
            assertThat(client.next().ref()).isEqualTo(sent.getLast());
        }
    }

    @Test
    void aConnectionThatIsDropped_isGone_andItsInterceptorIsTold() {
        var closed = new CountDownLatch(1);
        try (var client = client("dev_a", new ConnectionInterceptor() {
            @Override
            public void closed() {
                closed.countDown();
            }
        })) {
            client.join(STORE, 0);
            connections.get("dev_a").drop();
            client.awaitGone();
            await(closed);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
