package dev.dust.adapter.ws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.transport.CloseReason.Lost;
import dev.dust.value.Value;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.logging.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Frames that no server should send: those that are no message are reported (law 3), those that break WebSocket end it. */
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
            "[null,[],\"store:a/b\",\"event\",{}]", "[null,null,null,\"event\",{}]",
            "[null,null,\"store:a/b\",7,{}]", "[null,null,\"store:a/b\",\"event\",{}] and more"})
    void aTextThatIsNoMessage_isLogged_andReportedInItsPlace(String text) {
        open();
        var peer = server.peer();

        peer.text(text);
        peer.text(json(1));

        listener.awaitUnreadable();

        assertThat(listener.awaitMessage().payload().get("store_seq")).isEqualTo(Value.of(1));
        assertThat(log.messages(Level.WARNING)).singleElement().asString().contains("localhost:", text);
    }

    @Test
    void aMessageAboutWhatIsNoStore_isLoggedAndDropped() {
        open();
        var peer = server.peer();

        peer.text("[null,null,\"room:lobby\",\"event\",{}]");
        peer.text(json(1));

        listener.awaitMessage();
        assertThat(log.messages(Level.WARNING)).singleElement().asString().contains("room:lobby");
    }

    /** One part that is no value costs itself alone. */
    @Test
    void aPartThatCannotBeRead_isNamed_andTheOthersAreThere() {
        open();
        String huge = "1" + "0".repeat(100_000);
        server.peer().text(
                "[null,null,\"store:james/blog\",\"snapshot\",{\"snapshot_seq\":3,\"entries\":{\"bad\":{\"value\":{\"_scalar\":"
                        + huge + "}},\"good\":{\"value\":{\"_scalar\":1}}}}]");

        var message = listener.awaitMessage();
        assertThat(message.unreadable()).containsExactly(List.of("entries", "bad", "value", "_scalar"));
        assertThat(message.payload().toString()).contains("good").doesNotContain("00000");
        assertThat(log.messages(Level.WARNING)).singleElement().asString().contains("james/blog").hasSizeLessThan(1_000);
    }

    @Test
    void whatAMessageIsAbout_mustBeReadable() {
        open();
        server.peer().text("[null,1" + "0".repeat(100_000) + ",\"store:james/blog\",\"event\",{}]");
        listener.awaitUnreadable();
    }

    @Test
    void bytesThatAreNoMessage_areLogged_andReportedInTheirPlace() {
        open();
        var peer = server.peer();

        peer.binary(new byte[]{(byte) 0xc1, 0, 7});
        peer.text(json(1));

        listener.awaitUnreadable();
        listener.awaitMessage();
        assertThat(log.messages(Level.WARNING)).singleElement().asString().endsWith("c10007");
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
            listener.awaitUnreadable();
        }
        listener.awaitMessage();
        assertThat(log.messages(Level.WARNING)).singleElement().asString().hasSizeLessThan(1_000).doesNotContain("\n");
        assertThat(log.messages(Level.FINE)).hasSize(99);
    }

    @Test
    void aMessageThatIsTooLarge_endsTheConnection() {
        transport = transport(WebSocketOptions.DEFAULT.withMaxMessageSize(1_000));
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
        transport = transport(WebSocketOptions.DEFAULT.withMaxMessageSize(1_000));
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
        time.advance(WebSocketOptions.DEFAULT.heartbeatInterval());
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
