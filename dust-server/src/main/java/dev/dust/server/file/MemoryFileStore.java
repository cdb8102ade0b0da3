package dev.dust.server.file;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Contents in the heap, gone with the server. */
public final class MemoryFileStore implements FileStore {
    /** What a frame can bring, and a little more: nobody fills a heap by one upload. */
    private static final long MAX_BYTES = 64 << 20;

    private final Map<String, Bytes> contents = new ConcurrentHashMap<>();

    /** One without contents. */
    public MemoryFileStore() {
    }

    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    private record Bytes(byte[] bytes) implements Stored {
        @Override
        public long size() {
            return bytes.length;
        }

        @Override
        public InputStream open() {
            return new ByteArrayInputStream(bytes);
        }
    }

    /** 64 MiB. */
    @Override
    public long maxBytes() {
        return MAX_BYTES;
    }

    @Override
    public Kept put(String hash, InputStream content) throws IOException {
        var bytes = new ByteArrayOutputStream();
        Kept kept = Intake.copy(content, bytes, hash, MAX_BYTES);
        if (kept == Kept.KEPT) {
            contents.putIfAbsent(hash, new Bytes(bytes.toByteArray()));
        }
        return kept;
    }

    @Override
    public @Nullable Stored find(String hash) {
        return contents.get(hash);
    }
}
