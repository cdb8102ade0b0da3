package dev.dust.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.error.UnavailableException;
import dev.dust.metrics.Metrics;
import dev.dust.sync.SyncConfig;
import dev.dust.sync.TakenTransitions;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Who asks after the store may catch up again waits for that, and hears of no failure from before. */
class ReadyTest {
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final Ready ready = new Ready(new EngineConfig(
            new SyncConfig(Duration.ofSeconds(30), Duration.ZERO, Duration.ofSeconds(30), 1, 1, 1), new FakeTime(),
            Runnable::run,
            new Threads(tasks::add), new Random(1), Duration.ofSeconds(3), new TakenTransitions(), Metrics.none()));

    private void runTasks() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    @Test
    void failureThatIsStillOnItsWay_isNotForThoseWhoComeLater() {
        CompletableFuture<Void> before = ready.future();
        ready.cannot(new UnavailableException("refused"));
        ready.anew();
        CompletableFuture<Void> after = ready.future();
        runTasks();
        assertThat(before).isCompletedExceptionally();
        assertThat(after).isNotDone();

        ready.caughtUp();
        runTasks();
        assertThat(after).isCompleted();
    }

    @Test
    void storeThatHasCaughtUpAfterAll_isReady() {
        CompletableFuture<Void> before = ready.future();
        ready.cannot(new UnavailableException("refused"));
        ready.caughtUp();
        runTasks();
        assertThat(before).isCompletedExceptionally();
        assertThat(ready.future()).isCompleted();
    }
}
