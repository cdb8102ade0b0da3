package dev.dust.benchmarks.heap;

import java.lang.management.ManagementFactory;

/** What is in use of this JVM's heap. */
final class Heap {
    private static final int COLLECTIONS = 4;

    private Heap() {
    }

    /** The bytes of what is reachable. */
    static long used() {
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
