package dev.dust.server;

import dev.dust.time.Time;
import dev.dust.time.TimerId;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that moves when it is told. It has no timers: the server needs none. */
final class ManualTime implements Time {
    private final AtomicLong nanos = new AtomicLong();
    private volatile Instant wall = Instant.parse("2026-01-01T00:00:00Z");

    void move(Duration by) {
        nanos.addAndGet(by.toNanos());
        wall = wall.plus(by);
    }

    /** Moves the time of day alone, as when somebody sets the clock. */
    void jump(Duration by) {
        wall = wall.plus(by);
    }

    @Override
    public Instant now() {
        return wall;
    }

    @Override
    public long nanos() {
        return nanos.get();
    }

    @Override
    public Timer schedule(TimerId id, Duration delay, Runnable task) {
        throw new UnsupportedOperationException("no timers");
    }
}
