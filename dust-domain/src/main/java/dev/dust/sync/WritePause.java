package dev.dust.sync;

import dev.dust.op.Fields;
import dev.dust.value.MapValue;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How long the server wants no writes, or can take none. What it says is kept within bounds: neither a flood nor a silence for
 * ever may come of it.
 */
final class WritePause {
    private static final String RATE_LIMITED = "rate_limited";
    private static final String UNAVAILABLE = "unavailable";
    private static final Set<String> REASONS = Set.of(RATE_LIMITED, UNAVAILABLE);

    private static final Duration UNTOLD = Duration.ofSeconds(1);
    private static final Duration LEAST = Duration.ofMillis(20);
    private static final int MOST_DOUBLINGS = 6;
    private static final int MOST_DOUBLINGS_OF_UNTOLD = 4;
    private static final Duration MOST = Duration.ofMinutes(5);

    private boolean on;
    private boolean isUnavailable;
    private boolean everLimited;
    private long limitEndNanos;
    private int inARow;

    /** Whether a refusal puts a write off, and refuses it for no reason of its own. */
    static boolean isWantedBy(MapValue refusal) {
        String reason = Fields.text(refusal, "reason");
        return reason != null && REASONS.contains(reason);
    }

    /** Begins a pause; returns how long it is. */
    Duration begin(MapValue refusal, StepTime now) {
        boolean limited = RATE_LIMITED.equals(Fields.text(refusal, "reason"));
        long told = Fields.whole(refusal, "retry_after_ms").orElse(0);
        Duration least = LEAST.multipliedBy(1L << Math.min(inARow, MOST_DOUBLINGS));
        Duration wanted = told > 0 ? Duration.ofMillis(told) : limited ? UNTOLD : growing();
        Duration pause = wanted.compareTo(least) < 0 ? least : wanted.compareTo(MOST) > 0 ? MOST : wanted;
        if (!on) {
            inARow++;
        }
        on = true;
        isUnavailable = !limited;
        if (limited) {
            everLimited = true;
            limitEndNanos = now.nanos() + pause.toNanos();
        }
        return pause;
    }

    /** Nobody knows for how long a database is away; many clients ask. */
    private Duration growing() {
        int before = on ? inARow - 1 : inARow;
        return UNTOLD.multipliedBy(1L << Math.min(before, MOST_DOUBLINGS_OF_UNTOLD));
    }

    void end() {
        on = false;
    }

    /** The server takes writes. */
    void accepted() {
        inARow = 0;
        isUnavailable = false;
    }

    /** Another connection may lead to a server that can. */
    void connectionLost() {
        on = false;
        isUnavailable = false;
    }

    boolean isOn() {
        return on;
    }

    /** Whether a rate limit put writes off at some time within {@code span} before now, or does now. */
    boolean wasLimitedWithin(Duration span, StepTime now) {
        return on && !isUnavailable || everLimited && now.nanos() - limitEndNanos < span.toNanos();
    }

    /** Whether the server has taken nothing since it said that it cannot write. */
    boolean isUnavailable() {
        return isUnavailable;
    }

    /** What is wrong, for people; null if nothing is. */
    @Nullable
    String trouble() {
        return isUnavailable
                ? "the server cannot write down anything for now (unavailable): writes wait here, and are sent again"
                : null;
    }
}
