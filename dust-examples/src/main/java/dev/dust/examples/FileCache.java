package dev.dust.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.dust.cache.Cache;
import dev.dust.cache.CacheException;
import dev.dust.cache.StoreCache;
import dev.dust.codec.ValueCodec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A durable cache: a directory with a file for each store, which every commit writes anew. That is plain, and enough for some
 * thousand rows. For one process at a time; thread-safe.
 */
public final class FileCache implements Cache {
    private final Path directory;
    private final ValueCodec codec;
    private final ReentrantLock lock = new ReentrantLock();
    private final ConcurrentHashMap<String, ContentStore> stores = new ConcurrentHashMap<>();

    /** The cache of a directory, which is made if it is missing; {@code codec} says how its files are written. */
    public FileCache(Path directory, ValueCodec codec) {
        this.directory = directory;
        this.codec = codec;
    }

    /** True. */
    @Override
    public boolean durable() {
        return true;
    }

    /** True: commits wait for the disk. */
    @Override
    public boolean blocking() {
        return true;
    }

    @Override
    public String deviceId(@Nullable String configured, Supplier<String> fresh) {
        Path file = directory.resolve("device");
        lock.lock();
        try {
            if (configured == null && !Files.exists(file)) {
                replace(file, fresh.get().getBytes(UTF_8));
            }
            return configured == null ? Files.readString(file) : configured;
        } catch (IOException e) {
            throw new CacheException(file + " cannot be read or written: " + e, e);
        } finally {
            lock.unlock();
        }
    }

    /** The name of a store may be too long for a file's, or have characters that a file's must not have. */
    @Override
    public StoreCache open(String store, String deviceId) {
        Path file = directory.resolve(UUID.nameUUIDFromBytes(store.getBytes(UTF_8)) + ".store");
        return stores.computeIfAbsent(store, name -> new ContentStore(file, codec)).of(deviceId);
    }

    /** Gives {@code file} this content, for good when this returns; after a crash it has this, or what it had before. */
    static void replace(Path file, byte[] content) throws IOException {
        Files.createDirectories(file.getParent());
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE)) {
            for (ByteBuffer rest = ByteBuffer.wrap(content); rest.hasRemaining();) {
                channel.write(rest);
            }
            channel.force(true);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel names = FileChannel.open(file.getParent(), StandardOpenOption.READ)) {
            names.force(true);
        }
    }

    /** Does nothing: no file stays open. */
    @Override
    public void close() {
        // See above.
    }
}
