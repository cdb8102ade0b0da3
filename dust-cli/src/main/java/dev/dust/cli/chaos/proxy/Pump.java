package dev.dust.cli.chaos.proxy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** One direction of a link: a thread reads, another one writes when it is time. */
final class Pump {
    /** As much as may wait; then the sender's own buffers fill up. */
    private static final int MOST_WAITING = 10_000;
    private static final long LOOK_EVERY_NANOS = 2_000_000;

    private record Waiting(@Nullable Chunk chunk, long dueNanos) {
    }

    private final Link link;
    private final Socket from;
    private final Socket to;
    private final Weather weather;
    private final AtomicLong repeated;
    /** One without a chunk follows the last. */
    private final BlockingQueue<Waiting> waiting = new LinkedBlockingQueue<>(MOST_WAITING);

    Pump(Link link, Socket from, Socket to, Weather weather, AtomicLong repeated) {
        this.link = link;
        this.from = from;
        this.to = to;
        this.weather = weather;
        this.repeated = repeated;
    }

    void start() {
        Thread.ofVirtual().name("chaos-read").start(this::read);
        Thread.ofVirtual().name("chaos-write").start(this::write);
    }

    private void read() {
        try {
            try {
                var reader = new ChunkReader(from.getInputStream());
                for (Chunk chunk = reader.next(); chunk != null; chunk = reader.next()) {
                    waiting.put(new Waiting(chunk, System.nanoTime() + weather.delayNanos()));
                }
            } catch (IOException lost) {
                // What came before goes on its way all the same.
            }
            waiting.put(new Waiting(null, System.nanoTime()));
        } catch (InterruptedException e) {
            link.close();
        }
    }

    private void write() {
        try {
            Waiting next = waiting.take();
            waitFor(next);
            while (next.chunk() != null) {
                write(next.chunk());
                next = waiting.take();
                waitFor(next);
            }
            link.ended(this);
        } catch (IOException lost) {
            link.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void waitFor(Waiting next) {
        while (!link.isClosed() && (weather.isStalled() || link.isHeld(this) || System.nanoTime() - next.dueNanos() < 0)) {
            LockSupport.parkNanos(LOOK_EVERY_NANOS);
        }
    }

    private void write(Chunk chunk) throws IOException {
        // What was kept back when the link was closed is gone, though its sockets may be open for a moment more.
        if (link.isDeaf(this) || link.isClosed()) {
            return;
        }
        byte[] bytes = chunk.bytes();
        if (chunk.isMessage() && weather.tearsNext()) {
            to.getOutputStream().write(bytes, 0, bytes.length / 2);
            throw new IOException("torn");
        }
        if (chunk.isMessage() && weather.repeatsNext()) {
            var twice = new ByteArrayOutputStream(2 * bytes.length);
            twice.writeBytes(bytes);
            twice.writeBytes(bytes);
            bytes = twice.toByteArray();
            repeated.incrementAndGet();
        }
        to.getOutputStream().write(bytes);
    }
}
