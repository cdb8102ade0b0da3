package dev.dust.engine;

/**
 * Sees to it that no turn is begun at the end of a caller's stack. The engine survives the end of a stack wherever it comes,
 * but locks and queues of ports and of the JDK do not: one that is left in the middle stays locked, or torn, for everybody.
 */
final class StackRoom {
    /** About 10 KB of stack, which is what a turn takes in the engine and its ports. */
    private static final int FRAMES = 128;

    private StackRoom() {
    }

    /**
     * @throws StackOverflowError if there is no room; nothing has happened then
     */
    static void require() {
        if (probe(FRAMES, 1, 2, 3, 4, 5, 6) == Long.MIN_VALUE) {
            throw new AssertionError("the sum is of small numbers");
        }
    }

    /** Needs its arguments after the call too, so that there is a frame for each. */
    private static long probe(int frames, long a, long b, long c, long d, long e, long f) {
        return frames == 0 ? a : probe(frames - 1, b ^ frames, c + frames, d, e, f, a) + (a ^ b) + (c ^ d) + (e ^ f);
    }
}
