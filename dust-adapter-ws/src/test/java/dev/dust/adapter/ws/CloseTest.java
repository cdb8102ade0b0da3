package dev.dust.adapter.ws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.transport.CloseReason.Lost;
import dev.dust.transport.Frames;
import dev.dust.transport.ServerMessage;
import dev.dust.transport.Transport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Closing from every state gives exactly one {@code closed}, the last call (law 1 of the port). */
@Tag("slow")
class CloseTest extends SocketTest {

    @Test
    void anOpenConnection_saysGoodbye_afterAllThatWasSent() {
        var connection = open();
        var peer = server.peer();

        for (int i = 0; i < 1_000; i++) {
            connection.send(message(Integer.toString(i), Map.of()));
        }
        connection.close();

        for (int i = 0; i < 1_000; i++) {
            assertThat(peer.readText()).startsWith("[\"1\",\"" + i + "\"");
        }
        var goodbye = peer.read();
        assertThat(goodbye.opcode()).isEqualTo(Peer.CLOSE);
        assertThat(goodbye.code()).isEqualTo(1000);
        peer.close(1000, "");
        peer.hangUp();
        assertThat(listener.awaitClosed()).isInstanceOf(Lost.class);
    }

    @Test
    void whatIsStillToBeWritten_isWritten() {
        var connection = open();
        var peer = server.peer();
        var large = message("1", Map.of("value", "x".repeat(24 << 20)));
        int frame = 2 + 8 + 4 + SocketTest.CODECS.json().encode(Frames.of(large)).length;

        connection.send(large);
        connection.close();

        peer.skip(frame);
        assertThat(peer.read().opcode()).isEqualTo(Peer.CLOSE);
    }

    @Test
    void aServerThatDoesNotAnswerTheGoodbye_isNotWaitedForLong() {
        var connection = open();
        server.peer();

        connection.close();

        assertThat(listener.awaitClosed()).isInstanceOf(Lost.class);
    }

    @Test
    void aServerThatDoesNotReadAnyMore_isNotWaitedForLong() {
        var connection = open();
        server.peer();

        connection.send(message("1", Map.of("value", "x".repeat(64 << 20))));
        connection.close();

        assertThat(listener.awaitClosed()).isInstanceOf(Lost.class);
    }

    @Test
    void afterClose_messagesAreNotDeliveredAnyMore() {
        var connection = open();
        var peer = server.peer();

        connection.close();
        assertThat(peer.read().opcode()).isEqualTo(Peer.CLOSE);
        peer.text(json(1));
        peer.hangUp();

        listener.awaitClosed();
    }

    @Test
    void fromWithinTheListener() {
        var known = new CountDownLatch(1);
        var connection = new AtomicReference<Transport.Connection>();
        var closer = new RecordingListener() {
            @Override
            void onReceived(ServerMessage message) {
                Conditions.await(known);
                connection.get().close();
            }
        };
        connection.set(transport.connect(HANDSHAKE, closer));
        known.countDown();
        closer.awaitOpened();
        var peer = server.peer();
        peer.text(json(1));
        peer.text(json(2));

        closer.awaitMessage();
        closer.awaitClosed();
    }

    @Test
    void whileTheTokenIsAskedFor() {
        var asked = new CountDownLatch(1);
        var release = new CountDownLatch(1);
        transport = transport(Token.from(() -> {
            asked.countDown();
            Conditions.await(release);
            return "secret";
        }), WebSocketOptions.defaults());
        var connection = transport.connect(HANDSHAKE, listener);
        Conditions.await(asked);

        connection.close();
        release.countDown();

        assertThat(listener.awaitClosed()).isInstanceOf(Lost.class);
        assertThat(server.requestsLeft()).isZero();
    }

    @Test
    void whileTheServerDoesNotAnswerTheHandshake() throws IOException {
        try (var silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var url = URI.create("ws://localhost:" + silent.getLocalPort() + "/ws/sync");
            transport = new WebSocketTransport(url, Token.of("t"), CODECS, time, WebSocketOptions.defaults());
            var connection = transport.connect(HANDSHAKE, listener);
            try (var accepted = silent.accept()) {
                assertThat(accepted.getInputStream().read()).isEqualTo('G');

                connection.close();

                assertThat(listener.awaitClosed().message()).contains("this client closed");
            }
        }
    }

    @Test
    void aConnectionThatIsClosedAlready() {
        var connection = open();
        server.peer().cut();
        listener.awaitClosed();

        connection.close();
        connection.send(message("1", Map.of()));

        assertThat(listener.callsLeft()).isZero();
    }

    @RepeatedTest(50)
    void fromManySidesAtAnyMoment() throws Exception {
        var connection = transport.connect(HANDSHAKE, listener);
        int sides = 4;
        var together = new CyclicBarrier(sides);
        var threads = new ArrayList<Thread>();
        for (Runnable side : new Runnable[]{connection::close, connection::close, transport::close,
                () -> connection.send(message("1", Map.of()))}) {
            threads.add(Thread.ofVirtual().start(() -> {
                try {
                    together.await();
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
                side.run();
            }));
        }
        for (var thread : threads) {
            thread.join();
        }

        assertThat(listener.awaitClosedAtLast()).isInstanceOf(Lost.class);
        assertThat(listener.callsLeft()).isZero();
    }

    @Test
    void closingTheTransport_closesAllConnections() {
        var others = new ArrayList<RecordingListener>();
        for (int i = 0; i < 10; i++) {
            var other = new RecordingListener();
            others.add(other);
            transport.connect(HANDSHAKE, other);
            other.awaitOpened();
        }

        transport.close();

        others.forEach(other -> assertThat(other.awaitClosed().message()).contains("transport was closed"));
    }

    @Test
    void aClosedTransport_connectsNoMore() {
        transport.close();

        transport.connect(HANDSHAKE, listener);

        assertThat(listener.awaitClosed().message()).contains("transport is closed");
        assertThat(server.requestsLeft()).isZero();
    }

    @Test
    void connectionsLeaveNoThreads() throws InterruptedException {
        open();
        server.peer().hangUp();
        listener.awaitClosed();
        var before = Thread.getAllStackTraces().keySet();

        for (int i = 0; i < 50; i++) {
            var each = new RecordingListener();
            var connection = transport.connect(HANDSHAKE, each);
            each.awaitOpened();
            var peer = server.peer();
            peer.text(json(i));
            each.awaitMessage();
            connection.close();
            peer.hangUp();
            each.awaitClosed();
        }

        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            boolean isOfTheJvm = thread.getName().startsWith("ForkJoinPool") || thread.getName().contains("VirtualThread");
            assertThat(before.contains(thread) || isOfTheJvm || thread.join(Duration.ofSeconds(10))).as("%s ends", thread)
                    .isTrue();
        }
    }
}
