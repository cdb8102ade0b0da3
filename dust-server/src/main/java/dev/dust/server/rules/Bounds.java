package dev.dust.server.rules;

import java.util.Collection;

/**
 * What one op may become. A map of a few kilobytes can name gigabytes of keys, since every leaf repeats the keys above it: so
 * the server bounds what it makes of a frame, and not the frame alone. No honest op comes near these.
 */
final class Bounds {
    /** The bytes of a path, rendered, in UTF-8. */
    static final int MOST_PATH_BYTES = 4_096;
    /** The rows that one op may write. */
    static final int MOST_ROWS = 100_000;
    /** The bytes of the paths of all these rows. */
    static final long MOST_KEY_BYTES = 4L << 20;

    private long keyBytes;
    private int rows;

    /** Refuses with {@code limit_exceeded} a key that is too long. */
    static int checkLength(CharSequence key) {
        int bytes = 0;
        for (int i = 0; i < key.length(); i++) {
            char c = key.charAt(i);
            // A surrogate is half of a code point of four bytes.
            bytes += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
        }
        if (bytes > MOST_PATH_BYTES) {
            throw Refusal.limitExceeded("path_bytes", bytes, MOST_PATH_BYTES);
        }
        return bytes;
    }

    /** Whether one op may write all these rows. */
    static boolean allow(Collection<String> keys) {
        return keys.size() <= MOST_ROWS && keys.stream().mapToLong(Bounds::checkLength).sum() <= MOST_KEY_BYTES;
    }

    /** Counts a row of an op at {@code key}, and refuses with {@code limit_exceeded} what is too much. */
    void count(String key) {
        keyBytes += checkLength(key);
        rows++;
        if (rows > MOST_ROWS) {
            throw Refusal.limitExceeded("rows", rows, MOST_ROWS);
        }
        if (keyBytes > MOST_KEY_BYTES) {
            throw Refusal.limitExceeded("key_bytes", keyBytes, MOST_KEY_BYTES);
        }
    }
}
