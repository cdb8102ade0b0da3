package dev.dust.server.postgres;

import static dev.dust.server.postgres.schema.Tables.FILE_CHUNKS;

import dev.dust.server.ledger.LedgerException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/** A content from one of its bytes on, of which one chunk is in memory at a time. For one thread. */
final class ChunkInputStream extends InputStream {
    private final Connections connections;
    private final long contentId;
    private final long size;
    private byte[] chunk = new byte[0];
    private int number;
    /** How many bytes of the chunk that is fetched next are left out. */
    private int skipped;
    /** Of the chunk. */
    private int position;
    /** How far the content is fetched. */
    private long fetched;

    ChunkInputStream(Connections connections, long contentId, long from, long size) {
        this.connections = connections;
        this.contentId = contentId;
        this.size = size;
        // Every chunk is full, but for the last.
        number = (int) (from / Arrival.CHUNK_BYTES);
        skipped = (int) (from % Arrival.CHUNK_BYTES);
        fetched = (long) number * Arrival.CHUNK_BYTES;
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
        while (position >= chunk.length) {
            if (fetched == size) {
                return false;
            }
            fetchNext();
        }
        return true;
    }

    private void fetchNext() throws IOException {
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
        position = skipped;
        skipped = 0;
        number++;
        fetched += next.length;
    }
}
