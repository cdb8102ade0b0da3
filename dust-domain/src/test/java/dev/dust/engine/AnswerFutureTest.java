package dev.dust.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dust.error.ClosedException;
import dev.dust.metrics.Metrics;
import dev.dust.sync.Outcome;
import dev.dust.sync.SyncConfig;
import dev.dust.sync.TakenTransitions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who waits for an answer is woken by who has it; what is chained to it does not run there. */
@Timeout(60)
class AnswerFutureTest {
    private static final Outcome SEVEN = new Outcome.Accepted(7, null);

    /** What is to be done on a thread apart, which the test does itself. */
    private final Queue<Runnable> apart = new ConcurrentLinkedQueue<>();
    private final OneAnswer answer = new OneAnswer();
    private final CompletableFuture<Long> future = answer.future(AnswerFutureTest::seq, config(apart::add));

    private static EngineConfig config(Executor threads) {
        return new EngineConfig(new SyncConfig(Duration.ofSeconds(30), Duration.ZERO, Duration.ofSeconds(30), 1, 1, 1),
                new FakeTime(), Runnable::run, new Threads(threads), new Random(1), Duration.ofSeconds(3),
                new TakenTransitions(),
                Metrics.none());
    }

    private static Long seq(Outcome outcome) {
        return ((Outcome.Accepted) outcome).seq();
    }

    /** A thread that waits. */
    private static final class Waiter<T> {
        private final FutureTask<T> task;
        final Thread thread;

        Waiter(Callable<T> waiting) throws InterruptedException {
            task = new FutureTask<>(waiting);
            thread = Thread.ofPlatform().daemon().start(task);
            while (thread.getState() != Thread.State.WAITING && thread.getState() != Thread.State.TIMED_WAITING) {
                Thread.onSpinWait();
            }
        }

        T result() throws Exception {
            return task.get();
        }
    }

    @Test
    void whoWaits_isWokenByWhoHasTheAnswer_withoutAThreadApart() throws Exception {
        var joins = new Waiter<>(future::join);
        answer.answer(SEVEN);

        assertThat(joins.result()).isEqualTo(7);
        assertThat(apart).isEmpty();
        assertThat(future).isCompletedWithValue(7L);
    }

    @Test
    void whereNobodyWaits_itIsCompletedOnAThreadApart() {
        answer.answer(SEVEN);
        assertThat(apart).hasSize(1);
        apart.remove().run();
        assertThat(future).isCompletedWithValue(7L);
        assertThat(future.join()).isEqualTo(7);
    }

    @Test
    void whatIsChained_doesNotRunWhereTheAnswerCame_thoughSomebodyWaits() throws Exception {
        var ranOn = new AtomicReference<Thread>();
        future.thenRun(() -> ranOn.set(Thread.currentThread()));
        var joins = new Waiter<>(future::join);
        answer.answer(SEVEN);

        assertThat(ranOn).as("in the turn").hasNullValue();
        while (!apart.isEmpty()) {
            apart.remove().run();
        }
        assertThat(joins.result()).isEqualTo(7);
        // Any future has those who wait for it help with what is chained to it.
        assertThat(ranOn.get()).isIn(Thread.currentThread(), joins.thread);
    }

    @Test
    void anyNumberMayWait_andForAllOfSeveral() throws Exception {
        var first = new Waiter<>(future::join);
        var second = new Waiter<>(future::get);
        var third = new Waiter<>(() -> CompletableFuture.allOf(future, CompletableFuture.completedFuture(1)).join());
        answer.answer(SEVEN);
        while (!future.isDone()) {
            Runnable task = apart.poll();
            if (task != null) {
                task.run();
            }
        }
        assertThat(first.result()).isEqualTo(7);
        assertThat(second.result()).isEqualTo(7);
        assertThat(third.result()).isNull();
    }

    @Test
    void failure_comesAsFromAnyFuture() throws Exception {
        var joins = new Waiter<>(future::join);
        answer.answer(new Outcome.Failed(new ClosedException()));

        assertThatThrownBy(joins::result).hasRootCauseInstanceOf(ClosedException.class)
                .cause().isInstanceOf(CompletionException.class);
        assertThatThrownBy(future::get).isInstanceOf(ExecutionException.class)
                .cause().isInstanceOf(ClosedException.class);
    }

