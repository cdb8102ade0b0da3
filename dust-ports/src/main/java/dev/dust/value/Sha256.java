package dev.dust.value;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256, by which the protocol names the content of a file (docs/protocol.md#files). */
public final class Sha256 {
    private static final String PREFIX = "sha256:";

    private Sha256() {
    }

    /** A digest that has seen nothing yet. For one thread at a time. */
    public static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }

    /** The hash of {@code content}, 64 hexadecimal digits in lower case. */
    public static String hex(byte[] content) {
        return HexFormat.of().formatHex(digest().digest(content));
    }

    /** The name of a file of this content, {@code sha256:<hex>}: {@link FileRef#hash}. */
    public static String name(byte[] content) {
        return PREFIX + hex(content);
    }

    /** The name of a file of the content that {@code digest} has seen; it is reset. */
    public static String name(MessageDigest digest) {
        return PREFIX + HexFormat.of().formatHex(digest.digest());
    }
}
