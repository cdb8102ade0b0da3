package dev.dust.adapter.sqlite;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A file beside the cache's, of which each byte says that the holder of one device id lives: the operating system frees it the
 * moment the process dies. Safe for every thread.
 *
 * <p>All caches of this process on one file share this: on POSIX systems, whoever closes a file frees all that his process has
 * locked in it, by whatever channel.
 */
final class LockFile implements AutoCloseable {
    private static final String SUFFIX = "-lock";
    /** Those that are open in this process; guarded by its monitor. */
    private static final Map<Path, LockFile> OPEN = new HashMap<>();

    private final Path file;
    private final FileChannel channel;
    private int users;

    private LockFile(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /** That of a cache's file, whose path is the real one. To be closed once by each who has opened it. */
    static LockFile of(Path cache) throws IOException {
        Path file = cache.resolveSibling(cache.getFileName() + SUFFIX);
        synchronized (OPEN) {
            LockFile open = OPEN.get(file);
            if (open == null) {
                open = new LockFile(file, FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE));
                OPEN.put(file, open);
            }
            open.users++;
            return open;
        }
    }

    /** Null if somebody has the byte {@code number} already, in this process or another one. */
    @Nullable
    FileLock tryLock(long number) throws IOException {
        try {
            return channel.tryLock(number, 1, false);
        } catch (OverlappingFileLockException heldHere) {
            return null;
        }
    }

    /** Who has locked something frees it himself before. */
    @Override
    public void close() throws IOException {
        synchronized (OPEN) {
            users--;
            if (users == 0) {
                OPEN.remove(file);
                channel.close();
            }
        }
    }
}
