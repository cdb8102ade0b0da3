package dev.dust;

import dev.dust.engine.EngineConfig;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Runs tasks on threads of the engine's, one at a time, in the order in which they came. Thread-safe. */
final class SerialTasks {
    private static final System.Logger LOG = System.getLogger(SerialTasks.class.getName());

    private final EngineConfig config;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();

    SerialTasks(EngineConfig config) {
        this.config = config;
    }

    /** Has a task run. Never blocks or throws. */
    void add(Runnable task) {
        tasks.add(task);
        if (waiting.getAndIncrement() == 0) {
            config.apart(this::run);
        }
    }

    /** Has a task run; what it throws, Errors included, is told to {@code thrown} in its place. */
    void add(Runnable task, Consumer<? super Throwable> thrown) {
        add(() -> {
            try {
                task.run();
            } catch (Throwable e) {
                thrown.accept(e);
            }
        });
    }

    private void run() {
        int left = waiting.get();
        while (left > 0) {
            for (int i = 0; i < left; i++) {
                run(tasks.remove());
            }
            left = waiting.addAndGet(-left);
        }
    }

    private static void run(Runnable task) {
        try {
            task.run();
        } catch (Throwable e) {
            // Also an Error: those behind it must not wait for ever.
            LOG.log(System.Logger.Level.ERROR, "a task has failed", e);
        }
    }
}
