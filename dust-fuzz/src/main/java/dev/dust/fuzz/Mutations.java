package dev.dust.fuzz;

import java.util.Random;

/** How new inputs are made of old ones: of values by {@link ValueMutations}. */
@FunctionalInterface
public interface Mutations {

    /**
     * A mutant.
     *
     * @param parent is changed
     * @param other  lends parts of itself
     */
    byte[] mutate(byte[] parent, byte[] other, Random random);

    /** Of bytes, and text of any syntax; {@code words} are put in here and there. */
    static Mutations bytes(byte[]... words) {
        return new ByteMutations(words)::mutate;
    }
}
