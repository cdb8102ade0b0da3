package dev.dust.engine;

import dev.dust.cache.CacheException;
import dev.dust.cache.FileContents;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/** The content of a file that waits, one chunk after the other. For one thread at a time. */
final class ContentInput extends InputStream {
    private final FileContents contents;
    private final String opId;
    private long left;
    private int next;
    private byte[] chunk = {};
    private int position;

    ContentInput(FileContents contents, String opId, long size) {
        this.contents = contents;
        this.opId = opId;
        this.left = size;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, into.length);
        if (left == 0) {
            return -1;
        }
        if (position == chunk.length) {
            chunk = nextChunk();
            position = 0;
        }
        int read = (int) Math.min(Math.min(length, chunk.length - position), left);
        System.arraycopy(chunk, position, into, offset, read);
        position += read;
        left -= read;
        return read;
    }

    private byte[] nextChunk() throws IOException {
        try {
            byte[] found = contents.read(opId, next++);
            if (found == null || found.length == 0) {
                throw new IOException("the content is not in the cache any more");
            }
            return found;
        } catch (CacheException away) {
            throw new IOException("the content cannot be read: " + away.getMessage(), away);
        }
    }
}
