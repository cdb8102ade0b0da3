package dev.dust.write;

/**
 * What one write may be, and become. A write beyond them is refused at the call, because no server could take it, or it would
 * cost everybody who hears of it too much. The defaults are the public server's where it has a bound, else what all parts of
 * this library can hold.
 *
 * @param frameBytes     the largest frame that the server takes, in bytes; a larger one would end the connection
 * @param pathBytes      the longest path, rendered, in bytes of UTF-8; that of each row that a map becomes, too
 * @param rows           how many rows one map may become
 * @param spreadBytes    how many bytes the paths of these rows may have, together
 * @param depth          how deep lists and maps may be nested
 * @param filenameLength how many characters a file's name may have
 */
public record WriteBounds(int frameBytes, int pathBytes, int rows, long spreadBytes, int depth, int filenameLength) {
    /**
     * 8,000,000 bytes a frame, 2,048 bytes a path, 1,000,000 rows with 64 MiB of paths, 900 levels, file names of 255
     * characters.
     */
    public static final WriteBounds DEFAULT = new WriteBounds(8_000_000, 2_048, 1_000_000, 64L << 20, 900, 255);

    /**
     * @throws IllegalArgumentException if a number is not positive
     */
    public WriteBounds {
        requirePositive("frameBytes", frameBytes);
        requirePositive("pathBytes", pathBytes);
        requirePositive("rows", rows);
        requirePositive("spreadBytes", spreadBytes);
        requirePositive("depth", depth);
        requirePositive("filenameLength", filenameLength);
    }

    private static void requirePositive(String name, long number) {
        if (number <= 0) {
            throw new IllegalArgumentException(name + " must be positive, not " + number);
        }
    }

    /** These bounds with another size of frames, in bytes. */
    public WriteBounds withFrameBytes(int bytes) {
        return new WriteBounds(bytes, pathBytes, rows, spreadBytes, depth, filenameLength);
    }

    /** These bounds with another length of paths, in bytes of UTF-8. */
    public WriteBounds withPathBytes(int bytes) {
        return new WriteBounds(frameBytes, bytes, rows, spreadBytes, depth, filenameLength);
    }

    /** These bounds with another number of rows that one map may become. */
    public WriteBounds withRows(int number) {
        return new WriteBounds(frameBytes, pathBytes, number, spreadBytes, depth, filenameLength);
    }

    /** These bounds with another size of the paths of these rows, in bytes. */
    public WriteBounds withSpreadBytes(long bytes) {
        return new WriteBounds(frameBytes, pathBytes, rows, bytes, depth, filenameLength);
    }

    /** These bounds with another depth of nesting. */
    public WriteBounds withDepth(int levels) {
        return new WriteBounds(frameBytes, pathBytes, rows, spreadBytes, levels, filenameLength);
    }

    /** These bounds with another length of file names, in characters. */
    public WriteBounds withFilenameLength(int characters) {
        return new WriteBounds(frameBytes, pathBytes, rows, spreadBytes, depth, characters);
    }
}
