package dev.dust.view;

import dev.dust.cache.Keys;
import org.jspecify.annotations.Nullable;

/**
 * Answers "surely not" for most paths that no pending op concerns, at the cost of one pass over the path's chars: so that reads
 * do not pay for pending ops elsewhere. Bits are only ever added; a reader of an older version may see too many, which costs it
 * a look-up and no more.
 */
final class KeyBloom {
    private static final int BITS_PER_KEY = 16;
    /** With so many bits for each key one path in a hundred is looked up in vain, and with one it would be one in ten. */
    private static final int PROBES = 3;
    private static final int LEAST_KEYS = 64;

    private final long[] bits;
    private final int mask;
    private final int capacity;
    private int added;

    KeyBloom(int keys) {
        capacity = Math.max(LEAST_KEYS, Integer.highestOneBit(Math.max(1, keys)) << 1);
        bits = new long[capacity * BITS_PER_KEY / Long.SIZE];
        mask = capacity * BITS_PER_KEY - 1;
    }

    /** Adds a key. Only the writer may. */
    void add(String key) {
        long hash = spread(key.hashCode());
        for (int probe = 0; probe < PROBES; probe++) {
            int bit = bit(hash, probe);
            bits[bit >>> 6] |= 1L << bit;
        }
        added++;
    }

    /** Whether so much was added that most answers would be "perhaps". */
    boolean isFull() {
        return added >= capacity;
    }

    /** Whether {@code key}, or a key above it, may have been added. */
    boolean mayHaveSelfOrAncestor(String key) {
        return nextAncestor(key, 0) > 0 || mayHave(key.hashCode());
    }

    /** The length of the next key above {@code key}, longer than {@code than}, that may have been added; -1 if none. */
    int nextAncestor(String key, int than) {
        // The hash of a prefix is a prefix of the computation of String.hashCode, so all of them cost one pass.
        int hash = 0;
        for (int i = 0; i < key.length(); i++) {
            char c = key.charAt(i);
            if (c == Keys.SEPARATOR && i > than && mayHave(hash)) {
                return i;
            }
            hash = 31 * hash + c;
        }
        return -1;
    }

    /** Whether a key of this {@link String#hashCode} may have been added. */
    boolean mayHave(int keyHash) {
        long hash = spread(keyHash);
        for (int probe = 0; probe < PROBES; probe++) {
            int bit = bit(hash, probe);
            if ((bits[bit >>> 6] & 1L << bit) == 0) {
                return false;
            }
        }
        return true;
    }

    private int bit(long hash, int probe) {
        return (int) hash + probe * (int) (hash >>> 32) & mask;
    }

    private static long spread(int hash) {
        long h = hash * 0x9E3779B97F4A7C15L;
        return h ^ h >>> 29;
    }
}
