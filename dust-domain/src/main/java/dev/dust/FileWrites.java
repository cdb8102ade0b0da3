package dev.dust;

import dev.dust.error.FileException;
import dev.dust.error.InvalidRequestException;
import dev.dust.op.Op;
import dev.dust.path.DustPath;
import dev.dust.value.FileRef;
import dev.dust.value.Sha256;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;

/** Makes ops of files: the reference is known before the server has seen the content. */
final class FileWrites {
    private static final String ANY_TYPE = "application/octet-stream";

    private FileWrites() {
    }

    static byte[] read(Path source) {
        try {
            return java.nio.file.Files.readAllBytes(source);
        } catch (IOException | SecurityException | OutOfMemoryError e) {
            throw new FileException("cannot read " + source + ": " + e, e);
        }
    }

    static Op.PutFile put(DustPath path, byte[] content, FileOptions options, Instant now) {
        String type = options.contentType() == null ? ANY_TYPE : options.contentType();
        try {
            FileRef file = FileRef.of(Sha256.name(content), content.length, type, options.filename(), now.toString());
            return new Op.PutFile(path, file, Base64.getEncoder().encodeToString(content));
        } catch (IllegalArgumentException noText) {
            throw new InvalidRequestException("invalid_value",
                    "a file's name or type cannot be sent: " + noText.getMessage() + " (invalid_value)");
        }
    }
}
