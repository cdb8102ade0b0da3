package dev.dust.server.rules;

import dev.dust.value.MapValue;
import dev.dust.value.Types;
import dev.dust.value.Value;
import java.time.Instant;
import java.util.Base64;

/** put_file (docs/protocol.md#files). */
public final class FileOps {
    static final String ANY_TYPE = "application/octet-stream";

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

    /** Whether a {@code put_file} push names a content that was uploaded, and brings none. */
    public static boolean isByHash(MapValue payload) {
        return !Wire.has(payload, "content") && Wire.has(payload, "hash");
    }

    /** The hash that such a push names; refuses one that is none. */
    public static String hash(MapValue payload) {
        String hash = Wire.text(payload, "hash");
        if (hash == null) {
            throw notUploaded();
        }
        return hash;
    }

    /** The refusal of a push that names a content which its sender has not uploaded. */
    public static Refusal notUploaded() {
        return Refusal.of("not_uploaded");
    }

    static String contentType(MapValue payload) {
        String contentType = Wire.text(payload, "content_type");
        return contentType == null ? ANY_TYPE : contentType;
    }

    /** The reference that is stored; a file without a name says so by null. */
    static Value reference(MapValue payload, String hash, long size, long nowMillis) {
        return MapValue.of(Wire.mapOf("_type", Types.FILE, "hash", hash, "size", size, "content_type", contentType(payload),
                "filename", Wire.text(payload, "filename"), "uploaded_at", Instant.ofEpochMilli(nowMillis).toString())
                .fields());
    }

    static Decision check(Request request, Moment moment) {
        return Decision.commit(request.value() == null ? Value.NULL : request.value());
    }

    static void write(Mutation mutation, String key, Value reference) {
        mutation.removeBelow(key);
        mutation.write(key, reference, Types.FILE);
    }
}
