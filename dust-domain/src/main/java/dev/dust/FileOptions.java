package dev.dust;

import org.jspecify.annotations.Nullable;

/**
 * How a file is to be named.
 *
 * @param filename    null for the name of the file that is read, if it has one
 * @param contentType the media type; null for {@code application/octet-stream}
 */
public record FileOptions(@Nullable String filename, @Nullable String contentType) {
    private static final FileOptions DEFAULTS = new FileOptions(null, null);

    /** The file's own name, no particular type. */
    public static FileOptions defaults() {
        return DEFAULTS;
    }

    /** With another name. */
    public FileOptions filename(@Nullable String filename) {
        return new FileOptions(filename, contentType);
    }

    /** With a media type. */
    public FileOptions contentType(@Nullable String contentType) {
        return new FileOptions(filename, contentType);
    }
}
