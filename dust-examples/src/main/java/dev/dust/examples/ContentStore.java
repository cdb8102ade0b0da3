package dev.dust.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.dust.cache.CacheException;
import dev.dust.cache.CacheSnapshot;
import dev.dust.cache.Commit;
import dev.dust.cache.CommitResult;
import dev.dust.cache.FileContents;
import dev.dust.cache.OutboxEntry;
import dev.dust.cache.StoreCache;
import dev.dust.codec.CodecException;
import dev.dust.codec.ValueCodec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;

/** One store of a {@link FileCache}: its newest content is in memory, for readers, and on the disk. */
final class ContentStore {
    private final Path file;
    private final ValueCodec codec;
    private final ReentrantLock writing = new ReentrantLock();
    private volatile FileContent now;

    ContentStore(Path file, ValueCodec codec) {
        this.file = file;
        this.codec = codec;
        try {
            now = Files.exists(file) ? FileContent.of(codec.decode(Files.readAllBytes(file))) : FileContent.NONE;
        } catch (IOException | CodecException e) {
            throw new CacheException(file + " cannot be read: " + e, e);
        }
    }

    /** The store as one device sees it. */
    StoreCache of(String deviceId) {
        return new StoreCache() {
            @Override
            public CacheSnapshot snapshot() {
                return new FileSnapshot(now, deviceId);
            }

            @Override
            public List<OutboxEntry> outbox() {
                return now.outboxes().of(deviceId);
            }

            @Override
            public CommitResult commit(Commit commit) {
                return ContentStore.this.commit(commit, deviceId);
            }

            @Override
            public FileContents contents() {
                Path ofStore = file.resolveSibling(file.getFileName() + ".contents");
                return new FileChunks(ofStore.resolve(UUID.nameUUIDFromBytes(deviceId.getBytes(UTF_8)).toString()));
            }
        };
    }

    /** On the disk first: what is shown must not be lost. */
    private CommitResult commit(Commit commit, String deviceId) {
        writing.lock();
        try {
            if (commit.touchesRows() && commit.expectedSeq() != now.appliedSeq()) {
                return new CommitResult.Stale(now.appliedSeq());
            }
            FileContent next = now.after(commit, deviceId);
            FileCache.replace(file, codec.encode(next.toValue()));
            now = next;
            return CommitResult.Done.INSTANCE;
        } catch (IOException e) {
            throw new CacheException(file + " cannot be written: " + e, e);
        } finally {
            writing.unlock();
        }
    }
}
