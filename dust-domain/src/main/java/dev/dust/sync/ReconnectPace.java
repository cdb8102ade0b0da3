package dev.dust.sync;

import java.time.Duration;

/**
 * When a client that lost its connection asks for another one (docs/decisions.md#reconnect-pace). An outage is prolonged by a
 * tenth of itself at most, or by a second where that is more: an attempt follows the one before it within a tenth of the
 * outage so far, at least 1 s and at most 30 s, and not within the first half of that. Used by one thread at a time; times are
 * of a clock that never goes back.
 */
public final class ReconnectPace {
    /** The longest pause between two attempts. */
    public static final Duration MOST = Duration.ofSeconds(30);
    /** The longest pause while an outage is young, and how long a connection stands at least before it counts as sound. */
    private static final Duration LEAST = Duration.ofSeconds(1);
    /** Within this the first attempt follows: it may be this client's connection alone that broke. */
    private static final Duration SOON = Duration.ofMillis(250);
    private static final int PART_OF_OUTAGE = 10;
    /** A server that answers late with a failure is given at least so much of the pause. */
    private static final int PART_AFTER_ATTEMPT = 4;

    private boolean inOutage;
    private long outageSince;
    private long attemptAt;
    private long openedAt;

    /**
     * What a pause may be; how long it is within these bounds is left to chance, so that clients that lost the same server do
     * not come back together.
     */
    public record Pause(Duration least, Duration most) {
    }

    /** A pace for a client that has not tried to connect yet. */
    public ReconnectPace() {
        // no outage
    }

    /** An attempt begins. */
    public void attempting(long nanos) {
        attemptAt = nanos;
        if (!inOutage) {
            begin(nanos);
        }
    }

    /** The attempt succeeded. */
    public void opened(long nanos) {
        openedAt = nanos;
    }

    /** The pause after an attempt that failed, counted from now. */
    public Pause failed(long nanos) {
        long most = longest(nanos);
        long passed = nanos - attemptAt;
        return new Pause(left(most / 2, passed), left(most, passed));
    }

    /**
     * The pause after a connection that was lost. If it was sound, which is to say that it stood for at least as long as a
     * pause of the outage before it, this is another outage.
     *
     * @param everybody whether the server is likely to have ended all of its connections
     */
    public Pause lost(long nanos, boolean everybody) {
        if (nanos - openedAt < longest(openedAt)) {
            return failed(nanos);
        }
        begin(nanos);
        return new Pause(Duration.ZERO, everybody ? LEAST : SOON);
    }

    /** Whatever there was before: what happens next is the beginning of an outage. */
    public void reset() {
        inOutage = false;
    }

    private void begin(long nanos) {
        inOutage = true;
        outageSince = nanos;
    }

    private long longest(long nanos) {
        long part = inOutage ? (nanos - outageSince) / PART_OF_OUTAGE : 0;
        return Math.clamp(part, LEAST.toNanos(), MOST.toNanos());
    }

    private static Duration left(long pause, long passed) {
        return Duration.ofNanos(Math.max(pause - passed, pause / PART_AFTER_ATTEMPT));
    }
}
