package dev.dust.adapter.ws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.time.TimerId;
import dev.dust.transport.CloseReason.Lost;
import dev.dust.transport.Frames;
import dev.dust.transport.ServerMessage;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Both ends know whether the connection is alive (docs/protocol.md#heartbeat), on virtual time. */
@Tag("slow")
class HeartbeatTest extends SocketTest {
    private static final Duration INTERVAL = Duration.ofSeconds(30);
    private static final String HEARTBEAT = "[null,\"heartbeat\",\"phoenix\",\"heartbeat\",{}]";
    private static final String REPLY = "[null,\"heartbeat\",\"phoenix\",\"phx_reply\",{\"status\":\"ok\",\"response\":{}}]";

    @Test
    void aHeartbeatGoesOutEachInterval_andItsReplyIsNoMessage() {
        open();
        var peer = server.peer();

        for (int i = 0; i < 5; i++) {
            time.advance(INTERVAL);
            assertThat(peer.readText()).isEqualTo(HEARTBEAT);
            peer.text(REPLY);
            peer.awaitHandled();
        }

        assertThat(listener.callsLeft()).isZero();
    }

    @Test
    void inMessagePack_theHeartbeatIsBinary() {
        transport = transport(WebSocketOptions.defaults().format(WebSocketOptions.Format.MESSAGE_PACK));
        open();
        var peer = server.peer();

        time.advance(INTERVAL);

        var frame = peer.read();
        assertThat(frame.opcode()).isEqualTo(Peer.BINARY);
        assertThat(CODECS.messagePack().decode(frame.payload())).isEqualTo(CODECS.json().decode(HEARTBEAT.getBytes()));
    }

    @Test
    void beforeTheIntervalIsOver_nothingIsSent() {
        var connection = open();
        var peer = server.peer();

        time.advance(INTERVAL.minusMillis(1));
        connection.send(message("1", Map.of()));

        assertThat(peer.readText()).contains("\"write\"");
    }

    @Test
    void anUnansweredHeartbeat_isDeathWhenTheNextIsDue() {
        open();
        var peer = server.peer();
        peer.awaitHandled();

        time.advance(INTERVAL);
        assertThat(peer.readText()).isEqualTo(HEARTBEAT);
        time.advance(INTERVAL.minusMillis(1));
        assertThat(listener.callsLeft()).isZero();
        time.advance(Duration.ofMillis(1));

        assertThat(listener.awaitClosed()).isInstanceOfSatisfying(Lost.class,
                reason -> assertThat(reason.message()).contains("did not answer the heartbeat"));
        assertThat(peer.readsEnd()).isTrue();
        assertThat(time.set()).isEmpty();
    }

    @Test
    void anyFrame_isASignOfLife() {
        open();
        var peer = server.peer();

        for (int i = 1; i <= 3; i++) {
            time.advance(INTERVAL);
            assertThat(peer.readText()).isEqualTo(HEARTBEAT);
            peer.text(json(i));
            listener.awaitMessage();
        }

        assertThat(listener.callsLeft()).isZero();
    }

    @Test
    void aBusyListener_isNoDeath() {
        var release = new CountDownLatch(1);
        var busy = new RecordingListener() {
            @Override
            void onReceived(ServerMessage message) {
                Conditions.await(release);
            }
        };
        transport.connect(HANDSHAKE, busy);
        busy.awaitOpened();
        var peer = server.peer();
        peer.text(json(1));
        busy.awaitMessage();

        for (int i = 0; i < 5; i++) {
            time.advance(INTERVAL);
            assertThat(peer.readText()).isEqualTo(HEARTBEAT);
        }
        release.countDown();
        peer.text(json(2));

        assertThat(busy.awaitMessage().payload()).isEqualTo(map(Map.of("store_seq", 2)));
        assertThat(busy.callsLeft()).isZero();
    }

    @Test
    void aListenerThatWasBusyUntilJustNow_isNoDeath() {
        var release = new CountDownLatch(1);
        var busy = new RecordingListener() {
            @Override
            void onReceived(ServerMessage message) {
                Conditions.await(release);
            }
        };
        transport.connect(HANDSHAKE, busy);
        busy.awaitOpened();
        var peer = server.peer();
        peer.raw(concat(Peer.bytes(true, Peer.TEXT, json(1).getBytes()), Peer.bytes(true, Peer.TEXT, json(2).getBytes())));
        busy.awaitMessage();
        time.advance(INTERVAL);
        time.advance(INTERVAL);

        release.countDown();
        busy.awaitMessage();
        Conditions.until("the listener has returned", busy::idle);
        time.advance(INTERVAL);

        for (int i = 0; i < 3; i++) {
            assertThat(peer.readText()).isEqualTo(HEARTBEAT);
        }
        assertThat(busy.callsLeft()).isZero();
    }

    @Test
    void aServerThatTakesNothingAnyMore_isDead() {
        var connection = open();
        server.peer();
        connection.send(message("1", Map.of("value", "x".repeat(64 << 20))));

        Conditions.until("the connection is closed", () -> {
            time.advance(INTERVAL);
            return listener.callsLeft() > 0;
        });

        assertThat(listener.awaitClosed().message()).contains("heartbeat");
    }

    @Test
    void aServerThatTakesNothing_whileTheListenerIsBusy_isNoDeath() {
        var release = new CountDownLatch(1);
        var busy = new RecordingListener() {
            @Override
            void onReceived(ServerMessage message) {
                Conditions.await(release);
            }
        };
        var connection = transport.connect(HANDSHAKE, busy);
        busy.awaitOpened();
        var peer = server.peer();
        peer.text(json(1));
        busy.awaitMessage();
        var large = message("1", Map.of("value", "x".repeat(64 << 20)));
        connection.send(large);

        for (int i = 0; i < 100; i++) {
            time.advance(INTERVAL);
        }
        release.countDown();

        peer.skip(2 + 8 + 4 + CODECS.json().encode(Frames.of(large)).length);
        assertThat(peer.readText()).isEqualTo(HEARTBEAT);
        peer.awaitHandled();
        assertThat(busy.callsLeft()).isZero();
    }

    @Test
    void aHeartbeatBehindALargeMessage_thatTheServerIsTaking_isNoDeath() {
        var connection = open();
        var peer = server.peer();
        var large = message("1", Map.of("value", "x".repeat(64 << 20)));
        peer.awaitHandled();
        int frame = 2 + 8 + 4 + CODECS.json().encode(Frames.of(large)).length;
        connection.send(large);

        time.advance(INTERVAL);
        peer.skip(20 << 20);
        time.advance(INTERVAL);
        peer.skip(20 << 20);
        time.advance(INTERVAL);
        peer.skip(frame - (40 << 20));
        assertThat(peer.readText()).isEqualTo(HEARTBEAT);
        assertThat(listener.callsLeft()).isZero();

        time.advance(INTERVAL);
        assertThat(peer.readText()).isEqualTo(HEARTBEAT);
        time.advance(INTERVAL);
        assertThat(listener.awaitClosed().message()).contains("heartbeat");
    }

    @Test
    void aClosedConnection_leavesNoTimer() {
        var connection = open();
        assertThat(time.set()).containsOnly(Map.entry(TimerId.HEARTBEAT, 1));

        connection.close();
        listener.awaitClosed();

        assertThat(time.set()).isEmpty();
    }

    private static byte[] concat(byte[] first, byte[] second) {
        return ByteBuffer.allocate(first.length + second.length).put(first).put(second).array();
    }
}
