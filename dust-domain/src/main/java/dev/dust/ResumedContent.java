package dev.dust;

import dev.dust.error.DustException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.LongFunction;

/** Content that goes on where it broke off, as often as it may break off. For one thread at a time. */
final class ResumedContent extends InputStream {
    private static final System.Logger LOG = System.getLogger(ResumedContent.class.getName());

    private final LongFunction<InputStream> fetch;
    private final long size;
    private int attemptsLeft;
    private long position;
    private InputStream content;

    /**
     * Begins to fetch it.
     *
     * @param fetch    gives the content from a byte on, or throws a {@link DustException}, after which it is not asked again
     * @param size     how many bytes there are
     * @param attempts how often it is asked at most, 1 or more
     */
    ResumedContent(LongFunction<InputStream> fetch, long size, int attempts) {
        this.fetch = fetch;
        this.size = size;
        attemptsLeft = attempts - 1;
        content = fetch.apply(0);
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    /** More than there should be is read as well: that it is too much others find. */
    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        while (true) {
            try {
                int read = content.read(into, offset, length);
                if (read < 0 && position < size) {
                    throw new EOFException("the content ends after " + position + " of " + size + " bytes");
                }
                position += Math.max(0, read);
                return read;
            } catch (IOException brokenOff) {
                goOn(brokenOff);
            }
        }
    }

    private void goOn(IOException brokenOff) throws IOException {
        content.close();
        if (position >= size) {
            // It broke off behind its last byte.
            content = InputStream.nullInputStream();
            return;
        }
        if (attemptsLeft == 0 || Thread.currentThread().isInterrupted()) {
            throw brokenOff;
        }
        attemptsLeft--;
        LOG.log(System.Logger.Level.DEBUG, "a file broke off, and goes on after {0} of {1} bytes", position, size);
        content = fetch.apply(position);
    }

    @Override
    public void close() throws IOException {
        content.close();
    }
}
