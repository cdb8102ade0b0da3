package dev.dust;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tasks run one at a time, in order, on whichever thread there is for them. */
@Timeout(60)
class SerialTasksTest {
    /** What is to be done on a thread apart, which the test does itself. */
    private final Queue<Runnable> apart = new ArrayDeque<>();
    private final List<String> ran = new ArrayList<>();
    private final List<Throwable> thrown = new ArrayList<>();
    private final SerialTasks tasks = new SerialTasks(apart::add, false, thrown::add);

    private Runnable named(String name) {
        return () -> ran.add(name);
    }

    @Test
    void taskRunsApart_unlessItIsToRunHere() {
        tasks.add(named("apart"));
        assertThat(ran).isEmpty();
        apart.remove().run();
        assertThat(ran).containsExactly("apart");

        tasks.runHere(named("here"));
        assertThat(ran).containsExactly("apart", "here");
        assertThat(apart).as("no change of threads").isEmpty();
    }

    /** There is a thread for them on its way, which must not find them run. */
    @Test
    void taskThatIsToRunHere_waitsForThoseBeforeIt() {
        tasks.add(named("first"));
        tasks.runHere(named("second"));
        assertThat(ran).isEmpty();
        apart.remove().run();
        assertThat(ran).containsExactly("first", "second");
    }

    @Test
    void whatATaskAdds_runsBehindIt_onItsThread() {
        tasks.runHere(() -> {
            tasks.add(named("third"));
            tasks.runHere(named("fourth"));
            ran.add("first");
            ran.add("second");
        });
        assertThat(ran).containsExactly("first", "second", "third", "fourth");
        assertThat(apart).isEmpty();
    }

    /** An application's thread is interrupted by others than the engine, and what waits for a cache would fail of it. */
    @Test
    void whereTasksMayWait_allRunApart() {
        var waiting = new SerialTasks(apart::add, true);
        waiting.runHere(named("apart"));
        assertThat(ran).isEmpty();
        apart.remove().run();
        assertThat(ran).containsExactly("apart");
    }

    @Test
    void whoHasATaskRunHere_isNotKeptForAllThatCome() {
        tasks.runHere(new Runnable() {
            @Override
            public void run() {
                ran.add("again");
                if (ran.size() < 100) {
                    tasks.add(this);
                }
            }
        });
        assertThat(ran).hasSizeLessThan(50);
        apart.remove().run();
        assertThat(ran).hasSize(100);
        assertThat(apart).isEmpty();
    }

    @Test
    void whatATaskThrows_isTold_andThoseBehindItRun() {
        var error = new StackOverflowError();
        tasks.runHere(() -> {
            tasks.add(named("behind"));
            throw error;
        });
        assertThat(thrown).containsExactly(error);
        assertThat(ran).containsExactly("behind");
    }

    @Test
    void whoIsTold_mayThrowToo() {
        var throwing = new SerialTasks(apart::add, false, error -> {
            throw new IllegalStateException(error);
        });
        throwing.runHere(() -> {
            throwing.add(named("behind"));
            throw new IllegalArgumentException("of the test");
        });
        assertThat(ran).containsExactly("behind");
    }

    /** Some of which are to run here: none is lost, none runs beside another. */
    @Test
    void tasksOfSeveralThreads_runOneAtATime_eachThreadsInOrder() throws Exception {
        int threads = 4;
        int each = 20_000;
        List<List<Integer>> seen = IntStream.range(0, threads).<List<Integer>>mapToObj(i -> new ArrayList<>()).toList();
        var left = new CountDownLatch(threads * each);
        // Guarded by nothing but that tasks run one at a time.
        int[] count = {0};
        try (ExecutorService real = Executors.newVirtualThreadPerTaskExecutor()) {
            var contended = new SerialTasks(real, false);
            for (int thread = 0; thread < threads; thread++) {
                List<Integer> own = seen.get(thread);
                var random = new Random(thread);
                real.execute(() -> {
                    for (int i = 0; i < each; i++) {
                        int number = i;
                        Runnable task = () -> {
                            own.add(number);
                            count[0]++;
                            left.countDown();
                        };
                        if (random.nextBoolean()) {
                            contended.add(task);
                        } else {
                            contended.runHere(task);
                        }
                    }
                });
            }
            left.await();
        }
        assertThat(count[0]).isEqualTo(threads * each);
        assertThat(seen).allSatisfy(own -> assertThat(own).isEqualTo(IntStream.range(0, each).boxed().toList()));
    }
}
