package dev.dust.engine;

import dev.dust.sync.Effect;
import dev.dust.sync.ReconnectPace;
import dev.dust.time.Time;
import dev.dust.time.TimerId;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/** The named timers of one engine: setting one calls off the one of the same name. Used by the engine's turns alone. */
final class EngineTimers {
    private final Time time;
    private final RandomGenerator random;
    private final Consumer<TimerId> due;
    private final Map<TimerId, Time.Timer> set = new EnumMap<>(TimerId.class);

    /**
     * No timer is set.
     *
     * @param due told when one fires, on the timer's thread; must not block
     */
    EngineTimers(Time time, RandomGenerator random, Consumer<TimerId> due) {
        this.time = time;
        this.random = random;
        this.due = due;
    }

    void set(TimerId id, Duration delay) {
        cancel(id);
        set.put(id, time.schedule(id, delay, () -> due.accept(id)));
    }

    /** Sets a timer to a random part of {@code most}, so that clients that lost the same server do not come back together. */
    void setJittered(TimerId id, Duration most) {
        long nanos = most.toNanos();
        set(id, nanos == 0 ? Duration.ZERO : Duration.ofNanos(random.nextLong(nanos + 1)));
    }

    /** Sets a timer to a random moment within the bounds of a pause. */
    void setWithin(TimerId id, ReconnectPace.Pause pause) {
        long least = pause.least().toNanos();
        set(id, Duration.ofNanos(random.nextLong(least, pause.most().toNanos() + 1)));
    }

    /** Does what the core asks for. */
    void apply(Effect.SetTimer timer) {
        if (timer.delay() == null) {
            cancel(timer.id());
        } else if (timer.jitter()) {
            setJittered(timer.id(), timer.delay());
        } else {
            set(timer.id(), timer.delay());
        }
    }

    void cancel(TimerId id) {
        Time.Timer timer = set.remove(id);
        if (timer != null) {
            timer.cancel();
        }
    }

    void cancelAll() {
        set.values().forEach(Time.Timer::cancel);
        set.clear();
    }
}
