package dev.dust.testkit.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;

/** An executor whose tasks run when the simulation says so, in any order: never within {@link #execute}. */
final class Tasks implements Executor {
    private final Dice dice;
    private final List<Runnable> waiting = new ArrayList<>();

    Tasks(Dice dice) {
        this.dice = dice;
    }

    @Override
    public void execute(Runnable task) {
        waiting.add(task);
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** Runs all tasks, and those that they leave. */
    void drain() {
        while (!waiting.isEmpty()) {
            waiting.remove(dice.below(waiting.size())).run();
        }
    }

    /** The tasks will never run. */
    void forget() {
        waiting.clear();
    }
}
