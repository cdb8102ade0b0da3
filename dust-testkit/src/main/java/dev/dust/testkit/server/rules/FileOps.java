package dev.dust.testkit.server.rules;

import dev.dust.value.FileRef;
import dev.dust.value.MapValue;
import dev.dust.value.Types;
import dev.dust.value.Value;
import java.time.Instant;
import java.util.Base64;

/** put_file (PROTOCOL 4, 5). */
final class FileOps {
    private static final String ANY_TYPE = "application/octet-stream";

    private FileOps() {
    }

    /** The bytes of a {@code put_file} push; refuses with {@code invalid_base64}. */
    static byte[] content(MapValue payload) {
        String base64 = Wire.text(payload, "content");
        // The JDK takes base64 without its padding; the server does not.
        if (base64 == null || base64.length() % 4 != 0) {
            throw Refusal.of("invalid_base64");
        }
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw Refusal.of("invalid_base64");
        }
    }

    static String contentType(MapValue payload) {
        String contentType = Wire.text(payload, "content_type");
        return contentType == null ? ANY_TYPE : contentType;
    }

    static FileRef reference(MapValue payload, String hash, int size, long nowMillis) {
        return FileRef.of(hash, size, contentType(payload), Wire.text(payload, "filename"),
                Instant.ofEpochMilli(nowMillis).toString());
    }

    static Decision check(Request request, Moment moment) {
        FileRef reference = (FileRef) request.value();
        return new Decision(reference, Wire.mapOf("hash", reference.hash()));
    }

    static void write(Change change, String key, Value reference) {
        change.removeBelow(key);
        change.write(key, reference, Types.FILE);
    }
}
