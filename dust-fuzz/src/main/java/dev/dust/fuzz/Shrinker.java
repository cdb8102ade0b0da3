package dev.dust.fuzz;

import java.util.function.Predicate;

/** Makes a finding small: takes away what it does not need. */
final class Shrinker {
    private static final int MOST_TRIES = 2_000;

    private final Predicate<byte[]> isFinding;
    private int tries;

    private Shrinker(Predicate<byte[]> isFinding) {
        this.isFinding = isFinding;
    }

    /** A part of {@code input} that is a finding still; {@code input} itself if there is no smaller one. */
    static byte[] shrink(byte[] input, Predicate<byte[]> isFinding) {
        return new Shrinker(isFinding).shrink(input);
    }

    private byte[] shrink(byte[] input) {
        byte[] smallest = input;
        for (int piece = Math.max(1, input.length / 2); piece > 0; piece /= 2) {
            for (int at = 0; at < smallest.length && tries < MOST_TRIES;) {
                byte[] smaller = ByteMutations.without(smallest, at, Math.min(piece, smallest.length - at));
                tries++;
                if (isFinding.test(smaller)) {
                    smallest = smaller;
                } else {
                    at += piece;
                }
            }
        }
        return smallest;
    }
}
