package dev.dust.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class JettyServerTest {
    private static final byte[] REQUEST = "GET / HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n"
            .getBytes(StandardCharsets.US_ASCII);
    private static final int CLIENTS = 4;
    private static final int PATIENCE_MILLIS = 120_000;

    private final AtomicInteger hanging = new AtomicInteger();

    private static JettyServer start(int port) {
        return new JettyServer("test-server", "127.0.0.1", port, 8, sockets -> new Handler.Abstract() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) {
                callback.succeeded();
                return true;
            }
        });
    }

    @RepeatedTest(20)
    void close_endsEveryConnection_thoseTooThatComeMeanwhile() throws InterruptedException {
        var answered = new CountDownLatch(3 * CLIENTS);
        List<Thread> clients = new ArrayList<>();
        try (JettyServer server = start(0)) {
            int port = server.port();
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(Thread.ofPlatform().daemon().start(() -> askUntilNobodyIsThere(port, answered)));
            }
            answered.await();
        }
        for (Thread client : clients) {
            client.join();
        }
        assertThat(hanging).as("connections that were neither answered nor ended").hasValue(0);
    }

    private void askUntilNobodyIsThere(int port, CountDownLatch answered) {
        try {
            while (true) {
                try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                    ask(socket);
                    answered.countDown();
                }
            }
        } catch (IOException nobodyIsThere) {
            // That is the end.
        }
    }

    private void ask(Socket socket) throws IOException {
        socket.setSoTimeout(PATIENCE_MILLIS);
        try {
            socket.getOutputStream().write(REQUEST);
            socket.getInputStream().readAllBytes();
        } catch (SocketTimeoutException e) {
            hanging.incrementAndGet();
        } catch (IOException cut) {
            // Cut is not hanging.
        }
    }

    @Test
    void aPortThatIsTaken_isAnError_andLeavesNothingBehind() throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> start(taken.getLocalPort())).isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining(Integer.toString(taken.getLocalPort()));
        }
        assertThat(Thread.getAllStackTraces().keySet()).extracting(Thread::getName)
                .noneMatch(name -> name.startsWith("test-server"));
    }
}
