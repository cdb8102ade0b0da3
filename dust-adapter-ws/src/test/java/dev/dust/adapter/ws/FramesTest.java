package dev.dust.adapter.ws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.transport.ClientMessage;
import dev.dust.transport.ServerMessage;
import dev.dust.value.ListValue;
import dev.dust.value.MapValue;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages to frames and back (docs/protocol.md#frames, RFC 6455). */
class FramesTest extends SocketTest {
    private static final int LARGE = 64 << 20;

    @Test
    void inJson_eachMessageIsOneTextFrame() {
        var connection = open();
        var peer = server.peer();

        connection.send(new ClientMessage("james/blog", "1", "1", ClientMessage.JOIN, map(Map.of("last_store_seq", 7))));
        connection.send(new ClientMessage("james/blog", "1", "2", ClientMessage.STATUS, MapValue.EMPTY));

        assertThat(peer.readText()).isEqualTo("[\"1\",\"1\",\"store:james/blog\",\"phx_join\",{\"last_store_seq\":7}]");
        assertThat(peer.readText()).isEqualTo("[\"1\",\"2\",\"store:james/blog\",\"status\",{}]");
    }

    @Test
    void inMessagePack_eachMessageIsOneBinaryFrame() {
        transport = transport(WebSocketOptions.defaults().format(WebSocketOptions.Format.MESSAGE_PACK));
        var connection = open();
        var peer = server.peer();

        connection.send(message("2", Map.of("op", "set", "value", 1)));

        var frame = peer.read();
        assertThat(frame.opcode()).isEqualTo(Peer.BINARY);
        assertThat(CODECS.messagePack().decode(frame.payload())).isEqualTo(ListValue.from(
                Arrays.asList("1", "2", "store:james/blog", "write", Map.of("op", "set", "value", 1))));
    }

    @Test
    void aTextFrameIsReadAsJson() {
        open();
        var peer = server.peer();

        peer.text("[\"1\",\"2\",\"store:james/blog\",\"phx_reply\",{\"status\":\"ok\",\"response\":{\"store_seq\":5}}]");
        peer.text("[null,null,\"store:a:b/c\",\"phx_close\",{}]");

        assertThat(listener.awaitMessage()).isEqualTo(new ServerMessage("james/blog", "1", "2", ServerMessage.REPLY,
                map(Map.of("status", "ok", "response", Map.of("store_seq", 5)))));
        assertThat(listener.awaitMessage())
                .isEqualTo(new ServerMessage("a:b/c", null, null, ServerMessage.CLOSE, MapValue.EMPTY));
    }

    @Test
    void aBinaryFrameIsReadAsMessagePack() {
        open();

        server.peer().binary(messagePack("event", Map.of("store_seq", 9)));

        assertThat(listener.awaitMessage()).isEqualTo(event(9));
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "7", "\"text\"", "[1]", "{\"_typed\":\"1\",\"_type\":\"decimal\"}"})
    void aPayloadThatIsNoMap_countsAsNone(String payload) {
        open();

        server.peer().text("[null,null,\"store:james/blog\",\"event\"," + payload + "]");

        assertThat(listener.awaitMessage())
                .isEqualTo(new ServerMessage("james/blog", null, null, ServerMessage.EVENT, MapValue.EMPTY));
    }

    @Test
    void anEventOfALaterProtocol_isPassedOn() {
        open();

        server.peer().text("[null,null,\"store:james/blog\",\"news\",{\"a\":1}]");

        assertThat(listener.awaitMessage())
                .isEqualTo(new ServerMessage("james/blog", null, null, "news", map(Map.of("a", 1))));
    }

    @Test
    void framesThatComeWithTheHandshake_areNotLost() {
        server.greet(Peer.bytes(true, Peer.TEXT, json(1).getBytes(StandardCharsets.UTF_8)));

        open();

        assertThat(listener.awaitMessage()).isEqualTo(event(1));
    }

    @Test
    void framesThatComeByteByByte_areWhole() {
        open();
        var peer = server.peer();
        String text = json(1).replace("1}", "1,\"value\":\"Zo\u00eb \ud83d\ude00 " + "x".repeat(200) + "\"}");
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes(Peer.bytes(true, Peer.TEXT, text.getBytes(StandardCharsets.UTF_8)));
        bytes.writeBytes(Peer.bytes(true, Peer.PING, "ping".getBytes(StandardCharsets.UTF_8)));
        bytes.writeBytes(Peer.bytes(true, Peer.BINARY, messagePack("event", Map.of("store_seq", 2))));

        for (byte b : bytes.toByteArray()) {
            peer.raw(new byte[]{b});
        }

        assertThat(listener.awaitMessage().payload().get("value").toString()).startsWith("Zo\u00eb \ud83d\ude00 x");
        assertThat(listener.awaitMessage()).isEqualTo(event(2));
        assertThat(peer.read().opcode()).isEqualTo(Peer.PONG);
    }

    @Test
    void fragmentsWithAPingBetween_areOneMessage() {
        open();
        var peer = server.peer();
        var text = json(1).getBytes(StandardCharsets.UTF_8);

        peer.write(false, Peer.TEXT, Arrays.copyOfRange(text, 0, 10));
        peer.write(true, Peer.PING, "are you there".getBytes(StandardCharsets.UTF_8));
        peer.write(false, Peer.CONTINUATION, new byte[0]);
        peer.write(true, Peer.CONTINUATION, Arrays.copyOfRange(text, 10, text.length));
        peer.text(json(2));

        assertThat(listener.awaitMessage()).isEqualTo(event(1));
        assertThat(listener.awaitMessage()).isEqualTo(event(2));
        var pong = peer.read();
        assertThat(pong.opcode()).isEqualTo(Peer.PONG);
        assertThat(pong.text()).isEqualTo("are you there");
    }

    @ParameterizedTest
    @ValueSource(ints = {125, 126, 127, 65_535, 65_536, 65_537, 1_000_000})
    void everyLengthOfFrameIsReadAndWritten(int length) {
        var connection = open();
        var peer = server.peer();
        String start = "[\"1\",\"2\",\"store:james/blog\",\"write\",{\"value\":\"";
        String text = start + "x".repeat(length - start.length() - 3) + "\"}]";

        peer.text(text);
        var received = listener.awaitMessage();
        connection.send(new ClientMessage(received.store(), "1", "2", "write", received.payload()));

        assertThat(peer.readText()).isEqualTo(text);
    }

    @ParameterizedTest
    @EnumSource(WebSocketOptions.Format.class)
    @Tag("slow")
    void messagesOf64MiB_passBothWays(WebSocketOptions.Format format) {
        transport = transport(WebSocketOptions.defaults().format(format));
        var connection = open();
        var peer = server.peer();
        var snapshot = map(Map.of("snapshot_seq", 7, "value", "\u00eb".repeat(LARGE / 2)));
        var json = format == WebSocketOptions.Format.JSON;
        var codec = json ? CODECS.json() : CODECS.messagePack();
        var frame = codec.encode(
                ListValue.from(Arrays.asList("1", "2", "store:james/blog", ServerMessage.SNAPSHOT, snapshot)));

        peer.write(true, json ? Peer.TEXT : Peer.BINARY, frame);
        assertThat(listener.awaitMessage().payload().equals(snapshot)).isTrue();

        connection.send(new ClientMessage("james/blog", "1", "2", ServerMessage.SNAPSHOT, snapshot));
        assertThat(Arrays.equals(peer.read().payload(), frame)).isTrue();
    }

    private static ServerMessage event(int seq) {
        return new ServerMessage("james/blog", null, null, ServerMessage.EVENT, map(Map.of("store_seq", seq)));
    }

    private static byte[] messagePack(String event, Map<String, ?> payload) {
        return CODECS.messagePack().encode(ListValue.from(Arrays.asList(null, null, "store:james/blog", event, payload)));
    }
}
