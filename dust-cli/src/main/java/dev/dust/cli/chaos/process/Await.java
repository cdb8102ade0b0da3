package dev.dust.cli.chaos.process;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what happens elsewhere. */
public final class Await {
    private static final long LOOK_EVERY_NANOS = Duration.ofMillis(5).toNanos();

    private Await() {
    }

    /**
     * Returns as soon as {@code condition} holds.
     *
     * @param what says what is waited for
     * @throws IllegalStateException if it does not hold within {@code patience}
     */
    public static void until(Duration patience, String what, BooleanSupplier condition) {
        long end = System.nanoTime() + patience.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("not within " + patience + ": " + what);
            }
            LockSupport.parkNanos(LOOK_EVERY_NANOS);
        }
    }
}
