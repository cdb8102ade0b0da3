package dev.dust.adapter.ws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.transport.ClientMessage;
import dev.dust.transport.CloseReason.Lost;
import dev.dust.transport.Frames;
import dev.dust.transport.ServerMessage;
import dev.dust.transport.Transport;
import dev.dust.value.MapValue;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Level;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a sender may rely on (see {@link Transport.Connection#send}). */
class SendTest extends SocketTest {

    @Test
    void manyThreads_eachKeepItsOrder() {
        var connection = open();
        var peer = server.peer();
        int threads = 8;
        int each = 5_000;
        for (int t = 0; t < threads; t++) {
            String name = "t" + t;
            var builder = t % 2 == 0 ? Thread.ofVirtual() : Thread.ofPlatform().daemon();
            builder.start(() -> {
                for (int i = 0; i < each; i++) {
                    connection.send(new ClientMessage(name, "1", Integer.toString(i), ClientMessage.STATUS, MapValue.EMPTY));
                }
            });
        }

        var next = new HashMap<String, Integer>();
        for (int i = 0; i < threads * each; i++) {
            var message = read(peer.read().payload());
            int expected = next.merge(message.store(), 1, Integer::sum) - 1;
            assertThat(message.ref()).as(message.store()).isEqualTo(Integer.toString(expected));
        }
    }

    @Test
    @Tag("slow")
    void whileTheServerDoesNotRead_nobodyWaits_andNothingIsLost() {
        var connection = open();
        var peer = server.peer();
        int count = 64;

        for (int i = 0; i < count; i++) {
            connection.send(message(Integer.toString(i), Map.of("value", "x".repeat(1 << 20))));
        }

        for (int i = 0; i < count; i++) {
            assertThat(peer.readText()).startsWith("[\"1\",\"" + i + "\"");
        }
    }

    @Test
    void beforeTheConnectionIsOpen_messagesAreDropped() {
        var release = new CountDownLatch(1);
        transport = transport(Token.from(() -> {
            Conditions.await(release);
            return "secret";
        }), WebSocketOptions.defaults());
        var connection = transport.connect(HANDSHAKE, listener);

        connection.send(message("early", Map.of()));
        release.countDown();
        listener.awaitOpened();
        connection.send(message("late", Map.of()));

        assertThat(server.peer().readText()).contains("\"late\"");
    }

    @Test
    void aMessageThatHasNoWireForm_endsTheConnection() {
        var connection = open();

        try (var log = new CapturedLog()) {
            connection.send(new ClientMessage("unpaired \ud800", "1", "1", ClientMessage.STATUS, MapValue.EMPTY));

            assertThat(listener.awaitClosed()).isInstanceOfSatisfying(Lost.class,
                    reason -> assertThat(reason.message()).contains("could not be written", "surrogate"));
            assertThat(log.messages(Level.SEVERE)).hasSize(1);
        }
    }

    @Test
    void anInterruptedSender_sendsAll() throws InterruptedException {
        var connection = open();
        var peer = server.peer();

        var sender = Thread.ofPlatform().start(() -> {
            Thread.currentThread().interrupt();
            connection.send(message("1", Map.of()));
            connection.send(message("2", Map.of()));
        });
        sender.join();

        assertThat(peer.readText()).startsWith("[\"1\",\"1\"");
        assertThat(peer.readText()).startsWith("[\"1\",\"2\"");
        assertThat(listener.callsLeft()).isZero();
    }

    private static ServerMessage read(byte[] frame) {
        return ((Frames.Subject.Store) Frames.read(CODECS.json().decodeReadable(frame, 0, frame.length))).message();
    }

    @Test
    void otherFormatThanMessagePack_isJson_forTheConnectionsToCome() {
        assertThat(transport.useOtherFormat()).isFalse();
        transport = transport(WebSocketOptions.defaults().format(WebSocketOptions.Format.MESSAGE_PACK));
        assertThat(transport.useOtherFormat()).isTrue();
        assertThat(transport.useOtherFormat()).isFalse();

        var connection = open();
        connection.send(message("1", Map.of()));
        var peer = server.peer();
        assertThat(peer.request().toString()).contains("vsn=2.0.0");
        assertThat(peer.read().opcode()).isEqualTo(Peer.TEXT);
    }
}
