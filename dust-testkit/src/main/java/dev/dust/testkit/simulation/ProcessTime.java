package dev.dust.testkit.simulation;

import dev.dust.time.Time;
import dev.dust.time.TimerId;
import java.time.Duration;
import java.time.Instant;

/** Virtual time as a process sees it: its timers die with it. */
record ProcessTime(Time time, Process process) implements Time {

    @Override
    public Instant now() {
        return time.now();
    }

    @Override
    public long nanos() {
        return time.nanos();
    }

    @Override
    public Timer schedule(TimerId id, Duration delay, Runnable task) {
        return time.schedule(id, delay, () -> process.run(task));
    }
}
