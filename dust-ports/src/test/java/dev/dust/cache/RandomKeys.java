package dev.dust.cache;

import java.util.Random;

/** Keys that are made to trip an order or a tree over: near each other, prefixes of each other, of every plane. */
public final class RandomKeys {
    private static final String[] PLAIN = {"a", "b", "/", "0", ".", "\0", "~", "\u00e9", "\u0800"};
    private static final String[] WILD = {"a", "/", "\0", "\ud7ff", "\ue000", "\uff5e", "\ud800\udc00", "\ud83d\ude00",
            "\udbff\udfff"};

    private final Random random;
    private final String[] alphabet;
    private final int longest;

    public RandomKeys(Random random) {
        this.random = random;
        this.alphabet = random.nextInt(3) == 0 ? WILD : PLAIN;
        this.longest = 1 + random.nextInt(6);
    }

    public String next() {
        // Seldom one from the other alphabet, so that a map of plain keys meets its first surrogate late.
        String[] from = random.nextInt(500) == 0 ? WILD : alphabet;
        int length = 1 + random.nextInt(longest);
        var key = new StringBuilder();
        for (int i = 0; i < length; i++) {
            key.append(from[random.nextInt(from.length)]);
        }
        return key.toString();
    }

    public String nextOrNull() {
        return random.nextInt(6) == 0 ? null : next();
    }
}
