package dev.dust.adapter.ws;

import dev.dust.time.Time;
import dev.dust.time.TimerId;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/** Content that must go on: a read that brings nothing for too long fails. For one reader at a time. */
final class WatchedStream extends FilterInputStream {
    private final Time time;
    private final Duration patience;
    private volatile boolean stalled;

    WatchedStream(InputStream in, Time time, Duration patience) {
        super(in);
        this.time = time;
        this.patience = patience;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        int length = read(one, 0, 1);
        return length < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        Time.Timer timer = time.schedule(TimerId.DOWNLOAD, patience, this::giveUp);
        try {
            int read = in.read(buffer, offset, length);
            if (read < 0 && stalled) {
                throw new IOException("closed");
            }
            return read;
        } catch (IOException e) {
            throw stalled ? new IOException("nothing of the file has come for " + patience, e) : e;
        } finally {
            timer.cancel();
        }
    }

    /** Closing ends the read that waits. */
    private void giveUp() {
        stalled = true;
        Thread.ofVirtual().name("dust-download-end").start(() -> {
            try {
                in.close();
            } catch (IOException e) {
                // It is given up anyway.
            }
        });
    }

    /** What is skipped is read all the same: only reads are watched. */
    @Override
    public long skip(long count) throws IOException {
        byte[] buffer = new byte[(int) Math.min(8_192, Math.max(1, count))];
        long left = count;
        while (left > 0) {
            int read = read(buffer, 0, (int) Math.min(buffer.length, left));
            if (read < 0) {
                break;
            }
            left -= read;
        }
        return count - left;
    }
}
