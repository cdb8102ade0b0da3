package dev.dust.server.file;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Contents in the heap, gone with the server. */
public final class MemoryContentStore implements ContentStore {
    /** What a frame can bring, and a little more: nobody fills a heap by one upload. */
    private static final long MAX_BYTES = 64 << 20;

    private final Map<String, Bytes> contents = new ConcurrentHashMap<>();

    /** One without contents. */
    public MemoryContentStore() {
    }

    /**
     * A content.
     *
     * @param keptNanos when it was last put, renewed or found to be named
     */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    private record Bytes(byte[] bytes, long keptNanos) implements Stored {
        Bytes keptNow() {
            return new Bytes(bytes, System.nanoTime());
        }

        @Override
        public long size() {
            return bytes.length;
        }

        @Override
        public InputStream open(long from) {
            return new ByteArrayInputStream(bytes, (int) from, bytes.length - (int) from);
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
            contents.merge(hash, new Bytes(bytes.toByteArray(), System.nanoTime()), (before, again) -> before.keptNow());
        }
        return kept;
    }

    @Override
    public @Nullable Stored find(String hash) {
        return contents.get(hash);
    }

    @Override
    public boolean renew(String hash) {
        return contents.computeIfPresent(hash, (key, content) -> content.keptNow()) != null;
    }

    @Override
    public void sweep(Predicate<String> isNamed, Duration grace) {
        for (String hash : Set.copyOf(contents.keySet())) {
            boolean named = isNamed.test(hash);
            contents.computeIfPresent(hash, (key, content) -> {
                if (named) {
                    return content.keptNow();
                }
                return System.nanoTime() - content.keptNanos() > grace.toNanos() ? null : content;
            });
        }
    }
}
