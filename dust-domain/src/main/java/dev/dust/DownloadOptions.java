package dev.dust;

import dev.dust.error.InvalidRequestException;
import java.util.Objects;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** How a file is fetched and stored. Immutable. */
public final class DownloadOptions {
    private static final DownloadOptions DEFAULTS = new DownloadOptions(Long.MAX_VALUE, 3, null);

    private final long maxBytes;
    private final int attempts;
    private final @Nullable LongConsumer onProgress;

    private DownloadOptions(long maxBytes, int attempts, @Nullable LongConsumer onProgress) {
        this.maxBytes = maxBytes;
        this.attempts = attempts;
        this.onProgress = onProgress;
    }

    /** A file of any size, 3 attempts. */
    public static DownloadOptions defaults() {
        return DEFAULTS;
    }

    /**
     * With a bound: a file that has more bytes, by its reference, is refused as {@code too_large}, and nothing is fetched.
     *
     * @param maxBytes not negative
     * @throws InvalidRequestException {@code invalid_option} if it is
     */
    public DownloadOptions maxBytes(long maxBytes) {
        if (maxBytes < 0) {
            throw new InvalidRequestException("invalid_option", "maxBytes must not be negative, but is " + maxBytes);
        }
        return new DownloadOptions(maxBytes, attempts, onProgress);
    }

    /**
     * With another number of attempts. A content that breaks off in the middle goes on from there, at once.
     *
     * @param attempts at least 1
     * @throws InvalidRequestException {@code invalid_option} if it is less
     */
    public DownloadOptions attempts(int attempts) {
        if (attempts < 1) {
            throw new InvalidRequestException("invalid_option", "attempts must be at least 1, but is " + attempts);
        }
        return new DownloadOptions(maxBytes, attempts, onProgress);
    }

    /**
     * With somebody who hears how many bytes of this attempt have come so far, now and then, on the thread that fetches; it
     * must not throw.
     */
    public DownloadOptions onProgress(LongConsumer onProgress) {
        return new DownloadOptions(maxBytes, attempts, Objects.requireNonNull(onProgress, "onProgress"));
    }

    /** The bound, in bytes. */
    public long maxBytes() {
        return maxBytes;
    }

    /** How often the content is tried to be fetched, at most. */
    public int attempts() {
        return attempts;
    }

    /** Who hears how far it is; null for nobody. */
    public @Nullable LongConsumer onProgress() {
        return onProgress;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof DownloadOptions that && maxBytes == that.maxBytes && attempts == that.attempts
                && Objects.equals(onProgress, that.onProgress);
    }

    @Override
    public int hashCode() {
        return Objects.hash(maxBytes, attempts, onProgress);
    }

    @Override
    public String toString() {
        return "DownloadOptions[" + (maxBytes == Long.MAX_VALUE ? "" : "maxBytes=" + maxBytes + ", ") + "attempts=" + attempts
                + (onProgress == null ? "" : ", onProgress") + "]";
    }
}
