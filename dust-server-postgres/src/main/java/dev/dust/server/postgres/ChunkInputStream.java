package dev.dust.server.postgres;

import static dev.dust.server.postgres.schema.Tables.FILE_CHUNKS;

import dev.dust.server.ledger.LedgerException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/** A content, of which one chunk is in memory at a time. For one thread. */
final class ChunkInputStream extends InputStream {
    private final Connections connections;
    private final long contentId;
    private final long size;
    private byte[] chunk = new byte[0];
    private int number;
    /** Of the chunk. */
    private int position;
    /** Of what was fetched. */
    private long fetched;

    ChunkInputStream(Connections connections, long contentId, long size) {
        this.connections = connections;
        this.contentId = contentId;
        this.size = size;
    }

    @Override
    public int read() throws IOException {
        return fetch() ? chunk[position++] & 0xff : -1;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, into.length);
        if (length == 0) {
            return 0;
        }
        if (!fetch()) {
            return -1;
        }
        int count = Math.min(length, chunk.length - position);
        System.arraycopy(chunk, position, into, offset, count);
        position += count;
        return count;
    }

    /** Whether there is a byte to be read, which is fetched then. */
    private boolean fetch() throws IOException {
        if (position < chunk.length) {
            return true;
        }
        if (fetched == size) {
            return false;
        }
        byte[] next;
        try {
            next = connections.repeatable(sql -> sql.select(FILE_CHUNKS.BYTES).from(FILE_CHUNKS)
                    .where(FILE_CHUNKS.CONTENT_ID.eq(contentId), FILE_CHUNKS.NUMBER.eq(number)).fetchOne(FILE_CHUNKS.BYTES));
        } catch (LedgerException e) {
            throw new IOException(e.getMessage(), e);
        }
        if (next == null || next.length == 0) {
            throw new IOException("the content was removed while it was read");
        }
        chunk = next;
        position = 0;
        number++;
        fetched += next.length;
        return true;
    }
}
