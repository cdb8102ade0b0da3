package dev.dust.sync;

import dev.dust.error.DustException;
import dev.dust.value.Value;
import org.jspecify.annotations.Nullable;

/** How an op ended, as its caller hears it. */
public sealed interface Outcome {

    /**
     * The server committed it.
     *
     * @param seq   its store_seq; 0 if the server did not tell
     * @param value what it committed; null if that is not known, or not yet
     */
    record Accepted(long seq, @Nullable Value value) implements Outcome {
    }

    /**
     * A lease was taken or renewed.
     *
     * @param holder    as the server has it, or null
     * @param token     the fencing token
     * @param expiresAt Unix milliseconds by the server's clock
     */
    record Leased(@Nullable String holder, long token, long expiresAt) implements Outcome {
    }

    /**
     * A lease was given back.
     *
     * @param matched whether it was there to be given back
     */
    record Released(boolean matched) implements Outcome {
    }

    /** The server refused, or no answer will come; the exception says which. */
    record Failed(DustException error) implements Outcome {
    }
}
