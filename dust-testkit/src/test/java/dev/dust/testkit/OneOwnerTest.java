package dev.dust.testkit;

import static dev.dust.testkit.Client.STORE;
import static dev.dust.testkit.Client.await;
import static dev.dust.testkit.Client.inTime;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dust.ConnectionStatus;
import dev.dust.Dust;
import dev.dust.DustOptions;
import dev.dust.DustStore;
import dev.dust.PendingWrite;
import dev.dust.Write;
import dev.dust.adapter.jackson.JacksonCodecs;
import dev.dust.cache.CacheException;
import dev.dust.cache.Commit;
import dev.dust.cache.OutboxChange;
import dev.dust.error.AnswerTimeoutException;
import dev.dust.error.ClosedException;
import dev.dust.error.StorageException;
import dev.dust.path.DustPath;
import dev.dust.subscribe.Change;
import dev.dust.subscribe.SubscriptionOptions;
import dev.dust.testkit.time.VirtualTime;
import dev.dust.time.TimerId;
import dev.dust.value.ListValue;
import dev.dust.value.Value;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A failure reaches the caller or the subscription that it belongs to, and nobody else (docs/architecture.md#subscriptions).
 */
class OneOwnerTest {
    private static final long SMALL_STACK = 128 << 10;

    /** The store takes writes, answers, and can be closed. */
    private static void requireAlive(Client client) {
        DustStore store = client.store();
        inTime(() -> store.put("alive", 1));
        client.settle();
        assertThat(inTime(store::pending)).isEmpty();
        assertThat(store.get("alive").as(Integer.class)).isEqualTo(1);
        client.write(STORE, "heard", 1);
        client.settle();
        assertThat(store.get("heard").as(Integer.class)).isEqualTo(1);
        inTime(() -> client.dust.close());
    }

    private static void goOffline(Client client) {
        client.server.become(ConnectionStatus.RECONNECTING);
        client.settle();
    }

    private static void goOnline(Client client) {
        client.server.become(ConnectionStatus.CONNECTED);
        client.time.fire(TimerId.RECONNECT);
        client.settle();
    }

    private static void onSmallStack(Runnable what) {
        var done = new CompletableFuture<Void>();
        new Thread(null, () -> {
            what.run();
            done.complete(null);
        }, "small", SMALL_STACK).start();
        inTime(done);
    }

    // --- Whatever is thrown in a turn

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void deepValue_isWrittenFromASmallStack(boolean blocking) {
        var client = new Client(new HookedCache(blocking));
        DustStore store = client.store();
        Value value = Value.of(1);
        for (int depth = 0; depth < 800; depth++) {
            value = new ListValue(List.of(value));
        }
        Value deep = value;
        // This server answers on the thread that sends, and has no such stack to spare.
        goOffline(client);
        onSmallStack(() -> store.put("deep", deep));
        goOnline(client);
        assertThat(store.get("deep").value()).isEqualTo(deep);
        requireAlive(client);
    }

    /** On ports that use no lock objects: these stay locked where a stack ends within them, whoever uses them. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void endOfACallersStack_isThatCallersFailure(boolean blocking) {
        var cache = new HookedCache(blocking);
        var server = new TestingServer(new VirtualTime(), new CallbackThreads());
        server.become(ConnectionStatus.RECONNECTING);
        var dust = new Dust(cache, server, new JacksonCodecs(), DustOptions.defaults());
        DustStore store = dust.store(STORE);
        warmUp(cache, store);
        var failed = new AtomicInteger();
        onSmallStack(() -> toTheEnd(store, failed));
        assertThat(failed).hasPositiveValue();
        inTime(() -> store.put("alive", 1));
        assertThat(inTime(store::pending)).extracting(PendingWrite::path).extracting(DustPath::toString).contains("alive")
                .containsOnlyOnce("warm");
        server.become(ConnectionStatus.CONNECTED);
        until(() -> store.pending().isEmpty());
        assertThat(store.get("alive").as(Integer.class)).isEqualTo(1);
        inTime(() -> dust.close());
    }

    /** A class that is first used at the end of a stack cannot be used again, whoever's it is: so that is done before. */
    private static void warmUp(HookedCache cache, DustStore store) {
        cache.beforeCommit = once(new StackOverflowError("on purpose"));
        assertThatThrownBy(() -> store.put("warm", 1)).isInstanceOf(StorageException.class);
        inTime(() -> store.put("warm", 1));
        inTime(store::pending);
    }

    /** Calls from the end of the stack, and from every place on the way back until a call succeeds. */
    @SuppressWarnings("InfiniteRecursion") // Until the stack ends.
    private static boolean toTheEnd(DustStore store, AtomicInteger failed) {
        boolean done;
        try {
            done = toTheEnd(store, failed);
        } catch (StackOverflowError end) {
            done = false;
        }
        if (!done) {
            try {
                store.put("from/the/end", 1);
                store.pending();
                done = true;
            } catch (Throwable stillTheEnd) {
                failed.incrementAndGet();
            }
        }
        return done;
    }

    static List<Throwable> anything() {
        return List.of(new StackOverflowError("on purpose"), new OutOfMemoryError("on purpose"),
                new AssertionError("on purpose"),
                new IllegalStateException("on purpose"), new Exception("a checked one, on purpose"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whateverACacheThrows_isTheCallersFailure_andTheWriteIsNotKept(boolean blocking) {
        var client = new Client(new HookedCache(blocking));
        DustStore store = client.store();
        goOffline(client);
        for (Throwable thrown : anything()) {
            client.cache.beforeCommit = once(thrown);
            assertThatThrownBy(() -> inTime(() -> store.put("k", 1))).isInstanceOf(StorageException.class)
                    .hasMessageContaining("on purpose");
            assertThat(store.get("k").isPresent()).isFalse();
        }
        assertThat(inTime(store::pending)).isEmpty();
        goOnline(client);
        requireAlive(client);
    }

    /** The answer to the commit is lost, and the caller is told that the write was not kept: then it must not be. */
    @Test
    void writeOfWhichTheCallerHeardThatItWasNotKept_isNotFoundByALaterRun() {
        var client = new Client(new HookedCache(false));
        DustStore store = client.store();
        goOffline(client);
        client.cache.afterCommit = once(new CacheException("the answer is lost on purpose"));
        assertThatThrownBy(() -> store.put("k", 1)).isInstanceOfSatisfying(StorageException.class,
                e -> assertThat(e.isInDoubt()).isFalse());
        assertThat(client.cache.outbox(STORE, Client.DEVICE)).isEmpty();
        client.close();
    }

    /** As above, but the cache cannot be asked what became of it: the caller hears that, and only the first one is in doubt. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void writeThatMayHaveBeenKept_isSaidToBe_andIsRemovedWhenTheCacheAnswers(boolean blocking) {
        var client = new Client(new HookedCache(blocking));
        DustStore store = client.store();
        client.settle();
        goOffline(client);
        var away = new CacheException("away on purpose");
        client.cache.afterCommit = commit -> {
            client.cache.beforeCommit = later -> {
                throw away;
            };
            throw away;
        };
        assertThatThrownBy(() -> inTime(() -> store.put("k", 1))).isInstanceOfSatisfying(StorageException.class,
                e -> assertThat(e.isInDoubt()).isTrue()).hasMessageContaining("not known");
        assertThatThrownBy(() -> inTime(() -> store.put("l", 1))).isInstanceOfSatisfying(StorageException.class,
                e -> assertThat(e.isInDoubt()).isFalse()).hasMessageContaining("was not kept");
        assertThat(store.get("k").isPresent()).isFalse();
        assertThat(client.cache.outbox(STORE, Client.DEVICE)).hasSize(1);
        client.time.advance(Duration.ofMinutes(2), client.threads::awaitRest);
        assertThat(client.cache.outbox(STORE, Client.DEVICE)).hasSize(1);

        client.cache.afterCommit = commit -> {
        };
        client.cache.beforeCommit = client.cache.afterCommit;
        client.time.advance(Duration.ofMinutes(2), client.threads::awaitRest);
        assertThat(client.cache.outbox(STORE, Client.DEVICE)).as("without another write").isEmpty();
        goOnline(client);
        assertThat(store.get("k").isPresent()).isFalse();
        requireAlive(client);
    }

    private static Consumer<Commit> once(Throwable thrown) {
        var first = new AtomicBoolean(true);
        return commit -> {
            if (first.getAndSet(false)) {
                OneOwnerTest.<RuntimeException>sneak(thrown);
            }
        };
    }

    @SuppressWarnings("unchecked") // That is how a checked exception gets where none is declared.
    private static <T extends Throwable> void sneak(Throwable thrown) throws T {
        throw (T) thrown;
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void rowsThatCannotBeRead_areTheFailureOfThoseWhoWatchThem(boolean blocking) {
        for (Throwable thrown : anything()) {
            var client = new Client(new HookedCache(blocking));
            DustStore store = client.store();
            var watching = new CopyOnWriteArrayList<Throwable>();
            var elsewhere = new CopyOnWriteArrayList<Throwable>();
            var heard = new CopyOnWriteArrayList<Object>();
            inTime(() -> store.matching("watched/*").onChange(change -> heard.add(change.plain()),
                    SubscriptionOptions.defaults().onError(watching::add)));
            inTime(() -> store.matching("elsewhere/*").onChange(change -> {
            }, SubscriptionOptions.defaults().onError(elsewhere::add)));
            client.cache.reading = rows -> {
                OneOwnerTest.<RuntimeException>sneak(thrown);
                return rows;
            };
            client.write(STORE, "watched/a", 1);
            client.threads.awaitRest();
            client.cache.reading = rows -> rows;
            client.write(STORE, "watched/b", 2);
            client.settle();
            assertThat(store.get("watched/a").as(Integer.class)).isEqualTo(1);
            requireAlive(client);
            until(() -> watching.contains(thrown) && heard.contains(2L));
            assertThat(elsewhere).isEmpty();
        }
    }

    /** Callbacks come on threads of their own. */
    private static void until(BooleanSupplier met) {
        inTime(() -> {
            while (!met.getAsBoolean()) {
                Thread.onSpinWait();
            }
        });
    }

    // --- Turns that several callers share

    @Test
    void oneWriteThatTheCacheRefuses_failsAlone_howeverManyShareItsTurn() {
        var cache = new HookedCache(true);
        var client = new Client(cache);
        DustStore store = client.store();
        client.server.become(ConnectionStatus.RECONNECTING);
        client.settle();
        var go = new CountDownLatch(1);
        var began = new CountDownLatch(1);
        var most = new AtomicInteger();
        cache.beforeCommit = commit -> {
            began.countDown();
            await(go);
            most.accumulateAndGet(commit.outbox().size(), Math::max);
            if (commit.outbox().stream().anyMatch(change -> change instanceof OutboxChange.Add(var entry)
                    && entry.op().toString().contains("bad"))) {
                throw new CacheException("no bad ones, on purpose");
            }
        };
        var writes = new ArrayList<CompletableFuture<Write>>();
        writes.add(begin(() -> store.put("first", 1)));
        await(began);
        for (int i = 0; i < 40; i++) {
            String path = (i % 8 == 3 ? "bad/" : "good/") + i;
            writes.add(begin(() -> store.put(path, 1)));
        }
        // All of them wait by now, or will: no result depends on how many share a turn.
        go.countDown();
        for (int i = 0; i < 40; i++) {
            CompletableFuture<Write> write = writes.get(i + 1);
            if (i % 8 == 3) {
                assertThatThrownBy(() -> inTime(write)).isInstanceOf(StorageException.class).hasMessageContaining("on purpose");
            } else {
                assertThat(inTime(write).path().toString()).isEqualTo("good/" + i);
            }
        }
        assertThat(most.get()).isGreaterThan(1);
        assertThat(inTime(store::pending)).hasSize(36);
        assertThat(cache.outbox(STORE, Client.DEVICE)).hasSize(36);
        client.close();
    }

    private static <T> CompletableFuture<T> begin(Supplier<T> call) {
        var result = new CompletableFuture<T>();
        Thread.ofPlatform().daemon().start(() -> {
            try {
                result.complete(call.get());
            } catch (Throwable e) {
                result.completeExceptionally(e);
            }
        });
        return result;
    }

    // --- The application's executor

    @Test
    void callbacksMayBlockTheApplicationsExecutor_andTheEngineGoesOn() {
        try (var pool = Executors.newFixedThreadPool(2)) {
            var client = new Client(new HookedCache(true), pool);
            DustStore store = client.store();
            var done = new CountDownLatch(2);
            for (int i = 0; i < 2; i++) {
                String path = "from/callback/" + i;
                inTime(() -> store.on("go", event -> {
                    store.put(path, 1);
                    done.countDown();
                }));
            }
            client.write(STORE, "go", 1);
            await(done);
            requireAlive(client);
        }
    }

    @Test
    void executorThatIsShutDown_isToldAsAnError_andTheStoreGoesOn() {
        var pool = Executors.newFixedThreadPool(2);
        var client = new Client(new HookedCache(true), pool);
        DustStore store = client.store();
        var errors = new CopyOnWriteArrayList<Throwable>();
        inTime(() -> store.matching("**").on(event -> {
        }, SubscriptionOptions.defaults().onError(errors::add)));
        pool.shutdown();
        requireAlive(client);
        until(() -> !errors.isEmpty());
        assertThat(errors).first().isInstanceOf(RejectedExecutionException.class);
    }

    // --- What changed

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void eachAfter_isTheNextBefore_alsoWhereTheAnswerToACommitWasLost(boolean blocking) {
        var client = new Client(new HookedCache(blocking));
        DustStore store = client.store();
        List<Change> changes = Collections.synchronizedList(new ArrayList<>());
        inTime(() -> store.onChange("k", changes::add));
        client.write(STORE, "k", 1);
        client.settle();
        client.cache.afterCommit = once(new CacheException("the answer is lost on purpose"));
        client.write(STORE, "k", 2);
        client.settle();
        client.write(STORE, "k", 3);
        client.settle();
        until(() -> changes.size() == 3);
        assertThat(changes).extracting(change -> change.before().optional().orElse(null)).containsExactly(null, Value.of(1),
                Value.of(2));
        assertThat(changes).extracting(Change::value).containsExactly(Value.of(1), Value.of(2), Value.of(3));
        client.close();
    }

    // --- Time

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void callersAreAnsweredInTime_whileTheCacheIsAway(boolean blocking) {
        var client = new Client(new HookedCache(blocking));
        DustStore store = client.store();
        client.settle();
        client.cache.beforeCommit = commit -> {
            if (commit.touchesRows()) {
                throw new CacheException("away on purpose");
            }
        };
        Write write = inTime(() -> store.put("k", 1));
        CompletableFuture<?> answer = write.committed();
        client.threads.awaitRest();
        client.time.advance(Duration.ofSeconds(32), client.threads::awaitRest);
        assertThatThrownBy(() -> inTime(answer)).isInstanceOf(AnswerTimeoutException.class);
        client.close();
    }

    @Test
    void callersAreAnsweredInTime_whileTheCacheDoesNotReturn() {
        var client = new Client(new HookedCache(true));
        DustStore store = client.store();
        client.settle();
        var go = new CountDownLatch(1);
        var began = new CountDownLatch(1);
        client.server.become(ConnectionStatus.RECONNECTING);
        client.settle();
        Write write = inTime(() -> store.put("k", 1));
        CompletableFuture<?> answer = write.committed();
        client.cache.beforeCommit = commit -> {
            began.countDown();
            await(go);
        };
        begin(() -> store.put("l", 1));
        await(began);
        client.time.advance(Duration.ofSeconds(32));
        assertThatThrownBy(() -> inTime(answer)).isInstanceOf(AnswerTimeoutException.class);
        go.countDown();
        client.close();
    }

    @Test
    @Tag("slow")
    void closing_endsInTime_andAnswersEverybody_whileTheCacheDoesNotReturn() {
        var client = new Client(new HookedCache(true));
        DustStore store = client.store();
        client.settle();
        var go = new CountDownLatch(1);
        var began = new CountDownLatch(1);
        client.server.become(ConnectionStatus.RECONNECTING);
        client.settle();
        CompletableFuture<Long> kept = inTime(() -> store.put("k", 1)).committed();
        var subscription = inTime(() -> store.on("**", event -> {
        }));
        client.cache.beforeCommit = commit -> {
            began.countDown();
            await(go);
        };
        CompletableFuture<Write> underWay = begin(() -> store.put("l", 1));
        await(began);
        CompletableFuture<Write> waiting = begin(() -> store.put("m", 1));
        inTime(() -> client.dust.close());
        assertThat(go.getCount()).isEqualTo(1);
        assertThatThrownBy(() -> inTime(kept)).isInstanceOf(ClosedException.class);
        assertThatThrownBy(() -> inTime(underWay)).isInstanceOf(ClosedException.class);
        assertThatThrownBy(() -> inTime(waiting)).isInstanceOf(ClosedException.class);
        assertThat(subscription.isActive()).isFalse();
        go.countDown();
    }

    @Test
    void storeThatIsOpenedWhileTheClientCloses_isRefused_andNotLeftOpen() {
        var client = new Client(new HookedCache(true));
        client.cache.beforeOpen = store -> inTime(() -> client.dust.close());
        assertThatThrownBy(() -> inTime(() -> client.dust.store(STORE))).isInstanceOf(ClosedException.class);
        assertThatThrownBy(() -> client.dust.store(STORE)).isInstanceOf(ClosedException.class);
        assertThat(client.server.wasAsked()).isFalse();
    }

    // --- Stores that share a connection

    @Test
    void storeWhoseCacheBlocks_doesNotStopTheOthers_andHearsAllInTheEnd() {
        var cache = new HookedCache(true);
        var client = new Client(cache);
        DustStore blocked = client.store();
        DustStore other = client.dust.store("org/other");
        client.settle();
        var go = new CountDownLatch(1);
        var began = new CountDownLatch(1);
        var caller = new AtomicReference<Thread>();
        cache.beforeCommit = commit -> {
            if (commit.changes().toString().contains("blocked/")) {
                caller.set(Thread.currentThread());
                began.countDown();
                await(go);
            }
        };
        client.write(STORE, "blocked/0", 0);
        await(began);
        inTime(() -> {
            for (int i = 1; i < 6_000; i++) {
                client.write(STORE, "blocked/" + i % 100, i);
            }
            client.write("org/other", "k", 1);
        });
        until(() -> other.get("k").isPresent());
        assertThat(blocked.get("blocked/99").isPresent()).isFalse();
        go.countDown();
        client.settle();
        until(() -> blocked.status().lastStoreSeq() == 6_000);
        assertThat(blocked.get("blocked/99").as(Integer.class)).isEqualTo(5_999);
        client.close();
    }
}
