package dev.dust.server.file;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Contents as files in a directory of their own, each named by the hex of its hash. It survives the end of the process, and not
 * that of the machine, as the server's journal does.
 */
public final class DirectoryContentStore implements ContentStore {
    private static final Pattern HASH = Pattern.compile("sha256:[0-9a-f]{64}");
    private static final String HASH_PREFIX = "sha256:";
    private static final String UNFINISHED = ".part";
    /** No disk is larger: what fits on it decides. */
    private static final long MAX_BYTES = 1L << 40;

    private final Path directory;

    /** The contents in {@code directory}, which is made with the first one. Several servers may have the same one. */
    public DirectoryContentStore(Path directory) {
        this.directory = directory;
    }

    private record OnDisk(Path path, long size) implements Stored {
        @Override
        public InputStream open(long from) throws IOException {
            SeekableByteChannel file = Files.newByteChannel(path);
            file.position(from);
            return Channels.newInputStream(file);
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

    @Override
    public boolean renew(String hash) {
        if (find(hash) == null) {
            return false;
        }
        try {
            return renew(pathOf(hash));
        } catch (IOException e) {
            // It is here, and as old as it was.
            return Files.isRegularFile(pathOf(hash));
        }
    }

    private static boolean renew(Path path) throws IOException {
        try {
            Files.setLastModifiedTime(path, FileTime.from(Instant.now()));
            return true;
        } catch (NoSuchFileException gone) {
            return false;
        }
    }

    /** A file's time of modification is when it was last kept. */
    @Override
    public void sweep(Predicate<String> isNamed, Duration grace) throws IOException {
        if (!Files.isDirectory(directory)) {
            return;
        }
        try (DirectoryStream<Path> all = Files.newDirectoryStream(directory)) {
            for (Path path : all) {
                String name = path.getFileName().toString();
                String hash = HASH_PREFIX + name;
                if (HASH.matcher(hash).matches() && isNamed.test(hash)) {
                    renew(path);
                } else if ((HASH.matcher(hash).matches() || name.endsWith(UNFINISHED)) && isOlder(path, grace)) {
                    Files.deleteIfExists(path);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    private static boolean isOlder(Path path, Duration age) throws IOException {
        try {
            return Files.getLastModifiedTime(path).toInstant().isBefore(Instant.now().minus(age));
        } catch (NoSuchFileException gone) {
            return false;
        }
    }

    private Path pathOf(String hash) {
        return directory.resolve(hash.substring(HASH_PREFIX.length()));
    }
}
