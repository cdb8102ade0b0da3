package dev.dust.cli;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * That this command has the outbox of its cache to itself, until it closes this or its process dies. One that has it not works
 * under an id of its own, and so with an outbox that nobody opens again: it must leave nothing there.
 */
final class OutboxLock implements AutoCloseable {
    /** For a cache of which nobody else has the outbox. */
    static final OutboxLock NOT_NEEDED = new OutboxLock(true, null, null);

    /** For a command that does without. */
    static final OutboxLock NOT_HELD = new OutboxLock(false, null, null);

    private static final long LOOK_EVERY_MILLIS = 20;
    /** Files that are locked in this process, of which the system keeps one lock for all; guarded by itself. */
    private static final Set<Path> LOCKED = new HashSet<>();

    private final boolean isHeld;
    private final @Nullable Path file;
    private final @Nullable FileChannel channel;

    private OutboxLock(boolean isHeld, @Nullable Path file, @Nullable FileChannel channel) {
        this.isHeld = isHeld;
        this.file = file;
        this.channel = channel;
    }

    /**
     * Waits for it.
     *
     * @param file   whose lock it is, made if it is missing
     * @param atMost for how long; zero for not at all
     * @return one that is not held if another command has it for so long
     */
    static OutboxLock of(Path file, Duration atMost) throws IOException, InterruptedException {
        long end = System.nanoTime() + atMost.toNanos();
        OutboxLock held = tryLock(file);
        while (held == null && System.nanoTime() - end < 0) {
            TimeUnit.MILLISECONDS.sleep(LOOK_EVERY_MILLIS);
            held = tryLock(file);
        }
        return held == null ? NOT_HELD : held;
    }

    private static @Nullable OutboxLock tryLock(Path file) throws IOException {
        synchronized (LOCKED) {
            if (!LOCKED.add(file)) {
                return null;
            }
            FileChannel locked = null;
            try {
                locked = lock(file);
            } finally {
                if (locked == null) {
                    LOCKED.remove(file);
                }
            }
            return locked == null ? null : new OutboxLock(true, file, locked);
        }
    }

    /** Null if another process has it. */
    private static @Nullable FileChannel lock(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                Contexts.only("rw-------"));
        FileLock lock = null;
        try {
            lock = channel.tryLock();
        } finally {
            if (lock == null) {
                channel.close();
            }
        }
        return lock == null ? null : channel;
    }

    boolean isHeld() {
        return isHeld;
    }

    /** The id to work under, a new one each time; null for that of the outbox, which the cache knows. */
    @Nullable
    String deviceId() {
        return isHeld ? null : "dev_" + UUID.randomUUID().toString().replace("-", "");
    }

    @Override
    public void close() {
        if (channel == null) {
            return;
        }
        synchronized (LOCKED) {
            try {
                channel.close();
            } catch (IOException endOfProcess) {
                // It is free when the process ends, which is soon.
            }
            LOCKED.remove(file);
        }
    }
}
