package dev.dust.server.node;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;

/** The file of a server's journal, which nobody else writes as long as it is open. */
public interface JournalFile extends AutoCloseable {

    /** How the file at a path is opened. */
    @FunctionalInterface
    interface Opener {
        /** The file at {@code path}, made if it is missing. */
        JournalFile open(Path path) throws IOException;
    }

    /** Reads on from where the last read ended; how many bytes, or -1 at the end. */
    int read(byte[] into) throws IOException;

    /** Writes at {@code position}, which is the end, or before it. Some of it may be written when it fails. */
    void write(long position, byte[] bytes) throws IOException;

    /** Cuts off what follows the first {@code length} bytes. */
    void cut(long length) throws IOException;

    @Override
    void close() throws IOException;

    /**
     * The file at {@code path}, made if it is missing.
     *
     * @throws IllegalStateException if somebody else has it open
     */
    static JournalFile open(Path path) throws IOException {
        var file = new RandomAccessFile(path.toFile(), "rw");
        try {
            if (!isLocked(file)) {
                throw new IllegalStateException("another server writes the journal " + path);
            }
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
        return new OnDisk(file);
    }

    private static boolean isLocked(RandomAccessFile file) throws IOException {
        try {
            FileLock lock = file.getChannel().tryLock();
            return lock != null;
        } catch (OverlappingFileLockException openInThisProcess) {
            return false;
        }
    }

    /** A file of the file system. */
    record OnDisk(RandomAccessFile file) implements JournalFile {

        @Override
        public int read(byte[] into) throws IOException {
            return file.read(into);
        }

        @Override
        public void write(long position, byte[] bytes) throws IOException {
            file.seek(position);
            file.write(bytes);
        }

        @Override
        public void cut(long length) throws IOException {
            file.setLength(length);
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
