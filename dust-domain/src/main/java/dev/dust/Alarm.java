package dev.dust;

import dev.dust.engine.EngineConfig;
import dev.dust.time.Durations;
import dev.dust.time.Time;
import dev.dust.time.TimerId;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** One timer, that can be set to another moment. For use within the tasks of one {@link SerialTasks} alone. */
final class Alarm {
    private final EngineConfig config;
    private final SerialTasks tasks;
    private final TimerId id;
    private final LongConsumer due;
    private long moment = Durations.NEVER;
    private Time.@Nullable Timer timer;

    /**
     * An alarm that is not set.
     *
     * @param due told what time it is, in a task, once the moment has come
     */
    Alarm(EngineConfig config, SerialTasks tasks, TimerId id, LongConsumer due) {
        this.config = config;
        this.tasks = tasks;
        this.id = id;
        this.due = due;
    }

    /** Sets it to this moment, and to none that was said before. */
    void set(long next) {
        if (next == moment) {
            return;
        }
        moment = next;
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
        if (next != Durations.NEVER) {
            timer = config.at(id, next, () -> tasks.add(() -> ring(next)));
        }
    }

    private void ring(long of) {
        if (of == moment) {
            moment = Durations.NEVER;
            timer = null;
            due.accept(config.time().nanos());
        }
    }
}
