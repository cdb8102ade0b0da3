package dev.dust.adapter.ws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.transport.CloseReason.By;
import dev.dust.transport.CloseReason.Lost;
import java.util.Map;
import java.util.logging.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whose doing the loss of a connection was (law 5 of the port); and that an ordinary one is no event for the log. */
class LossTest extends SocketTest {

    private By by() {
        return ((Lost) listener.awaitClosed()).by();
    }

    @ParameterizedTest
    @CsvSource({"1009,TOO_LARGE", "1000,NETWORK", "1001,NETWORK", "1012,NETWORK", "1013,NETWORK", "1002,SERVER", "1003,SERVER",
            "1007,SERVER", "1011,SERVER", "4000,SERVER"})
    void closedByTheServer_isToldByItsCode(int code, By by) {
        open();
        server.peer().close(code, "");
        assertThat(by()).isEqualTo(by);
    }

    @Test
    void cutByTheServer_isTheServers() {
        open();
        server.peer().hangUp();
        assertThat(by()).isEqualTo(By.SERVER);
    }

    @Test
    void resetByTheServer_isTheServers() {
        open();
        server.peer().cut();
        assertThat(by()).isEqualTo(By.SERVER);
    }

    @Test
    void silentServer_isTheNetworks() {
        open();
        time.advance(WebSocketOptions.DEFAULT.heartbeatInterval());
        time.advance(WebSocketOptions.DEFAULT.heartbeatInterval());
        assertThat(by()).isEqualTo(By.NETWORK);
    }

    @Test
    void closedByThisClient_isTheNetworks() {
        open().close();
        server.peer().read();
        assertThat(by()).isEqualTo(By.NETWORK);
    }

    /** The server closes while the client still writes the frame that is too large: what it said is read all the same. */
    @Test
    void closedForAFrameThatIsStillBeingWritten_isTooLarge() {
        var connection = open();
        connection.send(message("1", Map.of("value", "x".repeat(20_000_000))));
        var peer = server.peer();
        peer.skip(1_000);
        peer.close(1009, "too large");
        peer.hangUp();
        assertThat(by()).isEqualTo(By.TOO_LARGE);
    }

    @Test
    void disconnectUnderLoad_isNoErrorInTheLog() {
        try (var log = new CapturedLog()) {
            var connection = open();
            for (int i = 0; i < 200; i++) {
                connection.send(message(Integer.toString(i), Map.of("value", "x".repeat(10_000))));
            }
            server.peer().cut();
            for (int i = 0; i < 200; i++) {
                connection.send(message(Integer.toString(i), Map.of("value", "x".repeat(10_000))));
            }
            listener.awaitClosed();
            assertThat(log.messages(Level.SEVERE)).isEmpty();
            assertThat(log.messages(Level.WARNING)).hasSizeLessThanOrEqualTo(1);
        }
    }
}
