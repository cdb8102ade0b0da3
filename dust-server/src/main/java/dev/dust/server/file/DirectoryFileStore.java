package dev.dust.server.file;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Contents as files in a directory of their own, each named by the hex of its hash. It survives the end of the process, and not
 * that of the machine, as the server's journal does.
 */
public final class DirectoryFileStore implements FileStore {
    private static final Pattern HASH = Pattern.compile("sha256:[0-9a-f]{64}");
    private static final int PREFIX = "sha256:".length();
    private static final String UNFINISHED = ".part";
    /** No disk is larger: what fits on it decides. */
    private static final long MAX_BYTES = 1L << 40;

    private final Path directory;

    /**
     * The contents in {@code directory}, which is made with the first one. What an earlier server did not finish there is
     * removed.
     *
     * @throws UncheckedIOException if it cannot be read and written
     */
    public DirectoryFileStore(Path directory) {
        this.directory = directory;
        if (!Files.exists(directory)) {
            return;
        }
        try (DirectoryStream<Path> left = Files.newDirectoryStream(directory, "*" + UNFINISHED)) {
            for (Path part : left) {
                Files.deleteIfExists(part);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the directory of files " + directory + " cannot be opened", e);
        }
    }

    private record OnDisk(Path path, long size) implements Stored {
        @Override
        public InputStream open() throws IOException {
            return Files.newInputStream(path);
        }
    }

    /** 1 TiB: what fits on the disk decides. */
    @Override
    public long maxBytes() {
        return MAX_BYTES;
    }

    @Override
    public Kept put(String hash, InputStream content) throws IOException {
        Files.createDirectories(directory);
        Path part = Files.createTempFile(directory, "upload-", UNFINISHED);
        try {
            Kept kept;
            try (OutputStream to = Files.newOutputStream(part)) {
                kept = Intake.copy(content, to, hash, MAX_BYTES);
            }
            if (kept == Kept.KEPT) {
                Files.move(part, pathOf(hash), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            }
            return kept;
        } finally {
            Files.deleteIfExists(part);
        }
    }

    @Override
    public @Nullable Stored find(String hash) {
        // It is what a stranger wrote, and must not name anything else.
        if (!HASH.matcher(hash).matches()) {
            return null;
        }
        Path path = pathOf(hash);
        try {
            return Files.isRegularFile(path) ? new OnDisk(path, Files.size(path)) : null;
        } catch (IOException gone) {
            return null;
        }
    }

    private Path pathOf(String hash) {
        return directory.resolve(hash.substring(PREFIX));
    }
}
