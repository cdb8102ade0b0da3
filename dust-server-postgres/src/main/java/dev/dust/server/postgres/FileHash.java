package dev.dust.server.postgres;

import dev.dust.value.FileRef;
import dev.dust.value.Value;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The names of contents, {@code sha256:<hex>}, as the tables have them: 32 bytes. Stateless. */
final class FileHash {
    private static final String PREFIX = "sha256:";
    private static final Pattern NAME = Pattern.compile(PREFIX + "[0-9a-f]{64}");
    private static final String ANY_TYPE = "application/octet-stream";

    private FileHash() {
    }

    /** Of the content that {@code value} is a reference to; null if it is none. */
    static byte @Nullable [] of(Value value) {
        return value instanceof FileRef file ? bytes(file.hash()) : null;
    }

    /** What such a reference says that it is, or what is usual. */
    static String contentType(Value reference) {
        return reference instanceof FileRef file && file.contentType() != null ? file.contentType() : ANY_TYPE;
    }

    /** The bytes of a name; null for what is none. */
    static byte @Nullable [] bytes(String name) {
        return NAME.matcher(name).matches() ? HexFormat.of().parseHex(name, PREFIX.length(), name.length()) : null;
    }

    /** The name of these bytes. */
    static String name(byte[] hash) {
        return PREFIX + HexFormat.of().formatHex(hash);
    }
}
