package dev.dust.testkit.server;

import dev.dust.server.rules.Refusal;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** What is wrong, for everybody or for one device. Safe for every thread. */
final class FaultState {
    volatile boolean connectsRefused;
    volatile boolean withheld;
    volatile boolean duplicated;
    volatile boolean reordered;
    volatile boolean stalled;
    volatile long delayNanos;
    final AtomicInteger repliesToSwallow = new AtomicInteger();
    final AtomicInteger writesToTimeOut = new AtomicInteger();
    final Queue<Refusal> refusals = new ConcurrentLinkedQueue<>();

    void heal() {
        connectsRefused = false;
        withheld = false;
        duplicated = false;
        reordered = false;
        stalled = false;
        delayNanos = 0;
        repliesToSwallow.set(0);
        writesToTimeOut.set(0);
        refusals.clear();
    }
}
