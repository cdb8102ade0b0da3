package dev.dust.adapter.ws.socket;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.glassfish.tyrus.spi.CompletionHandler;
import org.glassfish.tyrus.spi.Writer;
import org.glassfish.tyrus.spi.WriterInfo;
import org.jspecify.annotations.Nullable;

/**
 * What waits to be written. A frame counts for Tyrus as sent when it is queued, so that nobody ever waits for the network
 * within Tyrus' own locks. One thread writes, and takes all that waits at once.
 */
final class FrameWriter extends Writer {
    private static final int BATCH = 1 << 16;
    private static final int MAX_BEFORE_PONG = 1 << 20;
    private static final int OP_CODE = 0xF;
    private static final int CLOSE = 0x8;

    private final Runnable closing;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition filled = lock.newCondition();
    private List<ByteBuffer> queue = new ArrayList<>();
    private boolean closed;
    /** Whether Tyrus has said that it closes, after which nothing may be said. */
    private boolean farewell;
    private boolean dropping;
    private volatile long queued;
    private volatile long written;

    /**
     * @param closing runs once, when Tyrus closes this writer
     */
    FrameWriter(Runnable closing) {
        this.closing = closing;
    }

    @Override
    public void write(ByteBuffer frame, CompletionHandler<ByteBuffer> handler) {
        write(frame, handler, null);
    }

    @Override
    public void write(ByteBuffer frame, CompletionHandler<ByteBuffer> handler, @Nullable WriterInfo info) {
        if (offer(frame, info != null && info.getMessageType() == WriterInfo.MessageType.PONG)) {
            handler.completed(frame);
        } else {
            handler.failed(new IOException("the connection is closed"));
        }
    }

    /** Queues a message that Tyrus knows nothing of; false if it is too late for that. */
    boolean message(ByteBuffer frame) {
        lock.lock();
        try {
            return !farewell && offer(frame, false);
        } finally {
            lock.unlock();
        }
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // It is written under the lock alone.
    private boolean offer(ByteBuffer frame, boolean pong) {
        lock.lock();
        try {
            farewell |= frame.hasRemaining() && (frame.get(frame.position()) & OP_CODE) == CLOSE;
            // A server that pings and does not read must not fill the memory with answers.
            if (!closed && !dropping && !(pong && queued - written >= MAX_BEFORE_PONG)) {
                queue.add(frame);
                queued += frame.remaining();
                filled.signal();
            }
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    /** Takes no more frames; those that wait are still written. */
    @Override
    public void close() {
        if (stop()) {
            closing.run();
        }
    }

    /** The same without a word to anybody; false if this writer was closed before. */
    boolean stop() {
        lock.lock();
        try {
            boolean first = !closed;
            closed = true;
            filled.signal();
            return first;
        } finally {
            lock.unlock();
        }
    }

    /** From now on frames are taken and dropped: the network takes none, and why that is will be read soon. */
    void drop() {
        lock.lock();
        try {
            dropping = true;
            queue = new ArrayList<>();
        } finally {
            lock.unlock();
        }
    }

    /** Whether no more frames are taken. */
    boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    /** How many bytes were given to this writer. */
    long queued() {
        return queued;
    }

    /** How many bytes the network has taken. */
    long written() {
        return written;
    }

    /** Writes to {@code out} until this writer is closed and all is written. */
    void run(OutputStream out) throws IOException {
        var batch = ByteBuffer.allocate(BATCH);
        boolean more = true;
        while (more) {
            more = writeAll(out, batch, take());
        }
    }

    private boolean writeAll(OutputStream out, ByteBuffer batch, List<ByteBuffer> frames) throws IOException {
        for (var frame : frames) {
            if (frame.remaining() > batch.remaining()) {
                flush(out, batch);
            }
            if (frame.remaining() > BATCH) {
                write(out, frame);
            } else {
                batch.put(frame);
            }
        }
        flush(out, batch);
        return !frames.isEmpty();
    }

    private void flush(OutputStream out, ByteBuffer batch) throws IOException {
        write(out, batch.flip());
        batch.clear();
    }

    /** In steps, so that one can see whether the network takes something. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // One thread writes it, others read.
    private void write(OutputStream out, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            int length = Math.min(BATCH, bytes.remaining());
            out.write(bytes.array(), bytes.arrayOffset() + bytes.position(), length);
            bytes.position(bytes.position() + length);
            written += length;
        }
    }

    /** All that waits, once there is something; nothing at the end. */
    private List<ByteBuffer> take() {
        lock.lock();
        try {
            while (queue.isEmpty() && !closed) {
                filled.awaitUninterruptibly();
            }
            var taken = queue;
            queue = new ArrayList<>();
            return taken;
        } finally {
            lock.unlock();
        }
    }
}
