package dev.dust.sync;

import org.jspecify.annotations.Nullable;

/** What is wrong, for people. */
public final class Trouble {
    private Trouble() {
    }

    /** Both in one text; null if nothing is wrong. Asked for after every turn, so that it costs nothing then. */
    public static @Nullable String and(@Nullable String first, @Nullable String second) {
        return first == null ? second : second == null ? first : first + "; " + second;
    }
}
