package dev.dust.testkit.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * An executor whose tasks run when the simulation says so, in any order: never within {@link #execute}, but for what a caller
 * waits for.
 */
final class Tasks implements Executor {
    private final SeededRandom random;
    private final List<Runnable> waiting = new ArrayList<>();
    private boolean helping;

    Tasks(SeededRandom random) {
        this.random = random;
    }

    @Override
    public void execute(Runnable task) {
        if (helping) {
            helping = false;
            try {
                task.run();
            } finally {
                helping = true;
            }
        } else {
            waiting.add(task);
        }
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** Runs all tasks, and those that they leave. */
    void drain() {
        while (!waiting.isEmpty()) {
            waiting.remove(random.below(waiting.size())).run();
        }
    }

    /**
     * Does what waits for tasks that it leaves: those run at once, for there is no other thread. Nothing may wait from before.
     * The tasks of these tasks wait as all others do.
     */
    void helping(Runnable what) {
        helping = true;
        try {
            what.run();
        } finally {
            helping = false;
        }
    }

    /** The tasks will never run. */
    void forget() {
        waiting.clear();
    }
}
