package dev.dust.adapter.ws.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A host that does not answer, as when the network is away: one whose queue of connections is full, so that it drops more. */
@Tag("slow")
class DialerTest {
    private final List<Socket> filling = new ArrayList<>();
    private ServerSocket silent;
    private Dialer dialer;

    @BeforeEach
    void fill() throws IOException {
        silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        dialer = new Dialer(silent.getInetAddress().getHostAddress(), silent.getLocalPort(), false, null);
        boolean room = true;
        while (room) {
            var socket = new Socket();
            filling.add(socket);
            try {
                socket.connect(silent.getLocalSocketAddress(), 300);
            } catch (SocketTimeoutException e) {
                room = false;
            }
        }
    }

    @AfterEach
    void end() throws IOException {
        for (Socket socket : filling) {
            socket.close();
        }
        silent.close();
    }

    @Test
    void hostThatDoesNotAnswer_isAskedAnew_untilItDoes() throws IOException {
        var asked = new AtomicInteger();
        try (Socket dialled = dialer.dial(new Deadline(Duration.ofMinutes(1)), socket -> {
            if (asked.incrementAndGet() == 2) {
                empty();
            }
        })) {
            assertThat(dialled.isConnected()).isTrue();
            assertThat(asked.get()).isGreaterThanOrEqualTo(2);
        }
    }

    @Test
    void hostThatNeverAnswers_isGivenUpAtTheDeadline() {
        assertThatThrownBy(() -> dialer.dial(new Deadline(Duration.ofMillis(500)), socket -> {
        })).isInstanceOf(SocketTimeoutException.class);
    }

    private void empty() {
        try {
            for (int i = 0; i < filling.size() - 1; i++) {
                silent.accept().close();
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
