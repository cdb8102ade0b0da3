package dev.dust.cache;

import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * The order of keys, and which keys lie below a key. A key is a rendered path: segments joined by {@code /}, each escaped per
 * RFC 6901 (docs/protocol.md#paths); it is never empty and has no unpaired surrogate.
 */
public final class Keys {
    /** What separates segments. */
    public static final char SEPARATOR = '/';
    private static final char AFTER_SEPARATOR = SEPARATOR + 1;

    /** The order of keys everywhere: by their UTF-8 bytes, unsigned, which is the order of code points. */
    public static final Comparator<String> ORDER = Keys::compare;

    private Keys() {
    }

    /** Compares by UTF-8 bytes. {@link String#compareTo} does not: it puts U+FF5E after U+1F600. */
    public static int compare(String a, String b) {
        int length = Math.min(a.length(), b.length());
        for (int i = 0; i < length; i++) {
            char x = a.charAt(i);
            char y = b.charAt(i);
            if (x != y) {
                boolean xIsHigh = Character.isSurrogate(x);
                // A surrogate is half of a code point above U+FFFF, which sorts after every char that stands for itself.
                return xIsHigh == Character.isSurrogate(y) ? x - y : xIsHigh ? 1 : -1;
            }
        }
        return a.length() - b.length();
    }

    /** The first key that can lie below {@code key}, inclusive bound of its subtree. */
    public static String subtreeFrom(String key) {
        return key + SEPARATOR;
    }

    /** The end of the subtree below {@code key}, exclusive. No key lies between the subtree's last and this bound. */
    public static String subtreeTo(String key) {
        return key + AFTER_SEPARATOR;
    }

    /** The key one segment above {@code key}; null if it has one segment. */
    public static @Nullable String parent(String key) {
        int separator = key.lastIndexOf(SEPARATOR);
        return separator < 0 ? null : key.substring(0, separator);
    }

    /** Whether {@code key} lies below {@code ancestor}; no key lies below itself. */
    public static boolean isBelow(String key, String ancestor) {
        return key.length() > ancestor.length() && key.charAt(ancestor.length()) == SEPARATOR && key.startsWith(ancestor);
    }
}
