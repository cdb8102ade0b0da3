package dev.dust.server.rules;

import dev.dust.time.Time;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The server's clock in Unix milliseconds: the time of day when it was made, and from there on by the monotonic clock. Leases
 * are given and judged by it (docs/protocol.md#leases), so a jump of the time of day neither ends nor prolongs one. Safe for
 * every thread.
 */
public final class MonotonicClock implements LongSupplier {
    private final Time time;
    private final long originMillis;
    private final long originNanos;

    /** A clock that starts at {@code time}'s time of day. */
    public MonotonicClock(Time time) {
        this.time = time;
        originMillis = time.now().toEpochMilli();
        originNanos = time.nanos();
    }

    @Override
    public long getAsLong() {
        return originMillis + TimeUnit.NANOSECONDS.toMillis(time.nanos() - originNanos);
    }
}
