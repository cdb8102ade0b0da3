package dev.dust.adapter.jackson;

/**
 * Gives equal map keys one string: a snapshot spells the same few out a million times. It remembers some of the last ones and
 * no more, so that no choice of keys can make it slow.
 */
final class Names {
    private static final int LONGEST = 16;
    private static final int SLOTS = 64;

    private final String[] recent = new String[SLOTS];

    /** A string that equals {@code name}, perhaps an older one. */
    String same(String name) {
        if (name.length() > LONGEST) {
            return name;
        }
        int hash = name.hashCode();
        int slot = (hash ^ hash >>> 6) & SLOTS - 1;
        if (name.equals(recent[slot])) {
            return recent[slot];
        }
        recent[slot] = name;
        return name;
    }
}
