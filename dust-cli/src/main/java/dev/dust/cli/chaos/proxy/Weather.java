package dev.dust.cli.chaos.proxy;

import java.time.Duration;
import java.util.Random;

/** How one direction of a gate behaves at the moment. Safe for every thread. */
final class Weather {
    private final Random random = new Random();
    private volatile boolean stalled;
    private volatile boolean tearing;
    private volatile long delayNanos;
    /** One of so many messages is repeated; 0 for none. */
    private volatile int repeatOneOf;

    void stall(boolean on) {
        stalled = on;
    }

    void delay(Duration delay) {
        delayNanos = delay.toNanos();
    }

    void repeat(int oneOf) {
        repeatOneOf = oneOf;
    }

    /** The next frame breaks off in the middle. */
    void tear() {
        tearing = true;
    }

    boolean isStalled() {
        return stalled;
    }

    long delayNanos() {
        return delayNanos;
    }

    boolean repeatsNext() {
        int oneOf = repeatOneOf;
        return oneOf > 0 && random.nextInt(oneOf) == 0;
    }

    /** Whether this frame is to break off; said once. */
    synchronized boolean tearsNext() {
        boolean now = tearing;
        tearing = false;
        return now;
    }
}
