package dev.dust.server.postgres;

import dev.dust.server.ledger.LedgerException;
import java.sql.SQLException;
import java.time.Duration;

/** For how long something is tried again. For one thread. */
final class Patience {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(20);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(500);

    private final long endNanos;
    private Duration pause = FIRST_PAUSE;

    Patience(Duration atMost) {
        endNanos = System.nanoTime() + atMost.toNanos();
    }

    /** Whether there is no time left. */
    boolean isOver() {
        return System.nanoTime() > endNanos;
    }

    /**
     * Waits for a moment, after which it may be tried again.
     *
     * @throws LedgerException.Unavailable for {@code failure}, if it does not pass by itself, or if there is no time left
     */
    void orElse(SQLException failure) {
        if (!Failures.passes(failure) || !waits()) {
            throw Failures.unavailable(failure);
        }
    }

    /** Waits for a moment; false if there is no time left, or nobody wants to wait. */
    boolean waits() {
        if (System.nanoTime() + pause.toNanos() > endNanos) {
            return false;
        }
        try {
            Thread.sleep(pause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
        Duration doubled = pause.multipliedBy(2);
        pause = doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
        return true;
    }
}
