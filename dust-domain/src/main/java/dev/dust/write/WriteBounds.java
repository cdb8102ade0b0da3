package dev.dust.write;

import dev.dust.error.InvalidRequestException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What one write may be, and become. A write beyond them is refused at the call, because no server could take it, or it would
 * cost everybody who hears of it too much. The defaults are the public server's where it has a bound, else what all parts of
 * this library can hold. Immutable; each method that takes an argument returns a copy with one thing changed.
 */
public final class WriteBounds {
    private static final WriteBounds DEFAULTS = new WriteBounds(8_000_000, 2_048, 1_000_000, 64L << 20, 900, 255);

    private final int frameBytes;
    private final int pathBytes;
    private final int rows;
    private final long spreadBytes;
    private final int depth;
    private final int filenameLength;

    private WriteBounds(int frameBytes, int pathBytes, int rows, long spreadBytes, int depth, int filenameLength) {
        this.frameBytes = frameBytes;
        this.pathBytes = pathBytes;
        this.rows = rows;
        this.spreadBytes = spreadBytes;
        this.depth = depth;
        this.filenameLength = filenameLength;
    }

    /** 8,000,000 bytes a frame, 2,048 a path, 1,000,000 rows with 64 MiB of paths, 900 levels, names of 255 characters. */
    public static WriteBounds defaults() {
        return DEFAULTS;
    }

    /**
     * With another largest frame, in bytes.
     *
     * @throws InvalidRequestException {@code invalid_option} if it is not positive
     */
    public WriteBounds frameBytes(int frameBytes) {
        requirePositive("frameBytes", frameBytes);
        return new WriteBounds(frameBytes, pathBytes, rows, spreadBytes, depth, filenameLength);
    }

    /** The largest frame that the server takes, in bytes; a larger one would end the connection. */
    public int frameBytes() {
        return frameBytes;
    }

    /**
     * With another length of paths, in bytes of UTF-8.
     *
     * @throws InvalidRequestException {@code invalid_option} if it is not positive
     */
    public WriteBounds pathBytes(int pathBytes) {
        requirePositive("pathBytes", pathBytes);
        return new WriteBounds(frameBytes, pathBytes, rows, spreadBytes, depth, filenameLength);
    }

    /** The longest path, rendered, in bytes of UTF-8; that of each row that a map becomes, too. */
    public int pathBytes() {
        return pathBytes;
    }

    /**
     * With another number of rows that one map may become.
     *
     * @throws InvalidRequestException {@code invalid_option} if it is not positive
     */
    public WriteBounds rows(int rows) {
        requirePositive("rows", rows);
        return new WriteBounds(frameBytes, pathBytes, rows, spreadBytes, depth, filenameLength);
    }

    /** How many rows one map may become. */
    public int rows() {
        return rows;
    }

    /**
     * With another size of the paths of these rows, in bytes.
     *
     * @throws InvalidRequestException {@code invalid_option} if it is not positive
     */
    public WriteBounds spreadBytes(long spreadBytes) {
        requirePositive("spreadBytes", spreadBytes);
        return new WriteBounds(frameBytes, pathBytes, rows, spreadBytes, depth, filenameLength);
    }

    /** How many bytes the paths of these rows may have, together. */
    public long spreadBytes() {
        return spreadBytes;
    }

    /**
     * With another depth of nesting.
     *
     * @throws InvalidRequestException {@code invalid_option} if it is not positive
     */
    public WriteBounds depth(int depth) {
        requirePositive("depth", depth);
        return new WriteBounds(frameBytes, pathBytes, rows, spreadBytes, depth, filenameLength);
    }

    /** How deep lists and maps may be nested. */
    public int depth() {
        return depth;
    }

    /**
     * With another length of file names, in characters.
     *
     * @throws InvalidRequestException {@code invalid_option} if it is not positive
     */
    public WriteBounds filenameLength(int filenameLength) {
        requirePositive("filenameLength", filenameLength);
        return new WriteBounds(frameBytes, pathBytes, rows, spreadBytes, depth, filenameLength);
    }

    /** How many characters a file's name may have. */
    public int filenameLength() {
        return filenameLength;
    }

    private static void requirePositive(String name, long number) {
        if (number <= 0) {
            throw new InvalidRequestException("invalid_option", name + " must be positive, not " + number);
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof WriteBounds that && frameBytes == that.frameBytes && pathBytes == that.pathBytes
                && rows == that.rows && spreadBytes == that.spreadBytes && depth == that.depth
                && filenameLength == that.filenameLength;
    }

    @Override
    public int hashCode() {
        return Objects.hash(frameBytes, pathBytes, rows, spreadBytes, depth, filenameLength);
    }

    /** All that they say. */
    @Override
    public String toString() {
        return "WriteBounds[frameBytes=" + frameBytes + ", pathBytes=" + pathBytes + ", rows=" + rows + ", spreadBytes="
                + spreadBytes + ", depth=" + depth + ", filenameLength=" + filenameLength + "]";
    }
}
