package dev.dust.server.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.dust.value.Sha256;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * A key, or the bound of a range of keys, as the tables have it.
 *
 * @param head its first bytes
 * @param rest what is left
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record KeyBytes(byte[] head, byte[] rest) {
    /** How many bytes the head has at most; the same number is in the migration's words. */
    static final int HEAD_LENGTH = 1_024;
    private static final byte[] NOTHING = {};

    static KeyBytes of(String key) {
        byte[] bytes = key.getBytes(UTF_8);
        return bytes.length <= HEAD_LENGTH
                ? new KeyBytes(bytes, NOTHING)
                : new KeyBytes(Arrays.copyOf(bytes, HEAD_LENGTH), Arrays.copyOfRange(bytes, HEAD_LENGTH, bytes.length));
    }

    /** The key that these are. */
    static String key(byte[] head, byte[] rest) {
        if (rest.length == 0) {
            return new String(head, UTF_8);
        }
        byte[] bytes = Arrays.copyOf(head, head.length + rest.length);
        System.arraycopy(rest, 0, bytes, head.length, rest.length);
        return new String(bytes, UTF_8);
    }

    /** Whether the head is all of it. */
    boolean isShort() {
        return rest.length == 0;
    }

    /** What tells keys of the same head apart. */
    byte[] tail() {
        return rest.length == 0 ? NOTHING : sha256(rest);
    }

    static byte[] sha256(byte[]... parts) {
        MessageDigest digest = Sha256.digest();
        for (byte[] part : parts) {
            digest.update(part);
        }
        return digest.digest();
    }
}
