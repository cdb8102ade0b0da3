package dev.dust.adapter.ws.socket;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.glassfish.tyrus.spi.CompletionHandler;
import org.glassfish.tyrus.spi.Writer;
import org.glassfish.tyrus.spi.WriterInfo;
import org.jspecify.annotations.Nullable;

/**
 * What waits to be written. A frame counts for Tyrus as sent when it is queued, so that nobody ever waits for the network
 * within Tyrus' own locks. One thread writes, and takes all that waits at once.
 *
 * <p>Whoever brings a message where nothing waits, and the server has answered all but the newest, writes it himself: to wake
 * another thread costs more than to write. He does not wait for the network, either, since its buffers have room for it.
 */
final class FrameWriter extends Writer {
    private static final int BATCH = 1 << 16;
    private static final int MAX_BEFORE_PONG = 1 << 20;
    private static final int OP_CODE = 0xF;
    private static final int CLOSE = 0x8;
    /** The buffers of every network have room for so much, counting a small message as {@link #LEAST}. */
    private static final int CERTAIN_ROOM = 1 << 12;
    private static final int LEAST = 1 << 10;
    private static final long LOOK_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Runnable closing;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition filled = lock.newCondition();
    private List<ByteBuffer> queue = new ArrayList<>();
    private boolean closed;
    /** Whether Tyrus has said that it closes, after which nothing may be said. */
    private boolean farewell;
    private boolean dropping;
    /** Null before this runs. */
    private @Nullable OutputStream out;
    /** Whether somebody is writing. Set under the lock, and reset by nothing but a store: a stack may be at its end. */
    private volatile boolean writing;
    /** Whether a frame was broken off: there is nothing that could be written behind it. */
    private volatile boolean brokenOff;
    /** What frames take of the buffers: all, and those that have certainly arrived at the server. */
    private long given;
    private long arrived;
    /** The ref of the message whose answer tells that it has arrived, and all before it; null if none is under way. */
    private volatile @Nullable String awaited;
    private long givenUpToAwaited;
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

    /**
     * Takes a message that Tyrus knows nothing of.
     *
     * @param ref by which the server answers it; null for a heartbeat, of which there is never more than one without an answer
     * @return false if it is too late for that
     * @throws IOException if the network fails
     */
    @SuppressWarnings("NonAtomicVolatileUpdate") // It is written under the lock alone.
    boolean message(ByteBuffer frame, @Nullable String ref) throws IOException {
        @Nullable
        OutputStream here;
        lock.lock();
        try {
            if (farewell || closed) {
                return false;
            }
            if (ref != null) {
                give(frame, ref);
            }
            boolean hasRoom = given - arrived <= CERTAIN_ROOM && frame.remaining() <= CERTAIN_ROOM;
            here = hasRoom && !writing && queue.isEmpty() && !isDropping() ? out : null;
            if (here == null) {
                return queue(frame);
            }
            writing = true;
            queued += frame.remaining();
        } finally {
            lock.unlock();
        }
        boolean isWritten = false;
        try {
            write(here, frame);
            isWritten = true;
        } finally {
            if (!isWritten) {
                brokenOff = true;
            }
            writing = false;
            wakeWriter();
        }
        return true;
    }

    private void give(ByteBuffer frame, String ref) {
        given += Math.max(LEAST, frame.remaining());
        if (awaited == null) {
            awaited = ref;
            givenUpToAwaited = given;
        }
    }

    private boolean isDropping() {
        return dropping || brokenOff;
    }

    /** The server has answered the message {@code ref}. */
    void answered(String ref) {
        if (ref.equals(awaited)) {
            lock.lock();
            try {
                if (ref.equals(awaited)) {
                    arrived = givenUpToAwaited;
                    awaited = null;
                }
            } finally {
                lock.unlock();
            }
        }
    }

    /** The answer that is awaited may never come: that to the next message tells. */
    void awaitAnother() {
        awaited = null;
    }

    /** A frame of Tyrus' own. */
    private boolean offer(ByteBuffer frame, boolean pong) {
        lock.lock();
        try {
            farewell |= frame.hasRemaining() && (frame.get(frame.position()) & OP_CODE) == CLOSE;
            given += Math.max(LEAST, frame.remaining());
            // A server that pings and does not read must not fill the memory with answers.
            return pong && queued - written >= MAX_BEFORE_PONG ? !closed : queue(frame);
        } finally {
            lock.unlock();
        }
    }

    /** For the thread that writes. Under the lock. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // It is written under the lock alone.
    private boolean queue(ByteBuffer frame) {
        if (!closed && !isDropping()) {
            queue.add(frame);
            queued += frame.remaining();
            filled.signal();
        }
        return !closed;
    }

    private void wakeWriter() {
        lock.lock();
        try {
            if (closed || !queue.isEmpty()) {
                filled.signal();
            }
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

    /** Writes to {@code socket} until this writer is closed and all is written. */
    void run(OutputStream socket) throws IOException {
        begin(socket);
        var batch = ByteBuffer.allocate(BATCH);
        boolean more = true;
        while (more) {
            more = writeAll(socket, batch, take());
            writing = false;
        }
    }

    private void begin(OutputStream socket) {
        lock.lock();
        try {
            out = socket;
        } finally {
            lock.unlock();
        }
    }

    private boolean writeAll(OutputStream socket, ByteBuffer batch, List<ByteBuffer> frames) throws IOException {
        for (var frame : frames) {
            if (frame.remaining() > batch.remaining()) {
                flush(socket, batch);
            }
            if (frame.remaining() > BATCH) {
                write(socket, frame);
            } else {
                batch.put(frame);
            }
        }
        flush(socket, batch);
        return !frames.isEmpty();
    }

    private void flush(OutputStream socket, ByteBuffer batch) throws IOException {
        write(socket, batch.flip());
        batch.clear();
    }

    /** In steps, so that one can see whether the network takes something. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // One thread at a time writes it, others read.
    private void write(OutputStream socket, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            int length = Math.min(BATCH, bytes.remaining());
            socket.write(bytes.array(), bytes.arrayOffset() + bytes.position(), length);
            bytes.position(bytes.position() + length);
            written += length;
        }
    }

    /** All that waits, once there is something; nothing at the end. */
    private List<ByteBuffer> take() throws IOException {
        lock.lock();
        try {
            while (writing || queue.isEmpty() && !closed) {
                if (writing) {
                    // On a stack at its end, who writes may not be able to say that he has written.
                    filled.awaitNanos(LOOK_AGAIN_NANOS);
                } else {
                    filled.awaitUninterruptibly();
                }
            }
            List<ByteBuffer> taken = isDropping() ? List.of() : queue;
            queue = new ArrayList<>();
            writing = true;
            return taken;
        } catch (InterruptedException e) {
            throw new IOException("the thread that writes was interrupted", e);
        } finally {
            lock.unlock();
        }
    }
}
