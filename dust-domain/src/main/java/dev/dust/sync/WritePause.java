package dev.dust.sync;

import dev.dust.op.Fields;
import dev.dust.time.Durations;
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
    /** A lease that is held ends while nobody asks; who holds none can wait. */
    private static final Duration MOST_FOR_LEASE = Duration.ofSeconds(2);

    private boolean on;
    private boolean isUnavailable;
    /** When it is over, by what was said of databases that are away. */
    private long awayEndNanos;
    private boolean everLimited;
    private long limitEndNanos;
    private boolean leaseWaits;
    private int inARow;

    /** Whether a refusal puts a write off, and refuses it for no reason of its own. */
    static boolean isWantedBy(MapValue refusal) {
        String reason = Fields.text(refusal, "reason");
        return reason != null && REASONS.contains(reason);
    }

    /**
     * Begins a pause, or prolongs the one that is on.
     *
     * @param ofLease whether it is a lease op that is put off
     * @return for how long it goes on
     */
    Duration begin(MapValue refusal, boolean ofLease, StepTime now) {
        boolean limited = RATE_LIMITED.equals(Fields.text(refusal, "reason"));
        leaseWaits |= ofLease;
        long told = Fields.whole(refusal, "retry_after_ms").orElse(0);
        Duration least = LEAST.multipliedBy(1L << Math.min(inARow, MOST_DOUBLINGS));
        Duration wanted = told > 0 ? Duration.ofMillis(told) : limited ? UNTOLD : growing();
        Duration pause = wanted.compareTo(least) < 0 ? least : wanted.compareTo(MOST) > 0 ? MOST : wanted;
        if (!on) {
            inARow++;
            on = true;
            awayEndNanos = now.nanos();
        }
        if (limited) {
            everLimited = true;
            limitEndNanos = now.nanos() + pause.toNanos();
        } else {
            isUnavailable = true;
            awayEndNanos = now.nanos() + pause.toNanos();
        }
        return remaining(now);
    }

    /** Nobody knows for how long a database is away; many clients ask. */
    private Duration growing() {
        int before = on ? inARow - 1 : inARow;
        return shortened(UNTOLD.multipliedBy(1L << Math.min(before, MOST_DOUBLINGS_OF_UNTOLD)));
    }

    private Duration shortened(Duration away) {
        return leaseWaits ? Durations.shorter(away, MOST_FOR_LEASE) : away;
    }

    /** A lease op waits while this is on. Returns for how long it goes on. */
    Duration leaseWaits(StepTime now) {
        leaseWaits = true;
        awayEndNanos = now.nanos() + shortened(Durations.until(now.nanos(), awayEndNanos)).toNanos();
        return remaining(now);
    }

    /** For how long it goes on: neither kind ends the other. */
    Duration remaining(StepTime now) {
        Duration away = Durations.until(now.nanos(), awayEndNanos);
        Duration limit = everLimited ? Durations.until(now.nanos(), limitEndNanos) : Duration.ZERO;
        return limit.compareTo(away) > 0 ? limit : away;
    }

    void end() {
        on = false;
        leaseWaits = false;
    }

    /** The server takes writes. */
    void accepted() {
        inARow = 0;
        isUnavailable = false;
    }

    /** Another connection may lead to a server that can. */
    void connectionLost() {
        end();
        isUnavailable = false;
    }

    boolean isOn() {
        return on;
    }

    /** Whether a rate limit put writes off at some time within {@code span} before now, or does now. */
    boolean wasLimitedWithin(Duration span, StepTime now) {
        return everLimited && now.nanos() - limitEndNanos < Durations.nanos(span);
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
