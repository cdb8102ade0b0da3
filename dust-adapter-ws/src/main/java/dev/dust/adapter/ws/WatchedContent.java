package dev.dust.adapter.ws;

import dev.dust.time.Durations;
import dev.dust.time.Time;
import dev.dust.time.TimerId;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Content as it comes over the network, for one reader: a read that waits for too long ends with an exception. A reader may
 * take all the time that it wants between two reads.
 */
final class WatchedContent extends InputStream {
    private final InputStream content;
    private final Time time;
    private final Duration patience;
    /** Whether a timer is set. There is one only while somebody reads, so that streams that nobody closes leave none. */
    private final AtomicBoolean watched = new AtomicBoolean();
    private volatile boolean waiting;
    private volatile long since;
    private volatile boolean stalled;

    /**
     * @param patience how long a read may wait; positive
     */
    WatchedContent(InputStream content, Time time, Duration patience) {
        this.content = content;
        this.time = time;
        this.patience = patience;
    }

    private interface Read {
        int from(InputStream content) throws IOException;
    }

    @Override
    public int read() throws IOException {
        return watch(InputStream::read);
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        return watch(in -> in.read(bytes, offset, length));
    }

    private int watch(Read read) throws IOException {
        since = time.nanos();
        waiting = true;
        watch(patience);
        try {
            return read.from(content);
        } catch (IOException e) {
            throw stalled
                    ? new IOException("the server has sent nothing more for " + Durations.millis(patience) + " ms", e)
                    : e;
        } finally {
            waiting = false;
        }
    }

    private void watch(Duration left) {
        if (waiting && watched.compareAndSet(false, true)) {
            time.schedule(TimerId.DOWNLOAD, left, this::look);
        }
    }

    private void look() {
        watched.set(false);
        Duration left = patience.minusNanos(time.nanos() - since);
        if (waiting && !left.isPositive()) {
            stalled = true;
            Thread.ofVirtual().name("dust-ws-download").start(this::breakOff);
        } else {
            watch(left.isPositive() ? left : patience);
        }
    }

    private void breakOff() {
        try {
            content.close();
        } catch (IOException e) {
            // The reader is told of the stall.
        }
    }

    @Override
    public int available() throws IOException {
        return content.available();
    }

    @Override
    public void close() throws IOException {
        content.close();
    }
}
