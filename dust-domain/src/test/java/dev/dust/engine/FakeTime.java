package dev.dust.engine;

import dev.dust.time.Time;
import dev.dust.time.TimerId;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;

/** Time that stands still, and timers that fire when the test says so. */
final class FakeTime implements Time {
    final Map<TimerId, Duration> delays = new EnumMap<>(TimerId.class);
    private final Map<TimerId, Runnable> tasks = new EnumMap<>(TimerId.class);
    long nanos;

    @Override
    public Instant now() {
        return Instant.ofEpochMilli(nanos / 1_000_000);
    }

    @Override
    public long nanos() {
        return nanos;
    }

    @Override
    public Timer schedule(TimerId id, Duration delay, Runnable task) {
        delays.put(id, delay);
        tasks.put(id, task);
        return () -> tasks.remove(id, task);
    }

    void fire(TimerId id) {
        tasks.remove(id).run();
    }
}
