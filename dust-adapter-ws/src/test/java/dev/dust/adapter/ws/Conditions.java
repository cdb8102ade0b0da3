package dev.dust.adapter.ws;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/** Waits that end. */
final class Conditions {
    private static final long PAUSE_NANOS = 1_000_000;
    private static final long STALL_NANOS = 500_000_000;

    private Conditions() {
    }

    /** Polls until {@code condition} holds. */
    static void until(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + ScriptedServer.PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("never happened: " + what);
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    /** Waits until {@code value} has not changed for a while. */
    static void stalls(String what, LongSupplier value) {
        var last = new long[]{-1, System.nanoTime()};
        until(what + " stall", () -> {
            long now = value.getAsLong();
            if (now != last[0]) {
                last[0] = now;
                last[1] = System.nanoTime();
            }
            return System.nanoTime() - last[1] > STALL_NANOS;
        });
    }

    static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
