package dev.dust.adapter.ws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.transport.CloseReason.Lost;
import dev.dust.transport.ServerMessage;
import dev.dust.transport.Transport;
import dev.dust.value.Value;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Level;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a listener may rely on (laws 1 to 4 of the port). */
class ListenerTest extends SocketTest {

    @Test
    @Tag("slow")
    void messagesComeInOrder_oneAtATime_andThenTheEnd() {
        open();
        var peer = server.peer();
        int count = 20_000;

        Thread.ofVirtual().start(() -> {
            for (int i = 0; i < count; i++) {
                peer.text(json(i));
            }
            peer.close(1001, "restart");
        });

        for (int i = 0; i < count; i++) {
            assertThat(listener.awaitMessage().payload().get("store_seq")).isEqualTo(Value.of(i));
        }
        assertThat(listener.awaitClosed()).isInstanceOf(Lost.class);
        assertThat(listener.callsLeft()).isZero();
    }

    @Test
    void connectReturnsAtOnce_whateverTheServerDoes() {
        var release = new CountDownLatch(1);
        transport = transport(Token.from(() -> {
            Conditions.await(release);
            return "secret";
        }), WebSocketOptions.defaults());

        transport.connect(HANDSHAKE, listener);

        assertThat(listener.callsLeft()).isZero();
        release.countDown();
        listener.awaitOpened();
    }

    @Test
    void aListenerMaySendWhenItIsOpened() {
        var connection = new AtomicReference<Transport.Connection>();
        var known = new CountDownLatch(1);
        var greeter = new RecordingListener() {
            @Override
            void onOpened() {
                Conditions.await(known);
                connection.get().send(message("1", Map.of()));
            }
        };

        connection.set(transport.connect(HANDSHAKE, greeter));
        known.countDown();

        assertThat(server.peer().readText()).contains("\"write\"");
    }

    @Test
    void aListenerThatThrows_getsTheNextMessage() {
        var faulty = new RecordingListener() {
            @Override
            void onReceived(ServerMessage message) {
                throw new IllegalStateException("a fault of the listener");
            }
        };
        try (var log = new CapturedLog()) {
            transport.connect(HANDSHAKE, faulty);
            var peer = server.peer();

            peer.text(json(1));
            peer.text(json(2));
            peer.hangUp();

            faulty.awaitOpened();
            faulty.awaitMessage();
            assertThat(faulty.awaitMessage().payload().get("store_seq")).isEqualTo(Value.of(2));
            assertThat(faulty.awaitClosed()).isInstanceOf(Lost.class);
            assertThat(log.messages(Level.SEVERE)).hasSize(2);
        }
    }

    @Test
    void aListenerThatInterruptsItsThread_getsTheNextMessage() {
        var interrupting = new RecordingListener() {
            @Override
            void onReceived(ServerMessage message) {
                Thread.currentThread().interrupt();
            }
        };
        transport.connect(HANDSHAKE, interrupting);
        interrupting.awaitOpened();
        var peer = server.peer();

        for (int i = 0; i < 3; i++) {
            peer.text(json(i));
            assertThat(interrupting.awaitMessage().payload().get("store_seq")).isEqualTo(Value.of(i));
        }
    }

    @Test
    @Tag("slow")
    void whileAListenerBlocks_nothingIsRead_andTheServerIsSlowedDown() {
        var release = new CountDownLatch(1);
        var blocked = new RecordingListener() {
            @Override
            void onReceived(ServerMessage message) {
                Conditions.await(release);
            }
        };
        transport.connect(HANDSHAKE, blocked);
        blocked.awaitOpened();
        var peer = server.peer();
        var event = Peer.bytes(true, Peer.TEXT, json(1).getBytes(StandardCharsets.UTF_8));
        long total = 256L << 20;
        var written = new AtomicLong();
        var writer = Thread.ofPlatform().daemon().start(() -> {
            while (written.get() < total && peer.offer(event)) {
                written.addAndGet(event.length);
            }
        });
        blocked.awaitMessage();

        Conditions.stalls("the server's writes", written::get);
        assertThat(written.get()).isLessThan(64L << 20);
        assertThat(writer.isAlive()).isTrue();
        assertThat(blocked.callsLeft()).isZero();
        long stalledAt = written.get();

        release.countDown();
        Conditions.until("the server goes on", () -> written.get() > stalledAt + (1 << 20));
        peer.cut();
        blocked.awaitClosedAtLast();
    }

    @Test
    void aConnectionThatTheServerCuts_isLost() {
        open();

        server.peer().cut();

        assertThat(listener.awaitClosed().message()).contains("localhost:" + server.url().getPort());
    }

    @Test
    void aConnectionThatTheServerEndsInTheMiddleOfAFrame_isLost() {
        open();
        var peer = server.peer();

        peer.raw(new byte[]{(byte) 0x81, 126, 1, 0, '[', '1'});
        peer.hangUp();

        assertThat(listener.awaitClosed()).isInstanceOf(Lost.class);
    }

    @Test
    void theServersReasonForClosing_isTold_andAnswered() {
        open();
        var peer = server.peer();

        peer.close(4001, "out of\nlicences");

        assertThat(peer.read()).satisfies(frame -> {
            assertThat(frame.opcode()).isEqualTo(Peer.CLOSE);
            assertThat(frame.code()).isEqualTo(4001);
        });
        assertThat(peer.readsEnd()).isTrue();
        peer.hangUp();
        assertThat(listener.awaitClosed().message()).contains("4001", "out of licences");
    }
}
