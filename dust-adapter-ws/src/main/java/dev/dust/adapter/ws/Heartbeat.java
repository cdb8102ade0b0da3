package dev.dust.adapter.ws;

import dev.dust.adapter.ws.socket.ClientSocket;
import dev.dust.time.Time;
import dev.dust.time.TimerId;
import java.time.Duration;

/**
 * Shows the server that the connection is alive, and finds out when it is not (docs/protocol.md#heartbeat): it is dead if
 * nothing at all came since the last heartbeat when the next is due.
 *
 * <p>While the listener is busy nothing is read, and the answer may be behind what it is busy with; so that is life too. And a
 * heartbeat that waits behind a large message, which the server is taking all the while, cannot be answered yet.
 */
final class Heartbeat {
    /** What is less than this is no reason for a heartbeat to wait. */
    private static final long BACKLOG = 1 << 16;

    private final Time time;
    private final Duration interval;
    private final ClientSocket socket;
    private final Delivery delivery;
    private final Runnable beat;
    private final Runnable dead;

    private volatile Time.Timer timer;
    private volatile boolean stopped;
    private boolean beaten;
    private boolean waiting;
    private long end;
    private long lastRead;
    private long lastDone;
    private long lastWritten;

    /**
     * @param beat sends a heartbeat
     * @param dead hears, once, that the connection is dead
     */
    Heartbeat(Time time, Duration interval, ClientSocket socket, Delivery delivery, Runnable beat, Runnable dead) {
        this.time = time;
        this.interval = interval;
        this.socket = socket;
        this.delivery = delivery;
        this.beat = beat;
        this.dead = dead;
    }

    /** Schedules the first heartbeat, and each by the one before it. */
    void start() {
        timer = time.schedule(TimerId.HEARTBEAT, interval, this::tick);
        if (stopped) {
            timer.cancel();
        }
    }

    /** Ends it. Any thread may call this, also before the start. */
    void stop() {
        stopped = true;
        var waiting = timer;
        if (waiting != null) {
            waiting.cancel();
        }
    }

    private void tick() {
        if (stopped) {
            return;
        }
        long read = socket.read();
        long done = delivery.done();
        long written = socket.written();
        boolean silent = read == lastRead && done == lastDone && !delivery.busy();
        if (silent && (waiting ? written == lastWritten : beaten)) {
            stopped = true;
            dead.run();
            return;
        }
        lastRead = read;
        lastDone = done;
        lastWritten = written;
        waiting = waiting && written < end;
        if (!waiting) {
            waiting = socket.queued() - written > BACKLOG;
            beat.run();
            end = socket.queued();
            beaten = true;
        }
        start();
    }
}
