package dev.dust.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each task of the engine's has a thread to itself, whoever has it begin. */
@Timeout(60)
class ThreadsTest {
    private static final int TASKS = 1_000;
    private static final int CALLERS = 4;

    /** The threads that are to begin, which the test does itself. */
    private final Queue<Runnable> begun = new ArrayDeque<>();
    private final List<String> ran = new ArrayList<>();

    private Runnable named(String name) {
        return () -> ran.add(name);
    }

    @Test
    void ofABurst_oneThreadIsBegunByWhoBringsIt_andEachBeginsTheNextBeforeItsTask() {
        var threads = new Threads(begun::add);
        threads.apart(named("first"));
        threads.apart(named("second"));
        threads.apart(named("third"));
        assertThat(begun).as("begun by who brings them").hasSize(1);
        for (String name : List.of("first", "second", "third")) {
            var before = List.copyOf(ran);
            Runnable thread = begun.remove();
            assertThat(ran).isEqualTo(before);
            thread.run();
            assertThat(ran).endsWith(name);
        }
        assertThat(ran).containsExactly("first", "second", "third");
        assertThat(begun).as("threads without a task").isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void taskThatBlocks_holdsUpNoOther(boolean own) throws InterruptedException {
        var all = new CountDownLatch(TASKS);
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            var threads = own ? Threads.own(executor) : new Threads(executor);
            for (int i = 0; i < TASKS; i++) {
                threads.apart(() -> {
                    all.countDown();
                    awaitUnlessInterrupted(all);
                });
            }
            all.await();
        }
        assertThat(all.getCount()).isZero();
    }

    @Test
    void ownThreads_goOnWithTheNextTask_andHaveOneMoreStandBy() {
        var threads = Threads.own(begun::add);
        threads.elsewhere(named("first"));
        threads.apart(named("second"));
        threads.elsewhere(named("third"));
        assertThat(begun).as("begun by who brings them").hasSize(1);
        begun.remove().run();
        assertThat(ran).containsExactly("first", "second", "third");
        assertThat(begun).as("begun for when a task blocks").hasSize(1);
        threads.elsewhere(named("fourth"));
        assertThat(begun).as("one stands by").hasSize(1);
        begun.remove().run();
        assertThat(ran).endsWith("fourth");
        assertThat(begun).isEmpty();
    }

    @Test
    void ownThread_isFoundByATaskAsByTheOneBefore() throws InterruptedException {
        var uncaught = new ArrayList<Throwable>();
        var threads = Threads.own(begun::add);
        var failure = new IllegalStateException("on purpose");
        threads.elsewhere(() -> {
            Thread.currentThread().interrupt();
            throw failure;
        });
        threads.elsewhere(() -> ran.add(Thread.currentThread().isInterrupted() ? "interrupted" : "not interrupted"));
        Thread thread = Thread.ofVirtual().uncaughtExceptionHandler((where, e) -> uncaught.add(e)).start(begun.remove());
        thread.join();
        assertThat(ran).containsExactly("not interrupted");
        assertThat(uncaught).containsExactly(failure);
    }

    @Test
    void whatIsToRunElsewhere_doesNotRunHere_whereThereIsNoThread() {
        var refusing = new boolean[]{true};
        var threads = Threads.own(task -> {
            if (refusing[0]) {
                throw new RejectedExecutionException("on purpose");
            }
            begun.add(task);
        });
        assertThatThrownBy(() -> threads.elsewhere(named("first"))).isInstanceOf(RejectedExecutionException.class);
        refusing[0] = false;
        threads.elsewhere(named("second"));
        assertThat(ran).isEmpty();
        begun.remove().run();
        assertThat(ran).as("who was told that there is no thread has not been heard").containsExactly("second");
    }

    private static void awaitUnlessInterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void whereThereIsNoThread_allThatWaitsIsDoneHere_andTheNextFindsOneAgain() {
        var refusing = new boolean[1];
        var threads = new Threads(task -> {
            if (refusing[0]) {
                throw new RejectedExecutionException("on purpose");
            }
            begun.add(task);
        });
        threads.apart(named("first"));
        threads.apart(named("second"));
        threads.apart(named("third"));
        refusing[0] = true;
        begun.remove().run();
        assertThat(ran).containsExactlyInAnyOrder("first", "second", "third");
        threads.apart(named("fourth"));
        assertThat(ran).endsWith("fourth");

        refusing[0] = false;
        threads.apart(named("fifth"));
        assertThat(ran).doesNotContain("fifth");
        begun.remove().run();
        assertThat(ran).endsWith("fifth");
    }

    @Test
    void whoWantsToKnowThatThereIsNoThread_isTold() {
        var threads = new Threads(task -> {
            throw new RejectedExecutionException("on purpose");
        });
        assertThatThrownBy(() -> threads.execute(named("first"))).isInstanceOf(RejectedExecutionException.class);
        assertThat(ran).isEmpty();
    }

    /** Threads that are refused now and then, and callers that bring tasks at the same time. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void eachTaskRunsOnce(long seed) throws InterruptedException {
        var runs = new AtomicIntegerArray(CALLERS * TASKS);
        var all = new CountDownLatch(CALLERS * TASKS);
        try (var executor = Executors.newVirtualThreadPerTaskExecutor(); var callers = Executors.newCachedThreadPool()) {
            Executor refusing = refusing(executor, new Random(seed));
            var threads = seed % 2 == 0 ? Threads.own(refusing) : new Threads(refusing);
            IntStream.range(0, CALLERS).forEach(caller -> callers.execute(() -> {
                for (int i = 0; i < TASKS; i++) {
                    int task = caller * TASKS + i;
                    threads.apart(() -> {
                        runs.incrementAndGet(task);
                        all.countDown();
                    });
                }
            }));
            all.await();
        }
        assertThat(IntStream.range(0, runs.length()).map(runs::get)).as("how often each ran, seed %d", seed)
                .containsOnly(1);
    }

    private static Executor refusing(Executor executor, Random random) {
        return task -> {
            boolean refuses;
            synchronized (random) {
                refuses = random.nextInt(100) == 0;
            }
            if (refuses) {
                throw new RejectedExecutionException("on purpose");
            }
            executor.execute(task);
        };
    }
}
