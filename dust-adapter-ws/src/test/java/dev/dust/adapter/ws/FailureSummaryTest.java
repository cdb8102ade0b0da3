package dev.dust.adapter.ws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.dust.transport.CloseReason;
import dev.dust.transport.CloseReason.By;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.glassfish.tyrus.core.HandshakeException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FailureSummaryTest {

    static Stream<Arguments> attempts() {
        return Stream.of(
                arguments(new UnknownHostException("dust.example"), "cannot reach dust.example:1: the host is unknown"),
                arguments(new SocketTimeoutException("Connect timed out"), "cannot reach dust.example:1: no answer in time"),
                arguments(new SSLHandshakeException("no trusted certificate"),
                        "cannot reach dust.example:1 by TLS: no trusted certificate"),
                arguments(new HandshakeException(404, "not\n found"), "dust.example:1 does not speak WebSocket: not found"),
                arguments(new ConnectException("Connection refused"), "cannot reach dust.example:1: Connection refused"),
                arguments(new ConnectException(), "cannot reach dust.example:1: ConnectException"),
                arguments(new ConnectException(" "), "cannot reach dust.example:1: ConnectException"));
    }

    @ParameterizedTest
    @MethodSource("attempts")
    void attemptThatFailed_isToldByItsRoot_asOneLine(Exception root, String told) {
        var wrapped = new RuntimeException("wrapped", new IOException("wrapped too", root));
        assertThat(FailureSummary.notConnected("dust.example:1", wrapped)).isEqualTo(new CloseReason.Lost(told));
    }

    static Stream<Arguments> breaks() {
        return Stream.of(arguments(new EOFException(), By.SERVER),
                arguments(new IOException("Connection reset by peer"), By.SERVER),
                arguments(new IOException("Broken pipe"), By.SERVER),
                arguments(new IOException("No route to host"), By.NETWORK),
                arguments(new SSLException("ended early", new EOFException()), By.SERVER),
                arguments(new SSLException("bad record", new IOException("No route to host")), By.NETWORK),
                arguments(new SSLException("bad record"), By.NETWORK),
                arguments(new IllegalStateException("reset"), By.NETWORK));
    }

    @ParameterizedTest
    @MethodSource("breaks")
    void connectionThatBroke_isTheServersDoing_onlyWhereThePeerEndedTheStream(Exception failure, By by) {
        assertThat(FailureSummary.broken("dust.example:1", failure)).isInstanceOfSatisfying(CloseReason.Lost.class, lost -> {
            assertThat(lost.by()).isEqualTo(by);
            assertThat(lost.toString()).contains("the connection to dust.example:1 broke: ");
        });
    }
}
