package dev.dust.server.file;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Keeps no contents. Safe for every thread. */
public final class NoContentStore implements ContentStore {
    /** It has nothing to be told. */
    public NoContentStore() {
        // Nothing.
    }

    /** Nothing is short enough. */
    @Override
    public long maxBytes() {
        return 0;
    }

    @Override
    public Kept put(String hash, InputStream content) throws IOException {
        throw new IOException("this server keeps no files");
    }

    @Override
    public @Nullable Stored find(String hash) {
        return null;
    }

    @Override
    public boolean renew(String hash) {
        return false;
    }

    @Override
    public void sweep(Predicate<String> isNamed, Duration grace) {
        // There is nothing.
    }
}
