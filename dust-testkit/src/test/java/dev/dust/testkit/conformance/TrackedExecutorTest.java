package dev.dust.testkit.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** When everything has come to rest. */
class TrackedExecutorTest {
    private final TrackedExecutor executor = new TrackedExecutor();
    private final List<String> done = new CopyOnWriteArrayList<>();

    @Test
    void rest_isAfterAllTasks_andThoseThatTheyStarted() {
        executor.execute(() -> {
            executor.execute(() -> {
                executor.execute(() -> done.add("third"));
                done.add("second");
            });
            done.add("first");
        });
        executor.awaitRest();
        assertThat(done).containsExactlyInAnyOrder("first", "second", "third");
    }

    @Test
    void aTaskThatHangsAtAShutGate_isAtRest_untilTheGateOpens() {
        TrackedExecutor.Gate gate = executor.new Gate();
        gate.shut();
        executor.execute(() -> {
            done.add("before");
            gate.pass();
            done.add("after");
        });
        executor.awaitRest();
        assertThat(done).containsExactly("before");
        gate.open();
        executor.awaitRest();
        assertThat(done).containsExactly("before", "after");
    }

    @Test
    void aTaskThatThrows_isAFaultOfTheClient() {
        executor.execute(() -> {
            throw new IllegalStateException("broken");
        });
        assertThatThrownBy(executor::awaitRest).isInstanceOf(ScenarioFailure.class)
                .hasMessage("a task of the client failed: java.lang.IllegalStateException: broken");
    }
}
