package dev.dust.cli.chaos.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dust.cli.chaos.process.Await;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A gate passes on what comes, and fails in just the way that it was told to. */
class GateTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration WHILE = Duration.ofMillis(150);

    private final EchoServer server = new EchoServer();
    private final Gate gate = new Gate(server::port);

    GateTest() throws IOException {
        // There are free ports.
    }

    @AfterEach
    void close() throws IOException {
        gate.close();
        server.close();
    }

    private String received() throws InterruptedException {
        return server.received.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    private static void isEchoed(Peer peer, String text) throws IOException {
        peer.send(text);
        assertThat(peer.receive()).isEqualTo(text);
    }

    @Test
    void frameOfEveryLength_goesThroughAsItIs() throws IOException {
        try (var peer = new Peer(gate.port())) {
            for (int length : new int[]{0, 1, 125, 126, 65_535, 65_536, 300_000}) {
                isEchoed(peer, "x".repeat(length));
            }
            assertThat(gate.repetitions()).isZero();
        }
        Await.until(PATIENCE, "the end of one side is that of the other", () -> gate.connections() == 0);
    }

    @Test
    void cut_endsBothSides_andTheNextConnectionIsAsGoodAsNew() throws Exception {
        try (var peer = new Peer(gate.port()); var next = new Peer(gate.port())) {
            isEchoed(peer, "a");
            gate.cut();

            assertThat(peer.receive()).isNull();
            assertThat(next.receive()).isNull();
            assertThat(received()).isEqualTo("a");
            assertThat(received()).isEqualTo(EchoServer.END);
        }
        try (var again = new Peer(gate.port())) {
            isEchoed(again, "b");
        }
    }

    @Test
    void tornRequest_neverArrives() throws Exception {
        try (var peer = new Peer(gate.port())) {
            gate.tear(Direction.UP);
            peer.send("half of this arrives");

            assertThat(peer.receive()).isNull();
            assertThat(received()).isEqualTo(EchoServer.END);
        }
        try (var again = new Peer(gate.port())) {
            isEchoed(again, "torn once");
        }
    }

    @Test
    void tornResponse_breaksOffInTheMiddle() throws Exception {
        try (var peer = new Peer(gate.port())) {
            gate.tear(Direction.DOWN);
            peer.send("the server has done this");

            assertThat(received()).isEqualTo("the server has done this");
            assertThat(peer.receive()).isNull();
        }
    }

    @Test
    void stalledRequests_arriveInOrderAfterwards() throws Exception {
        try (var peer = new Peer(gate.port())) {
            gate.stall(Direction.UP, true);
            peer.send("a");
            peer.send("b");
            assertThat(peer.hearsNothing(WHILE)).isTrue();
            assertThat(server.received).isEmpty();

            gate.stall(Direction.UP, false);
            assertThat(peer.receive()).isEqualTo("a");
            assertThat(peer.receive()).isEqualTo("b");
        }
    }

    @Test
    void stalledResponse_isOfARequestThatArrived() throws Exception {
        try (var peer = new Peer(gate.port())) {
            gate.stall(Direction.DOWN, true);
            peer.send("a");
            assertThat(received()).isEqualTo("a");
            assertThat(peer.hearsNothing(WHILE)).isTrue();

            gate.heal();
            assertThat(peer.receive()).isEqualTo("a");
        }
    }

    @Test
    @Tag("slow")
    void delay_isThatOfBothWays() throws IOException {
        try (var peer = new Peer(gate.port())) {
            gate.delay(WHILE);
            long begin = System.nanoTime();
            isEchoed(peer, "a");
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(WHILE.multipliedBy(2));
        }
    }

    @Test
    void repeatedMessages_comeTwiceEachWay() throws Exception {
        try (var peer = new Peer(gate.port())) {
            gate.repeat(1);
            peer.send("a");

            for (int i = 0; i < 4; i++) {
                assertThat(peer.receive()).isEqualTo("a");
            }
            assertThat(peer.hearsNothing(WHILE)).isTrue();
            assertThat(received()).isEqualTo("a");
            assertThat(received()).isEqualTo("a");
            assertThat(gate.repetitions()).isEqualTo(3);
        }
    }

    @Test
    void refusing_endsConnections_andTakesNoneUntilItIsOver() throws IOException {
        try (var peer = new Peer(gate.port())) {
            gate.refuse(true);
            assertThat(peer.receive()).isNull();
            assertThatThrownBy(() -> new Peer(gate.port())).isInstanceOf(IOException.class);
        }
        gate.refuse(false);
        try (var again = new Peer(gate.port())) {
            isEchoed(again, "a");
        }
    }

    @Test
    void lateBytes_arriveAfterTheClientHasConnectedAgain() throws Exception {
        try (var peer = new Peer(gate.port())) {
            isEchoed(peer, "before");
            assertThat(received()).isEqualTo("before");
            gate.hold();
            peer.send("late 1");
            peer.send("late 2");
            assertThat(peer.hearsNothing(WHILE)).isTrue();
            Gate.Severed severed = gate.dropClients();
            assertThat(peer.receive()).isNull();
            try (var again = new Peer(gate.port())) {
                isEchoed(again, "new");
                assertThat(received()).isEqualTo("new");

                severed.deliver();
                assertThat(received()).isEqualTo("late 1");
                assertThat(received()).isEqualTo("late 2");
                assertThat(received()).isEqualTo(EchoServer.END);
                isEchoed(again, "still there");
            }
        }
    }

    @Test
    void clientThatIsGone_isThereForTheServer_untilThatEnds() throws Exception {
        try (var peer = new Peer(gate.port())) {
            isEchoed(peer, "before");
            assertThat(received()).isEqualTo("before");
            gate.hold();
            peer.send("never arrives");
            Gate.Severed severed = gate.dropClients();
            assertThat(peer.receive()).isNull();
            assertThat(server.received.poll(WHILE.toMillis(), TimeUnit.MILLISECONDS)).isNull();

            severed.discard();
            assertThat(received()).isEqualTo(EchoServer.END);
        }
    }

    @Test
    void serverThatIsGone_isThereForTheClient_untilItEndsTheConnection() throws Exception {
        try (var peer = new Peer(gate.port())) {
            isEchoed(peer, "a");
            gate.dropServers();
            assertThat(received()).isEqualTo("a");
            assertThat(received()).isEqualTo(EchoServer.END);
            peer.send("to nobody");
            assertThat(peer.hearsNothing(WHILE)).isTrue();
            assertThat(gate.connections()).isOne();
        }
        Await.until(PATIENCE, "the connection is over", () -> gate.connections() == 0);
    }

    @Test
    void withoutAServer_connectionsEndAtOnce() throws IOException {
        int nobody;
        try (var free = new ServerSocket(0)) {
            nobody = free.getLocalPort();
        }
        try (var alone = new Gate(() -> nobody)) {
            assertThatThrownBy(() -> new Peer(alone.port())).isInstanceOf(IOException.class);
        }
    }
}
