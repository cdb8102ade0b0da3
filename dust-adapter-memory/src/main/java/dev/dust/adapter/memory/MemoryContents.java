package dev.dust.adapter.memory;

import dev.dust.cache.CacheException;
import dev.dust.cache.FileContents;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The contents of files that wait, each in a file of the temporary directory, because the heap is for what is small. The file
 * goes with its channel, and with the process, whatever ends it. An interrupt closes the channel that it meets, as it does with
 * every one of the JDK's: then that content is gone, which is told as such, so that nobody waits for it.
 */
final class MemoryContents implements FileContents {
    private final ReentrantLock lock = new ReentrantLock();
    /** Guarded by the lock. */
    private final Map<String, FileChannel> files = new HashMap<>();
    /** Guarded by the lock. */
    private boolean closed;

    @Override
    public void write(String opId, int number, byte[] chunk) {
        try {
            FileChannel file = file(opId, true);
            ByteBuffer rest = ByteBuffer.wrap(chunk);
            long position = (long) number * CHUNK_BYTES;
            while (file != null && rest.hasRemaining()) {
                position += file.write(rest, position);
            }
        } catch (IOException e) {
            throw new CacheException("the content of a file cannot be kept: " + e, e);
        }
    }

    @Override
    public byte @Nullable [] read(String opId, int number) {
        try {
            FileChannel file = file(opId, false);
            long position = (long) number * CHUNK_BYTES;
            long left = file == null ? 0 : file.size() - position;
            if (file == null || left <= 0) {
                return null;
            }
            ByteBuffer chunk = ByteBuffer.allocate((int) Math.min(left, CHUNK_BYTES));
            while (chunk.hasRemaining()) {
                if (file.read(chunk, position + chunk.position()) < 0) {
                    throw new CacheException("the content of a file ends too early");
                }
            }
            return chunk.array();
        } catch (IOException e) {
            throw new CacheException("the content of a file cannot be read: " + e, e);
        }
    }

    private @Nullable FileChannel file(String opId, boolean make) throws IOException {
        lock.lock();
        try {
            if (closed) {
                throw MemoryCache.closedException();
            }
            FileChannel file = files.get(opId);
            if (file != null && !file.isOpen()) {
                if (make) {
                    throw new CacheException("the content of a file cannot be kept: an interrupt has closed it");
                }
                files.remove(opId);
                return null;
            }
            if (file == null && make) {
                Path path = Files.createTempFile("dust-", ".upload");
                file = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE,
                        StandardOpenOption.DELETE_ON_CLOSE);
                files.put(opId, file);
            }
            return file;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void remove(String opId) {
        lock.lock();
        try {
            close(files.remove(opId));
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Set<String> opIds() {
        lock.lock();
        try {
            return Set.copyOf(files.keySet());
        } finally {
            lock.unlock();
        }
    }

    void close() {
        lock.lock();
        try {
            closed = true;
            files.values().forEach(MemoryContents::close);
            files.clear();
        } finally {
            lock.unlock();
        }
    }

    private static void close(@Nullable FileChannel file) {
        if (file != null) {
            try {
                file.close();
            } catch (IOException e) {
                throw new CacheException("the content of a file cannot be removed: " + e, e);
            }
        }
    }
}
