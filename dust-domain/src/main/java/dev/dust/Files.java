package dev.dust;

import dev.dust.error.FileException;
import dev.dust.error.InvalidRequestException;
import dev.dust.op.Op;
import dev.dust.path.Path;
import dev.dust.value.FileRef;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;

/** Makes ops of files: the reference is known before the server has seen the content. */
final class Files {
    static final String HASH_PREFIX = "sha256:";

    private static final String ANY_TYPE = "application/octet-stream";

    private Files() {
    }

    static byte[] read(java.nio.file.Path source) {
        try {
            return java.nio.file.Files.readAllBytes(source);
        } catch (IOException | SecurityException | OutOfMemoryError e) {
            throw new FileException("cannot read " + source + ": " + e, e);
        }
    }

    static Op.PutFile put(Path path, byte[] content, FileOptions options, Instant now) {
        String type = options.contentType() == null ? ANY_TYPE : options.contentType();
        try {
            FileRef file = FileRef.of(hash(content), content.length, type, options.filename(), now.toString());
            return new Op.PutFile(path, file, Base64.getEncoder().encodeToString(content));
        } catch (IllegalArgumentException noText) {
            throw new InvalidRequestException("invalid_value",
                    "a file's name or type cannot be sent: " + noText.getMessage() + " (invalid_value)");
        }
    }

    private static String hash(byte[] content) {
        return HASH_PREFIX + HexFormat.of().formatHex(sha256().digest(content));
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
