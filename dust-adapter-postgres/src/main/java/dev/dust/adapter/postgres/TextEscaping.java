package dev.dust.adapter.postgres;

import dev.dust.value.Sha256;
import java.nio.charset.StandardCharsets;

/**
 * Text as PostgreSQL can keep it: it refuses U+0000. That is stored as U+0001 U+0001, and U+0001 as U+0001 U+0002; everything
 * else stands for itself. Different texts stay different, and their order by UTF-8 bytes stays what it was.
 */
final class TextEscaping {
    /** How many characters of a path the index holds; the same number is in the migration. */
    static final int HEAD_LENGTH = 600;

    private static final char NUL = 0;
    private static final char ESCAPE = 1;
    private static final char AFTER_ESCAPE = 2;

    private TextEscaping() {
    }

    /** {@code text} as it is stored; null for null. */
    static String stored(String text) {
        int at = text == null ? -1 : nextSpecial(text, 0);
        if (at < 0) {
            return text;
        }
        var stored = new StringBuilder(text.length() + 8);
        int done = 0;
        for (; at >= 0; at = nextSpecial(text, done)) {
            stored.append(text, done, at).append(ESCAPE).append(text.charAt(at) == NUL ? ESCAPE : AFTER_ESCAPE);
            done = at + 1;
        }
        return stored.append(text, done, text.length()).toString();
    }

    private static int nextSpecial(String text, int from) {
        for (int i = from; i < text.length(); i++) {
            if (text.charAt(i) <= ESCAPE) {
                return i;
            }
        }
        return -1;
    }

    /** What {@link #stored} was given. An escape of nothing, which it never makes, stands for itself. */
    static String original(String stored) {
        int at = stored.indexOf(ESCAPE);
        if (at < 0) {
            return stored;
        }
        var original = new StringBuilder(stored.length());
        int done = 0;
        for (; at >= 0; at = stored.indexOf(ESCAPE, done)) {
            boolean isEscape = at + 1 < stored.length() && stored.charAt(at + 1) <= AFTER_ESCAPE;
            original.append(stored, done, at).append(isEscape && stored.charAt(at + 1) == ESCAPE ? NUL : ESCAPE);
            done = at + (isEscape ? 2 : 1);
        }
        return original.append(stored, done, stored.length()).toString();
    }

    /** The part of a stored path that the index holds, as {@code left(path, 600)} gives it. */
    static String head(String storedPath) {
        return isLong(storedPath) ? storedPath.substring(0, storedPath.offsetByCodePoints(0, HEAD_LENGTH)) : storedPath;
    }

    /** What tells long paths with equal heads apart; empty for a path that is its own head. */
    static String tail(String storedPath) {
        if (!isLong(storedPath)) {
            return "";
        }
        return Sha256.hex(storedPath.getBytes(StandardCharsets.UTF_8));
    }

    private static boolean isLong(String path) {
        return path.length() > HEAD_LENGTH && path.codePointCount(0, path.length()) > HEAD_LENGTH;
    }
}
