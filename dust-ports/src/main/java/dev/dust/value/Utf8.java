package dev.dust.value;

/** What can and what cannot be written as UTF-8. */
public final class Utf8 {
    private Utf8() {
    }

    /** The index of the first surrogate in {@code text} that has no partner, or -1 if the text has a UTF-8 form. */
    public static int unpairedSurrogate(String text) {
        // Nearly all texts have no surrogates, and most no char above U+00FF, for which the compiler drops a loop as plain as
        // this.
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= Character.MIN_SURROGATE) {
                return unpairedSurrogate(text, i);
            }
        }
        return -1;
    }

    private static int unpairedSurrogate(String text, int from) {
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isSurrogate(c)) {
                boolean pair = Character.isHighSurrogate(c) && i + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(i + 1));
                if (!pair) {
                    return i;
                }
                i++;
            }
        }
        return -1;
    }
}
