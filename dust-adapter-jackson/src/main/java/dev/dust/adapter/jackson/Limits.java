package dev.dust.adapter.jackson;

import java.math.BigInteger;

/** What both formats refuse in both directions, so that whatever one of them writes the other can write and read. */
final class Limits {
    /** How many lists and maps may stand in each other. */
    static final int MAX_DEPTH = 1_000;
    /** How long the digits of a number may be: the time to turn digits into bits and back grows faster than they do. */
    static final int MAX_DIGITS = 100_000;
    /** The size of an integer, sign apart: as many bits as surely fit {@link #MAX_DIGITS}. */
    static final int MAX_BITS = (int) (MAX_DIGITS / Math.log10(2));

    private Limits() {
    }

    /**
     * Lets a depth pass.
     *
     * @throws IllegalArgumentException if it is too deep
     */
    static void checkDepth(int depth) {
        if (depth > MAX_DEPTH) {
            throw new IllegalArgumentException("lists and maps are nested more than " + MAX_DEPTH + " deep");
        }
    }

    /**
     * {@code integer} itself.
     *
     * @throws IllegalArgumentException if it is too large
     */
    static BigInteger check(BigInteger integer) {
        if (integer.bitLength() > MAX_BITS) {
            throw new IllegalArgumentException(
                    "an integer has more than " + MAX_BITS + " bits, some " + MAX_DIGITS + " digits");
        }
        return integer;
    }
}
