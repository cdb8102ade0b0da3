package dev.dust.server.file;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Where a server keeps the contents of files: each once, by its hash, whoever put it. Nothing but whole contents are in it.
 * Safe for every thread.
 */
public interface ContentStore {

    /** How many bytes one content may have. */
    long maxBytes();

    /**
     * Keeps a content, which is hashed as it is read; of one that is there already nothing is kept twice.
     *
     * @param hash    what it should have: {@code sha256:<hex>}
     * @param content read to its end, or as far as it may be long; not closed
     * @throws IOException if it breaks off, or cannot be kept now; then it is not kept
     */
    Kept put(String hash, InputStream content) throws IOException;

    /**
     * The content of that hash, or null if there is none.
     *
     * @param hash whatever somebody asked for
     */
    @Nullable
    Stored find(String hash);

    /**
     * Whether the content of that hash is here; if it is, it stays for the grace period from now, as if it had been put again.
     *
     * @param hash whatever somebody asked for
     */
    boolean renew(String hash);

    /**
     * Removes the contents, and what is left of uploads that broke off, that nothing has named for a while. To be called now
     * and then; by several servers at the same time, too.
     *
     * @param isNamed whether something names a content now
     * @param grace   for how long a content stays that was put, renewed or found to be named
     * @throws IOException if it cannot be done now; part of it may have been
     */
    void sweep(Predicate<String> isNamed, Duration grace) throws IOException;

    /** What became of a content. */
    enum Kept {
        /** It is here, under its hash. */
        KEPT,
        /** It has another hash, and is not kept. */
        OTHER_HASH,
        /** It is longer than {@link #maxBytes}, and is not kept. */
        TOO_LARGE
    }

    /** A content that is kept. */
    interface Stored {
        /** How many bytes it has. */
        long size();

        /**
         * The bytes, to be closed.
         *
         * @param from how many are left out at the beginning, {@link #size} at most
         */
        InputStream open(long from) throws IOException;
    }
}