    @Test
    void whatTheAnswerCannotBeMadeOf_failsTheFuture() throws Exception {
        CompletableFuture<Long> unfit = new OneAnswer().future(AnswerFutureTest::seq, config(Runnable::run));
        var one = new OneAnswer();
        CompletableFuture<Long> failing = one.future(outcome -> {
            throw new IllegalStateException("unfit");
        }, config(Runnable::run));
        one.answer(SEVEN);

        assertThat(unfit).isNotDone();
        assertThat(failing).isCompletedExceptionally();
        assertThatThrownBy(failing::join).hasRootCauseMessage("unfit");
    }

    @Test
    void timeThatIsOver_isThat_andTheAnswerComesLater() throws Exception {
        assertThatExceptionOfType(TimeoutException.class).isThrownBy(() -> future.get(1, TimeUnit.MILLISECONDS));
        answer.answer(SEVEN);
        apart.remove().run();
        assertThat(future.get(1, TimeUnit.NANOSECONDS)).isEqualTo(7);
    }

    @Test
    void interrupt_endsGet_andIsKeptForLaterByJoin() throws Exception {
        var gets = new Waiter<>(future::get);
        gets.thread.interrupt();
        assertThatThrownBy(gets::result).hasCauseInstanceOf(InterruptedException.class);

        var joins = new Waiter<>(() -> {
            long seq = future.join();
            return seq == 7 && Thread.currentThread().isInterrupted();
        });
        joins.thread.interrupt();
        answer.answer(SEVEN);
        while (!future.isDone()) {
            Runnable task = apart.poll();
            if (task != null) {
                task.run();
            }
        }
        assertThat(joins.result()).isTrue();
    }

    @Test
    void whoeverElseCompletesIt_isHeardByThoseWhoWait() throws Exception {
        var joins = new Waiter<>(future::join);
        future.complete(8L);
        assertThat(joins.result()).isEqualTo(8);
    }

    @Test
    void whoAsksAfterwards_hasIt() {
        answer.answer(SEVEN);
        assertThat(answer.answer(new Outcome.Failed(new ClosedException()))).isFalse();
        apart.clear();
        assertThat(answer.future(config(apart::add))).isCompletedWithValue(SEVEN);
        assertThat(answer.future(AnswerFutureTest::seq, config(apart::add))).isCompletedWithValue(7L);
        assertThat(apart).isEmpty();
    }

    /** Each way to wait or to chain, at once and against the answer: nobody waits for ever, and nobody hears another. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void whateverMeetsTheAnswer_everybodyHasIt(long seed) throws Exception {
        var random = new Random(seed);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor(); var platform = Executors.newFixedThreadPool(4)) {
            for (int round = 0; round < 500; round++) {
                var one = new OneAnswer();
                CompletableFuture<Long> shared = one.future(AnswerFutureTest::seq, config(threads));
                var begin = new CountDownLatch(1);
                var heard = new ArrayList<Future<Long>>();
                for (int i = 0; i < 3; i++) {
                    int way = random.nextInt(6);
                    heard.add(platform.submit(() -> {
                        begin.await();
                        return switch (way) {
                            case 0 -> shared.join();
                            case 1 -> shared.get();
                            case 2 -> shared.get(50, TimeUnit.SECONDS);
                            case 3 -> shared.thenApply(seq -> seq).join();
                            case 4 -> CompletableFuture.allOf(shared).thenApply(nothing -> shared.join()).join();
                            default -> awaited(shared);
                        };
                    }));
                }
                Future<Boolean> answered = platform.submit(() -> {
                    begin.await();
                    return one.answer(SEVEN);
                });
                begin.countDown();
                for (Future<Long> each : List.copyOf(heard)) {
                    assertThat(each.get(50, TimeUnit.SECONDS)).as("seed %d, round %d", seed, round).isEqualTo(7);
                }
                assertThat(answered.get()).isTrue();
            }
        }
    }

    /** By one who has no patience. */
    private static Long awaited(CompletableFuture<Long> shared) throws Exception {
        while (true) {
            try {
                return shared.get(1, TimeUnit.MICROSECONDS);
            } catch (TimeoutException again) {
                Thread.onSpinWait();
            }
        }
    }
}
