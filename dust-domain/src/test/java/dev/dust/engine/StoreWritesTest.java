package dev.dust.engine;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dust.cache.Cache;
import dev.dust.cache.CacheException;
import dev.dust.cache.CacheSnapshot;
import dev.dust.cache.Commit;
import dev.dust.cache.CommitResult;
import dev.dust.cache.OutboxChange;
import dev.dust.cache.OutboxEntry;
import dev.dust.cache.StoreCache;
import dev.dust.error.ClosedException;
import dev.dust.error.StorageException;
import dev.dust.metrics.Metrics;
import dev.dust.op.Op;
import dev.dust.op.Precondition;
import dev.dust.path.DustPath;
import dev.dust.sync.SyncConfig;
import dev.dust.sync.TakenTransitions;
import dev.dust.value.Value;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Writes that nobody waits for until they are kept (docs/reading-and-writing.md#async). */
@Timeout(60)
class StoreWritesTest {
    /** As many as may not be kept yet. */
    private static final int ROOM = 1_024;

    private final CountDownLatch gate = new CountDownLatch(1);
    private final CountDownLatch atTheGate = new CountDownLatch(1);
    private final List<List<String>> added = new CopyOnWriteArrayList<>();
    private volatile boolean failing;
    private final ConnectionManager connections = new ConnectionManager(new GatedCache(), new FakeTransport(), "dev_test",
            () -> "dev_fresh", true,
            new EngineConfig(
                    new SyncConfig(Duration.ofSeconds(2), Duration.ZERO, Duration.ofSeconds(30), 256, 100_000, 1 << 26),
                    new FakeTime(), task -> Thread.ofVirtual().start(task), new Threads(task -> Thread.ofVirtual().start(task)),
                    new Random(1), Duration.ofSeconds(3), new TakenTransitions(), Metrics.none()));
    private final StoreEngine engine = connections.engine("a/b");

    /** A cache that blocks, whose commits wait for the gate, or fail. */
    private final class GatedCache implements Cache {
        private final EmptyCache empty = new EmptyCache();

        @Override
        public boolean durable() {
            return true;
        }

        @Override
        public boolean blocking() {
            return true;
        }

        @Override
        public String deviceId(String configured, Supplier<String> fresh) {
            return configured;
        }

        @Override
        public StoreCache open(String store, String deviceId) {
            StoreCache opened = empty.open(store, deviceId);
            return new StoreCache() {
                @Override
                public CacheSnapshot snapshot() {
                    return opened.snapshot();
                }

                @Override
                public CommitResult commit(Commit commit) {
                    atTheGate.countDown();
                    pass();
                    if (failing) {
                        throw new CacheException("it fails on purpose");
                    }
                    added.add(commit.outbox().stream().filter(OutboxChange.Add.class::isInstance)
                            .map(change -> ((OutboxChange.Add) change).entry().opId()).toList());
                    return opened.commit(commit);
                }

                @Override
                public List<OutboxEntry> outbox() {
                    return opened.outbox();
                }
            };
        }

        @Override
        public void close() {
            // Nothing is held.
        }
    }

    private void pass() {
        try {
            gate.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @AfterEach
    void close() {
        gate.countDown();
        connections.close();
    }

    private CompletableFuture<String> start(int number) {
        return engine.writes().start("op_" + number, put(number), Ticket::opId);
    }

    private static Op put(int number) {
        return new Op.Put(DustPath.parse("k/" + number), Value.of(number), Precondition.NONE);
    }

    private static List<String> ids(int from, int to) {
        return IntStream.range(from, to).mapToObj(number -> "op_" + number).toList();
    }

    @Test
    void writesThatComeWhileACommitIsUnderWay_shareTheNextOne_inTheOrderOfTheCalls() throws Exception {
        var writes = new ArrayList<CompletableFuture<String>>();
        writes.add(start(0));
        atTheGate.await();
        for (int i = 1; i < 100; i++) {
            writes.add(start(i));
        }
        CompletableFuture<List<Ticket>> alone = engine.writes().startAll(new LinkedHashMap<>(Map.of("op_100", put(100))),
                tickets -> tickets);
        assertThat(writes).noneMatch(CompletableFuture::isDone);
        gate.countDown();
        for (int i = 0; i < 100; i++) {
            assertThat(writes.get(i).get(30, SECONDS)).isEqualTo("op_" + i);
        }
        assertThat(alone.get(30, SECONDS)).hasSize(1);
        assertThat(added).containsExactly(ids(0, 1), ids(1, 101));
    }

    @Test
    void writesThatBelongTogether_areOneCommit() throws Exception {
        var ops = new LinkedHashMap<String, Op>();
        ids(0, 3).forEach(id -> ops.put(id, put(ops.size())));
        gate.countDown();
        assertThat(engine.writes().startAll(ops, tickets -> tickets.stream().map(Ticket::opId).toList()).get(30, SECONDS))
                .isEqualTo(ids(0, 3));
        assertThat(added).containsExactly(ids(0, 3));
    }

    @Test
    void whatIsNotKept_failsItsFuture_withTheVeryFailure() throws Exception {
        failing = true;
        gate.countDown();
        var failed = new CompletableFuture<Throwable>();
        start(0).whenComplete((opId, failure) -> failed.complete(failure));
        assertThat(failed.get(30, SECONDS)).isInstanceOf(StorageException.class).hasMessageContaining("on purpose");
        failing = false;
        assertThat(start(1).get(30, SECONDS)).isEqualTo("op_1");
    }

    @Test
    void callWaits_whileMoreThanAThousandAreNotKept() throws Exception {
        var writes = new ArrayList<CompletableFuture<String>>();
        for (int i = 0; i < ROOM; i++) {
            writes.add(start(i));
        }
        var last = new CompletableFuture<String>();
        Thread caller = Thread.ofPlatform().start(() -> start(ROOM).thenAccept(last::complete));
        while (caller.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        gate.countDown();
        assertThat(last.get(30, SECONDS)).isEqualTo("op_" + ROOM);
        assertThat(writes).allSatisfy(write -> assertThat(write.get(30, SECONDS)).isNotNull());
        assertThat(added.stream().flatMap(List::stream)).containsExactlyElementsOf(ids(0, ROOM + 1));
    }

    @Test
    void closedClient_isToldSoAtTheCall() {
        gate.countDown();
        connections.close();
        assertThatThrownBy(() -> start(0)).isInstanceOf(ClosedException.class);
        assertThatThrownBy(() -> engine.writes().startAll(Map.of("op_1", put(1)), tickets -> tickets))
                .isInstanceOf(ClosedException.class);
    }
}
