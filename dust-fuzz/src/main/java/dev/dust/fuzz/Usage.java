package dev.dust.fuzz;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/**
 * What the current thread has used so far: time of a processor, which other processes cannot lengthen, and memory that it
 * allocated, whether or not it still holds it.
 */
record Usage(long nanos, long bytes) {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    static Usage now() {
        return new Usage(THREADS.getCurrentThreadCpuTime(), THREADS.getCurrentThreadAllocatedBytes());
    }

    Usage since(Usage start) {
        return new Usage(nanos - start.nanos, bytes - start.bytes);
    }

    /**
     * How much one input may use.
     *
     * @param baseNanos    whatever its size; what the JVM needs to load and warm up is in it
     * @param nanosPerByte for each byte of it
     * @param baseBytes    whatever its size
     * @param bytesPerByte for each byte of it
     */
    record Bound(long baseNanos, long nanosPerByte, long baseBytes, long bytesPerByte) {
        static final Bound USUAL = new Bound(2_000_000_000, 20_000, 32 << 20, 4_000);

        /**
         * Lets {@code used} pass for an input of so many bytes.
         *
         * @throws AssertionError if it is more than that
         */
        void check(int length, Usage used) {
            long mostNanos = baseNanos + length * nanosPerByte;
            long mostBytes = baseBytes + length * bytesPerByte;
            if (used.nanos > mostNanos || used.bytes > mostBytes) {
                throw new AssertionError("an input of " + length + " bytes used " + used.nanos / 1_000_000 + " ms and "
                        + used.bytes + " bytes of memory; the bounds are " + mostNanos / 1_000_000 + " ms and " + mostBytes);
            }
        }
    }
}
