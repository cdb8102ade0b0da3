package dev.dust.benchmarks.bare;

import java.util.Arrays;

/**
 * What bare clients and servers tell each other: words with a space between, the first of which says what it is. A value is all
 * that is behind its space.
 */
final class BareFrames {
    /** Asks to set a key: id, key, value. */
    static final char PUT = 'p';
    /** Asks to add one to a number: id, key. */
    static final char ADD = 'a';
    /** Asks to set a key that has a value: id, key, that value, the new one. */
    static final char SWAP = 's';
    /** Asks for a lock: id, key. */
    static final char LOCK = 'l';
    /** Gives it back: id, key. */
    static final char UNLOCK = 'u';
    /** It is done: id. */
    static final char YES = 'y';
    /** It is not: id. */
    static final char NO = 'n';
    /** What all in the space are told: key, value. */
    static final char CHANGE = 'c';

    private BareFrames() {
    }

    /** A frame of these words. */
    static String of(char kind, Object... words) {
        var frame = new StringBuilder(64).append(kind);
        for (Object word : words) {
            frame.append(' ').append(word);
        }
        return frame.toString();
    }

    /** The words behind the first, so many at most. */
    static String[] words(String frame, int most) {
        var words = new String[most];
        int from = 2;
        for (int i = 0; i < most; i++) {
            int end = i == most - 1 ? -1 : frame.indexOf(' ', from);
            if (end < 0) {
                words[i] = frame.substring(from);
                return Arrays.copyOf(words, i + 1);
            }
            words[i] = frame.substring(from, end);
            from = end + 1;
        }
        return words;
    }
}
