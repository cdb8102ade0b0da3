package dev.dust.server.file;

import dev.dust.server.file.ContentStore.Kept;
import dev.dust.value.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;

/** Copies what arrives, and finds out whether it is what it should be. */
final class Intake {
    private static final int CHUNK = 1 << 16;

    private Intake() {
    }

    static Kept copy(InputStream content, OutputStream to, String hash, long maxBytes) throws IOException {
        MessageDigest digest = Sha256.digest();
        byte[] chunk = new byte[CHUNK];
        long size = 0;
        for (int read = content.read(chunk); read >= 0; read = content.read(chunk)) {
            size += read;
            if (size > maxBytes) {
                return Kept.TOO_LARGE;
            }
            digest.update(chunk, 0, read);
            to.write(chunk, 0, read);
        }
        return Sha256.name(digest).equals(hash) ? Kept.KEPT : Kept.OTHER_HASH;
    }
}
