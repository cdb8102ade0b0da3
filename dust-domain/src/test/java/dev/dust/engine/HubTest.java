package dev.dust.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dust.cache.Cache;
import dev.dust.cache.CacheSnapshot;
import dev.dust.cache.Commit;
import dev.dust.cache.CommitResult;
import dev.dust.cache.OutboxEntry;
import dev.dust.cache.StoreCache;
import dev.dust.error.ClosedException;
import dev.dust.sync.ConnectionState;
import dev.dust.sync.SyncConfig;
import dev.dust.sync.TakenTransitions;
import dev.dust.sync.TestRows;
import dev.dust.time.TimerId;
import dev.dust.transport.CloseReason;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** The life of the one connection (docs/architecture.md#connection). */
class HubTest {
    private static final TakenTransitions TRANSITIONS = new TakenTransitions();

    private final FakeTransport transport = new FakeTransport();
    private final FakeTime time = new FakeTime();
    private final Hub hub = new Hub(new EmptyCache(), transport, "dev_test",
            new EngineConfig(new SyncConfig(Duration.ofSeconds(2), Duration.ZERO, Duration.ofSeconds(30), 1, 1, 1), time,
                    task -> Thread.ofVirtual().start(task), task -> Thread.ofVirtual().start(task),
                    new Random(1), Duration.ofSeconds(3), TRANSITIONS));

    @Test
    void nothingIsConnected_beforeTheFirstStoreIsOpened() {
        assertThat(transport.attempts).isEmpty();
        hub.engine("a/b");
        hub.engine("c/d");
        assertThat(transport.attempts).hasSize(1);
        assertThat(hub.report().state()).isEqualTo(ConnectionState.CONNECTING);
    }

    @Test
    void lostConnection_isTriedAtOnce_thenAfterLongerAndLongerWaits() {
        hub.engine("a/b");
        transport.newest().opened();
        for (long most : new long[]{0, 1, 2, 4, 8, 16, 30, 30}) {
            transport.newest().closed(new CloseReason.Lost("gone"));
            assertThat(time.delays.get(TimerId.RECONNECT)).isBetween(Duration.ZERO, Duration.ofSeconds(most));
            assertThat(hub.report().problem()).isEqualTo("gone");
            time.fire(TimerId.RECONNECT);
        }
        assertThat(transport.attempts).hasSize(9);
    }

    @Test
    void refusedClient_asksForAnotherTokenAtOnce_thenEveryThirtySeconds() {
        hub.engine("a/b");
        transport.newest().closed(new CloseReason.Refused("bad token"));
        assertThat(hub.report().state()).isEqualTo(ConnectionState.REFUSED);
        assertThat(time.delays.get(TimerId.RECONNECT)).isZero();
        time.fire(TimerId.RECONNECT);
        transport.newest().closed(new CloseReason.Refused("bad token"));
        assertThat(time.delays.get(TimerId.RECONNECT)).isEqualTo(Duration.ofSeconds(30));
        time.fire(TimerId.RECONNECT);
        transport.newest().opened();
        assertThat(hub.report().state()).isEqualTo(ConnectionState.CONNECTED);
    }

    @Test
    void attemptsThatAreOver_areNotHeard() {
        hub.engine("a/b");
        var old = transport.newest();
        old.closed(new CloseReason.Lost("gone"));
        time.fire(TimerId.RECONNECT);
        transport.newest().opened();
        old.closed(new CloseReason.Lost("gone again"));
        assertThat(hub.report().state()).isEqualTo(ConnectionState.CONNECTED);
    }

    @Test
    void storeOpenedOnALiveConnection_joinsAtOnce() {
        hub.engine("a/b");
        transport.newest().opened();
        hub.engine("c/d");
        assertThat(transport.sent).extracting(message -> message.store() + " " + message.event())
                .containsExactly("a/b phx_join", "c/d phx_join");
    }

    @Test
    void transportThatThrows_isALostConnection() {
        transport.fails = true;
        hub.engine("a/b");
        assertThat(hub.report().state()).isEqualTo(ConnectionState.WAITING);
        assertThat(hub.report().problem()).contains("broken on purpose");
        transport.fails = false;
        time.fire(TimerId.RECONNECT);
        transport.newest().opened();
        assertThat(hub.report().state()).isEqualTo(ConnectionState.CONNECTED);
    }

    @Test
    void closedClient_opensNothing() {
        hub.engine("a/b");
        hub.close();
        assertThatThrownBy(() -> hub.engine("a/b")).isInstanceOf(ClosedException.class);
        assertThatThrownBy(() -> hub.engine("c/d")).isInstanceOf(ClosedException.class);
    }

    @Test
    void everyTransitionOfAConnection_isTaken() {
        Consumer<HubTest> retry = test -> test.time.fire(TimerId.RECONNECT);
        Consumer<HubTest> opened = test -> test.transport.newest().opened();
        Consumer<HubTest> lost = test -> test.transport.newest().closed(new CloseReason.Lost("gone"));
        Consumer<HubTest> refused = test -> test.transport.newest().closed(new CloseReason.Refused("no"));
        List<List<Consumer<HubTest>>> ways = List.of(List.of(), List.of(opened), List.of(lost), List.of(lost, retry),
                List.of(refused),
                List.of(refused, retry), List.of(refused, retry, lost), List.of(refused, retry, refused),
                List.of(refused, retry, opened, refused), List.of(lost, retry, opened, lost, retry, lost, retry, refused));
        for (List<Consumer<HubTest>> way : ways) {
            var test = new HubTest();
            test.hub.engine("a/b");
            way.forEach(step -> step.accept(test));
            test.hub.close();
            assertThat(test.hub.report().state()).isEqualTo(ConnectionState.IDLE);
        }
        assertThat(TRANSITIONS.neverTaken(ConnectionState.TABLE)).isEmpty();
    }

    /** A cache without anything in it. */
    private static final class EmptyCache implements Cache {
        @Override
        public boolean durable() {
            return false;
        }

        @Override
        public boolean blocking() {
            return false;
        }

        @Override
        public String deviceId(String configured, Supplier<String> fresh) {
            return configured;
        }

        @Override
        public StoreCache open(String store, String deviceId) {
            return new StoreCache() {
                @Override
                public CacheSnapshot snapshot() {
                    return new TestRows(List.of());
                }

                @Override
                public CommitResult commit(Commit commit) {
                    return CommitResult.Done.INSTANCE;
                }

                @Override
                public List<OutboxEntry> outbox() {
                    return List.of();
                }
            };
        }

        @Override
        public void close() {
            // Nothing is held.
        }
    }
}
