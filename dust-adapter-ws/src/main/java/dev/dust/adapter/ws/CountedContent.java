package dev.dust.adapter.ws;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A content that tells how much of it was read. One thread reads, any asks. */
final class CountedContent extends FilterInputStream {
    private volatile long count;

    CountedContent(InputStream content) {
        super(content);
    }

    /** How many bytes have been read. */
    long count() {
        return count;
    }

    @Override
    public int read() throws IOException {
        int read = in.read();
        count(read < 0 ? 0 : 1);
        return read;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int read = in.read(into, offset, length);
        count(Math.max(0, read));
        return read;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // One thread reads.
    private void count(int more) {
        count += more;
    }
}
