package dev.dust.adapter.ws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.transport.CloseReason.Lost;
import dev.dust.transport.Frames;
import dev.dust.transport.ServerMessage;
import dev.dust.value.MapValue;
import dev.dust.value.Value;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.logging.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Frames that no server should send: what cannot be read is told in its place (law 3), what breaks WebSocket ends it. */
@Tag("slow")
class HostileFramesTest extends SocketTest {
    private CapturedLog log;

    @BeforeEach
    void capture() {
        log = new CapturedLog();
    }

    @AfterEach
    void release() {
        log.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[", "{}", "null", "7", "[]", "[1,2,3,4,5]", "[null,null,\"store:a/b\",\"event\"]",
            "[null,null,\"store:a/b\",\"event\",{},{}]", "[7,null,\"store:a/b\",\"event\",{}]",
            "[null,[],\"store:a/b\",\"event\",{}]", "[null,null,null,\"event\",{}]", "[null,null,\"store:a/b\",7,{}]",
            "[null,null,\"store:a/b\",\"event\",{}] and more", "[\"\\ud800\",null,\"store:a/b\",\"event\",{}]",
            "[null,[1e999],\"store:a/b\",\"event\",{}]", "[null,null,\"store:\\ud800\",\"event\",{}]",
            "[null,null,\"store:a/b\",\"\\udc00\",{\"store_seq\":1}]", "1e999"})
    void aTextOfWhichNothingCanBeTold_isToldInItsPlace(String text) {
        open();
        var peer = server.peer();

        peer.text(json(1));
        peer.text(text);
        peer.text(json(2));

        assertThat(listener.awaitMessage().payload().get("store_seq")).isEqualTo(Value.of(1));
        assertThat(listener.awaitUnreadable()).isNotBlank().contains(text);
        assertThat(listener.awaitMessage().payload().get("store_seq")).isEqualTo(Value.of(2));
        assertThat(log.messages(Level.WARNING)).singleElement().asString().contains("localhost:", text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[null,null,\"room:lobby\",\"event\",{}]", "[\"\\ud800\",null,\"room:lobby\",\"event\",{}]"})
    void aTextAboutNoStore_isLoggedAndDropped(String text) {
        open();
        var peer = server.peer();

        peer.text(text);
        peer.text(json(1));

        listener.awaitMessage();
        assertThat(log.messages(Level.WARNING)).singleElement().asString().contains("localhost:", text);
    }

    @Test
    void anAnswerToAHeartbeat_isAboutNoStore_whateverItHolds() {
        open();
        var peer = server.peer();

        peer.text("[null,\"\\ud800\",\"phoenix\",\"phx_reply\",{\"status\":1e999}]");
        peer.text(json(1));

        listener.awaitMessage();
        assertThat(log.messages(Level.WARNING)).isEmpty();
    }

    @Test
    void bytesThatAreNoMessage_areToldInTheirPlace() {
        open();
        var peer = server.peer();

        peer.binary(new byte[]{(byte) 0xc1, 0, 7});
        peer.text(json(1));

        assertThat(listener.awaitUnreadable()).endsWith("c10007");
        listener.awaitMessage();
        assertThat(log.messages(Level.WARNING)).singleElement().asString().endsWith("c10007");
    }

    /** One entry of a snapshot must not cost the others. */
    @Test
    void aPartOfAPayloadThatCannotBeRead_isNamed_andTheRestIsThere() {
        open();

        server.peer().text("[null,null,\"store:james/blog\",\"snapshot\",{\"snapshot_seq\":7,\"entries\":{\"a\":{\"value\":1,"
                + "\"type\":\"integer\"},\"b\":{\"value\":" + "9".repeat(100_001) + ",\"type\":\"integer\"},\"c\":{\"value\":"
                + "{\"_scalar\":[\"\\ud800\",2]},\"type\":\"list\"}}}]");

        var snapshot = listener.awaitMessage();
        assertThat(snapshot.unreadable()).containsExactly(List.of("entries", "b", "value"),
                List.of("entries", "c", "value", "_scalar", "0"));
        assertThat(snapshot.isUnreadable("entries")).isTrue();
        assertThat(snapshot.isUnreadable("snapshot_seq")).isFalse();
        assertThat(snapshot.payload()).isEqualTo(CODECS.json().decode(("{\"snapshot_seq\":7,\"entries\":{\"a\":{\"value\":1,"
                + "\"type\":\"integer\"},\"b\":{\"value\":null,\"type\":\"integer\"},\"c\":{\"value\":{\"_scalar\":[null,2]},"
                + "\"type\":\"list\"}}}").getBytes(StandardCharsets.UTF_8)));
        assertThat(log.messages(Level.WARNING)).singleElement().asString().contains("2 places", "entries/b/value",
                "james/blog");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e999", "{\"\\ud800\":1,\"store_seq\":2}"})
    void aPayloadThatCannotBeReadAtAll_isNamedAsAWhole(String payload) {
        open();

        server.peer().text("[null,\"3\",\"store:james/blog\",\"phx_reply\"," + payload + "]");

        assertThat(listener.awaitMessage())
                .isEqualTo(new ServerMessage("james/blog", null, "3", ServerMessage.REPLY, MapValue.EMPTY,
                        List.of(List.of())));
    }

    @Test
    void aDatetimeOfMessagePacksOwn_isADatetime() {
        open();
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes(HexFormat.of().parseHex("95c0c0"));
        for (String text : List.of("store:james/blog", "event")) {
            bytes.writeBytes(CODECS.messagePack().encode(Value.of(text)));
        }
        bytes.writeBytes(HexFormat.of().parseHex("81a576616c7565d6ff69cbb740"));

        server.peer().binary(bytes.toByteArray());

        var event = listener.awaitMessage();
        assertThat(event.payload().get("value")).isEqualTo(Value.of(Instant.parse("2026-03-31T12:00:00Z")));
        assertThat(event.unreadable()).isEmpty();
    }

    @Test
    void aServerThatGoesOn_isWarnedOfOnce_andShortly() {
        open();
        var peer = server.peer();

        for (int i = 0; i < 100; i++) {
            peer.text("[\n" + "x".repeat(10_000));
        }
        peer.text(json(1));

        for (int i = 0; i < 100; i++) {
            assertThat(listener.awaitUnreadable()).hasSizeLessThan(1_000).doesNotContain("\n");
        }
        listener.awaitMessage();
        assertThat(log.messages(Level.WARNING)).singleElement().asString().hasSizeLessThan(1_000).doesNotContain("\n");
        assertThat(log.messages(Level.FINE)).hasSize(99);
    }

    @Test
    void aMessageThatIsTooLarge_endsTheConnection() {
        transport = transport(WebSocketOptions.defaults().maxMessageSize(1_000));
        open();
        var peer = server.peer();

        peer.text(json(1) + " ".repeat(1_000 - json(1).length()));
        listener.awaitMessage();
        peer.raw(new byte[]{(byte) 0x81, 127, 0, 0, 0, 0, 0, 0, 3, (byte) 0xe9});

        assertThat(listener.awaitClosed()).isInstanceOfSatisfying(Lost.class,
                reason -> assertThat(reason.message()).contains("more than 1000 bytes"));
    }

    @Test
    void fragmentsThatAreTooLargeTogether_endTheConnection() {
        transport = transport(WebSocketOptions.defaults().maxMessageSize(1_000));
        open();
        var peer = server.peer();

        peer.write(false, Peer.TEXT, "[".repeat(600).getBytes(StandardCharsets.UTF_8));
        peer.write(true, Peer.CONTINUATION, "[".repeat(401).getBytes(StandardCharsets.UTF_8));

        assertThat(listener.awaitClosed().message()).contains("more than 1000 bytes");
    }

    @Test
    void aServerThatMasks_isNone() {
        open();

        server.peer().raw(HexFormat.of().parseHex("818001020304"));

        assertThat(listener.awaitClosed().message()).contains("masks");
    }

    @Test
    void aFloodOfPings_doesNotFillTheMemoryWithPongs() {
        open();
        var peer = server.peer();
        var ping = Peer.bytes(true, Peer.PING, new byte[125]);
        int pings = 300_000;

        for (int i = 0; i < pings; i++) {
            peer.raw(ping);
        }
        peer.text(json(1));
        listener.awaitMessage();
        time.advance(WebSocketOptions.defaults().heartbeatInterval());
        int pongs = 0;
        while (peer.read().opcode() == Peer.PONG) {
            pongs++;
        }

        assertThat(pongs).isPositive().isLessThan(pings);
    }

    @ParameterizedTest
    @ValueSource(strings = {"83 00", "80 00", "01 01 5b 81 01 5d", "09 00", "89 7e 0080", "f1 00",
            "82 7f ffffffffffffffff", "81 02 c328", "88 01 00"})
    void bytesThatBreakTheProtocol_endTheConnection(String hex) {
        open();
        var peer = server.peer();

        peer.raw(HexFormat.of().parseHex(hex.replace(" ", "")));

        assertThat(listener.awaitClosed()).isInstanceOf(Lost.class);
    }
}
