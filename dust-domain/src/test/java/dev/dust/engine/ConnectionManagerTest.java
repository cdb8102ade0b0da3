package dev.dust.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dust.error.ClosedException;
import dev.dust.metrics.Metrics;
import dev.dust.op.Op;
import dev.dust.op.Precondition;
import dev.dust.path.DustPath;
import dev.dust.sync.ConnectionState;
import dev.dust.sync.SyncConfig;
import dev.dust.sync.TakenTransitions;
import dev.dust.time.TimerId;
import dev.dust.transport.CloseReason;
import dev.dust.value.Value;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** The life of the one connection (docs/architecture.md#connection). */
class ConnectionManagerTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final TakenTransitions TRANSITIONS = new TakenTransitions();

    private final FakeTransport transport = new FakeTransport();
    private final FakeTime time = new FakeTime();
    private final ConnectionManager connections = new ConnectionManager(new EmptyCache(), transport, "dev_test",
            () -> "dev_fresh", true,
            new EngineConfig(new SyncConfig(Duration.ofSeconds(2), Duration.ZERO, Duration.ofSeconds(30), 1, 1, 1), time,
                    task -> Thread.ofVirtual().start(task), new Threads(task -> Thread.ofVirtual().start(task)),
                    new Random(1), Duration.ofSeconds(3), TRANSITIONS, Metrics.none()));

    /** The write is looked at before it is posted, and the client is closed meanwhile. */
    @Test
    void writeThatComesBehindTheLastTurn_isRefused_andNotKept() {
        StoreEngine engine = connections.engine("a/b");
        transport.onSize = () -> connections.close();
        var put = new Op.Put(DustPath.parse("k"), Value.of(BigInteger.TEN.pow(30)), Precondition.NONE);
        assertThatThrownBy(() -> engine.writes().submit("op_late", put)).isInstanceOf(ClosedException.class);
    }

    @Test
    void nothingIsConnected_beforeTheFirstStoreIsOpened() {
        assertThat(transport.attempts).isEmpty();
        connections.engine("a/b");
        connections.engine("c/d");
        assertThat(transport.attempts).hasSize(1);
        assertThat(connections.report().state()).isEqualTo(ConnectionState.CONNECTING);
    }

    /** How long it waits is tried in ReconnectPaceTest; here, that it is asked, and told of what happens. */
    @Test
    void lostConnection_isTriedAtOnce_thenAfterATenthOfTheOutage() {
        connections.engine("a/b");
        transport.newest().opened();
        time.nanos += SECOND;
        transport.newest().closed(new CloseReason.Lost("gone"));
        assertThat(time.delays.get(TimerId.RECONNECT)).isLessThanOrEqualTo(Duration.ofMillis(250));
        for (long most : new long[]{1, 2, 3, 6, 12, 24, 30, 30}) {
            time.fire(TimerId.RECONNECT);
            time.nanos += 10 * most * SECOND - (time.nanos - SECOND);
            transport.newest().closed(new CloseReason.Lost("gone"));
            time.fire(TimerId.RECONNECT);
            transport.newest().closed(new CloseReason.Lost("gone again"));
            assertThat(time.delays.get(TimerId.RECONNECT)).isBetween(Duration.ofMillis(500 * most), Duration.ofSeconds(most));
            assertThat(connections.report().problem()).isEqualTo("gone again");
        }
    }

    @Test
    void connectionThatTheServerEndsInGoodOrder_isMadeAgainWithinASecond_butNotByAllAtOnce() {
        connections.engine("a/b");
        long longest = 0;
        for (int i = 0; i < 50; i++) {
            transport.newest().opened();
            time.nanos += SECOND;
            transport.newest().closed(CloseReason.Lost.ofCode("starts again", 1012));
            longest = Math.max(longest, time.delays.get(TimerId.RECONNECT).toMillis());
            time.fire(TimerId.RECONNECT);
        }
        assertThat(longest).isBetween(500L, 1_000L);
    }

    @Test
    void reconnect_endsTheWaitAtOnce_andTheWaitsAfterItAreShortAgain() {
        connections.engine("a/b");
        time.nanos += 300 * SECOND;
        transport.newest().closed(new CloseReason.Lost("gone"));
        time.fire(TimerId.RECONNECT);
        transport.newest().closed(new CloseReason.Lost("gone"));
        assertThat(time.delays.get(TimerId.RECONNECT)).isGreaterThan(Duration.ofSeconds(14));
        int attempts = transport.attempts.size();
        assertThat(connections.report().state()).isEqualTo(ConnectionState.WAITING);
        connections.reconnect();
        assertThat(transport.attempts).hasSize(attempts + 1);
        transport.newest().closed(new CloseReason.Lost("gone"));
        assertThat(time.delays.get(TimerId.RECONNECT)).isLessThanOrEqualTo(Duration.ofSeconds(1));
        connections.reconnect();
        transport.newest().opened();
        connections.reconnect();
        assertThat(transport.attempts).as("it stands").hasSize(attempts + 2);
        assertThat(connections.report().state()).isEqualTo(ConnectionState.CONNECTED);
    }

    @Test
    void refusedClient_asksForAnotherTokenAtOnce_thenEveryThirtySeconds() {
        connections.engine("a/b");
        transport.newest().closed(new CloseReason.Refused("bad token"));
        assertThat(connections.report().state()).isEqualTo(ConnectionState.REFUSED);
        assertThat(time.delays.get(TimerId.RECONNECT)).isZero();
        time.fire(TimerId.RECONNECT);
        transport.newest().closed(new CloseReason.Refused("bad token"));
        assertThat(time.delays.get(TimerId.RECONNECT)).isEqualTo(Duration.ofSeconds(30));
        time.fire(TimerId.RECONNECT);
        transport.newest().opened();
        assertThat(connections.report().state()).isEqualTo(ConnectionState.CONNECTED);
    }

    @Test
    void attemptsThatAreOver_areNotHeard() {
        connections.engine("a/b");
        var old = transport.newest();
        old.closed(new CloseReason.Lost("gone"));
        time.fire(TimerId.RECONNECT);
        transport.newest().opened();
        old.closed(new CloseReason.Lost("gone again"));
        assertThat(connections.report().state()).isEqualTo(ConnectionState.CONNECTED);
    }

    @Test
    void storeOpenedOnALiveConnection_joinsAtOnce() {
        connections.engine("a/b");
        transport.newest().opened();
        connections.engine("c/d");
        assertThat(transport.sent).extracting(message -> message.store() + " " + message.event())
                .containsExactly("a/b phx_join", "c/d phx_join");
    }

    @Test
    void transportThatThrows_isALostConnection() {
        transport.fails = true;
        connections.engine("a/b");
        assertThat(connections.report().state()).isEqualTo(ConnectionState.WAITING);
        assertThat(connections.report().problem()).contains("broken on purpose");
        transport.fails = false;
        time.fire(TimerId.RECONNECT);
        transport.newest().opened();
        assertThat(connections.report().state()).isEqualTo(ConnectionState.CONNECTED);
    }

    @Test
    void closedClient_opensNothing() {
        connections.engine("a/b");
        connections.close();
        assertThatThrownBy(() -> connections.engine("a/b")).isInstanceOf(ClosedException.class);
        assertThatThrownBy(() -> connections.engine("c/d")).isInstanceOf(ClosedException.class);
    }

    @Test
    void everyTransitionOfAConnection_isTaken() {
        Consumer<ConnectionManagerTest> retry = test -> test.time.fire(TimerId.RECONNECT);
        Consumer<ConnectionManagerTest> opened = test -> test.transport.newest().opened();
        Consumer<ConnectionManagerTest> lost = test -> test.transport.newest().closed(new CloseReason.Lost("gone"));
        Consumer<ConnectionManagerTest> refused = test -> test.transport.newest().closed(new CloseReason.Refused("no"));
        List<List<Consumer<ConnectionManagerTest>>> ways = List.of(List.of(), List.of(opened), List.of(lost),
                List.of(lost, retry),
                List.of(refused),
                List.of(refused, retry), List.of(refused, retry, lost), List.of(refused, retry, refused),
                List.of(refused, retry, opened, refused), List.of(lost, retry, opened, lost, retry, lost, retry, refused));
        for (List<Consumer<ConnectionManagerTest>> way : ways) {
            var test = new ConnectionManagerTest();
            test.connections.engine("a/b");
            way.forEach(step -> step.accept(test));
            test.connections.close();
            assertThat(test.connections.report().state()).isEqualTo(ConnectionState.IDLE);
        }
        assertThat(TRANSITIONS.neverTaken(ConnectionState.TABLE)).isEmpty();
    }
}
