package dev.dust;

import dev.dust.error.InvalidRequestException;
import java.util.Objects;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** How a file is stored: what it is called, and how large it may be. Immutable. */
public final class FileOptions {
    private static final FileOptions DEFAULTS = new FileOptions(null, null, Long.MAX_VALUE, null);

    private final @Nullable String filename;
    private final @Nullable String contentType;
    private final long maxBytes;
    private final @Nullable LongConsumer onProgress;

    private FileOptions(@Nullable String filename, @Nullable String contentType, long maxBytes,
            @Nullable LongConsumer onProgress) {
        this.filename = filename;
        this.contentType = contentType;
        this.maxBytes = maxBytes;
        this.onProgress = onProgress;
    }

    /** The file's own name, no particular type, as large as the server takes it. */
    public static FileOptions defaults() {
        return DEFAULTS;
    }

    /** With another name; null for the name of the file that is read, if it has one. */
    public FileOptions filename(@Nullable String filename) {
        return new FileOptions(filename, contentType, maxBytes, onProgress);
    }

    /** With a media type; null for {@code application/octet-stream}. */
    public FileOptions contentType(@Nullable String contentType) {
        return new FileOptions(filename, contentType, maxBytes, onProgress);
    }

    /**
     * With a bound of the application's own, beside the server's: a content of more bytes is refused as {@code too_large}.
     *
     * @param maxBytes not negative
     * @throws InvalidRequestException {@code invalid_option} if it is
     */
    public FileOptions maxBytes(long maxBytes) {
        if (maxBytes < 0) {
            throw new InvalidRequestException("invalid_option", "maxBytes must not be negative, but is " + maxBytes);
        }
        return new FileOptions(filename, contentType, maxBytes, onProgress);
    }

    /**
     * With somebody who hears how many bytes have been read and kept so far, now and then, on the thread that reads; it must
     * not throw.
     */
    public FileOptions onProgress(LongConsumer onProgress) {
        return new FileOptions(filename, contentType, maxBytes, Objects.requireNonNull(onProgress, "onProgress"));
    }

    /** What the file is called; null for the name of the file that is read, if it has one. */
    public @Nullable String filename() {
        return filename;
    }

    /** The media type; null for {@code application/octet-stream}. */
    public @Nullable String contentType() {
        return contentType;
    }

    /** The application's own bound, in bytes. */
    public long maxBytes() {
        return maxBytes;
    }

    /** Who hears how far the reading is; null for nobody. */
    public @Nullable LongConsumer onProgress() {
        return onProgress;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof FileOptions that && Objects.equals(filename, that.filename)
                && Objects.equals(contentType, that.contentType) && maxBytes == that.maxBytes
                && Objects.equals(onProgress, that.onProgress);
    }

    @Override
    public int hashCode() {
        return Objects.hash(filename, contentType, maxBytes, onProgress);
    }

    @Override
    public String toString() {
        return "FileOptions[filename=" + filename + ", contentType=" + contentType
                + (maxBytes == Long.MAX_VALUE ? "" : ", maxBytes=" + maxBytes) + (onProgress == null ? "" : ", onProgress")
                + "]";
    }
}
