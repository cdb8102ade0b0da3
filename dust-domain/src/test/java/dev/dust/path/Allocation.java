package dev.dust.path;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;

/** What a call allocates. */
public final class Allocation {
    private static final int CALLS = 20_000;

    private Allocation() {
    }

    /** Fails if a call allocates, measured over many. */
    static void assertNone(Runnable call) {
        call.run();
        long before = allocatedBytes();
        for (int i = 0; i < CALLS; i++) {
            call.run();
        }
        long perCall = (allocatedBytes() - before) / CALLS;
        assertThat(perCall).as("bytes allocated by a call").isZero();
    }

    /**
     * What this thread has allocated so far, in bytes. By reflection, because the module under test does not read
     * jdk.management, and its tests are compiled as a part of it.
     */
    public static long allocatedBytes() {
        try {
            Object threads = Class.forName("java.lang.management.ManagementFactory").getMethod("getThreadMXBean").invoke(null);
            Method allocated = Class.forName("com.sun.management.ThreadMXBean").getMethod("getCurrentThreadAllocatedBytes");
            return (long) allocated.invoke(threads);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("this JVM does not count what a thread allocates", e);
        }
    }
}
