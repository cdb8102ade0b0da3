package dev.dust.sync;

import dev.dust.op.Fields;
import dev.dust.value.MapValue;
import java.time.Duration;

/**
 * How long the server wants no writes. What it says is kept within bounds: neither a flood nor a silence for ever may come of
 * it.
 */
final class RateLimit {
    private static final Duration UNTOLD = Duration.ofSeconds(1);
    private static final Duration LEAST = Duration.ofMillis(20);
    private static final int MOST_DOUBLINGS = 6;
    private static final Duration MOST = Duration.ofMinutes(5);

    private boolean on;
    private boolean everOn;
    private long endNanos;
    private int inARow;

    /** Begins a pause; returns how long it is. */
    Duration begin(MapValue answer, StepTime now) {
        long told = Fields.whole(answer, "retry_after_ms").orElse(0);
        Duration least = LEAST.multipliedBy(1L << Math.min(inARow, MOST_DOUBLINGS));
        Duration wanted = told <= 0 ? UNTOLD : Duration.ofMillis(told);
        Duration pause = wanted.compareTo(least) < 0 ? least : wanted.compareTo(MOST) > 0 ? MOST : wanted;
        if (!on) {
            inARow++;
        }
        on = true;
        everOn = true;
        endNanos = now.nanos() + pause.toNanos();
        return pause;
    }

    void end() {
        on = false;
    }

    /** The server takes writes. */
    void accepted() {
        inARow = 0;
    }

    boolean isOn() {
        return on;
    }

    /** Whether writes were put off at some time within {@code span} before now, or are now. */
    boolean wasOnWithin(Duration span, StepTime now) {
        return on || everOn && now.nanos() - endNanos < span.toNanos();
    }
}
