package dev.dust.adapter.ws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.transport.ClientMessage;
import dev.dust.transport.CloseReason.By;
import dev.dust.transport.CloseReason.Lost;
import dev.dust.transport.CloseReason;
import dev.dust.value.MapValue;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.Map;
import java.util.logging.Level;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whose doing the loss of a connection was, and what is said of it. */
@Tag("slow")
class LossTest extends SocketTest {

    private static void assertBy(CloseReason reason, By by) {
        assertThat(reason).isInstanceOfSatisfying(Lost.class, lost -> assertThat(lost.by()).as(lost.message()).isEqualTo(by));
    }

    @ParameterizedTest
    @CsvSource({"1000, NETWORK", "1001, NETWORK", "1012, NETWORK", "1013, NETWORK", "1009, TOO_LARGE", "1002, SERVER",
            "1008, SERVER",
            "1011, SERVER", "4001, SERVER"})
    void aCloseOfTheServers_isJudgedByItsCode(int code, By by) {
        open();

        server.peer().close(code, "because");

        CloseReason reason = listener.awaitClosed();
        assertBy(reason, by);
        assertThat(reason.message()).contains("code " + code, "because");
    }

    @Test
    void aCloseWithoutACode_isTheServersDoing() {
        open();

        server.peer().write(true, Peer.CLOSE, new byte[0]);

        assertBy(listener.awaitClosed(), By.SERVER);
    }

    @Test
    void anEndWithoutAWord_isTheServersDoing() {
        open();

        server.peer().hangUp();

        assertBy(listener.awaitClosed(), By.SERVER);
    }

    @Test
    void aReset_isTheServersDoing() {
        open();

        server.peer().cut();

        assertBy(listener.awaitClosed(), By.SERVER);
    }

    /** That this client ends the connection of a server that breaks the protocol tells nothing of what was under way. */
    @ParameterizedTest
    @ValueSource(strings = {"83 00", "f1 00", "82 7f ffffffffffffffff", "81 02 c328", "88 01 00", "81 80 01020304"})
    void aServerThatBreaksTheProtocol_isNotToBlame(String hex) {
        open();

        server.peer().raw(HexFormat.of().parseHex(hex.replace(" ", "")));

        assertBy(listener.awaitClosed(), By.NETWORK);
    }

    @Test
    void aHeartbeatWithoutAnAnswer_isNobodysDoing() {
        open();
        server.peer().awaitHandled();

        time.advance(WebSocketOptions.defaults().heartbeatInterval());
        time.advance(WebSocketOptions.defaults().heartbeatInterval());

        assertBy(listener.awaitClosed(), By.NETWORK);
    }

    @Test
    void whatThisClientCloses_isItsOwnDoing() {
        open().close();
        server.peer().hangUp();

        assertBy(listener.awaitClosed(), By.NETWORK);
    }

    @ParameterizedTest
    @ValueSource(ints = {404, 500, 503})
    void anAttemptThatFails_isNobodysDoing(int status) {
        server.answerStatus(status);

        transport.connect(HANDSHAKE, listener);

        assertBy(listener.awaitClosed(), By.NETWORK);
    }

    /**
     * The server says why and goes, while most of the message is still to be written: the writing fails before the word is
     * read.
     */
    @RepeatedTest(10)
    void whyTheServerStoppedToRead_isHeard_howeverTheWritingEnds() {
        var connection = open();
        var peer = server.peer();

        connection.send(message("1", Map.of("value", "x".repeat(32 << 20))));
        peer.skip(100_000);
        peer.close(1009, "too big");
        peer.hangUp();

        assertBy(listener.awaitClosed(), By.TOO_LARGE);
    }

    /** What many senders meet when the connection ends is one end: the listener hears of it, and the log is no place for it. */
    @RepeatedTest(10)
    void anOrdinaryEnd_underLoad_isNoFault() throws InterruptedException {
        var connection = open();
        var peer = server.peer();
        var senders = new ArrayList<Thread>();

        try (var log = new CapturedLog()) {
            for (int i = 0; i < 4; i++) {
                senders.add(Thread.ofPlatform().start(() -> {
                    while (listener.callsLeft() == 0) {
                        connection.send(new ClientMessage("james/blog", "1", "1", ClientMessage.STATUS, MapValue.EMPTY));
                    }
                }));
            }
            peer.skip(10_000);
            byte[] ping = Peer.bytes(true, Peer.PING, "are you there".getBytes(StandardCharsets.UTF_8));
            for (int i = 0; i < 100; i++) {
                peer.raw(ping);
            }
            peer.cut();
            for (Thread sender : senders) {
                assertThat(sender.join(Duration.ofSeconds(20))).isTrue();
            }
            assertBy(listener.awaitClosed(), By.SERVER);
            assertThat(log.messages(Level.SEVERE)).isEmpty();
            assertThat(log.messages(Level.WARNING)).hasSizeLessThan(2);
            assertThat(log.hasTrace(Level.WARNING)).isFalse();
        }
    }
}
