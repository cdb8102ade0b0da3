package dev.dust.testkit.simulation;

import dev.dust.transport.ClientMessage;
import dev.dust.transport.CloseReason;
import dev.dust.transport.ServerMessage;
import dev.dust.transport.Transport;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * A connection of a client's, and the frames on it. Frames of one sender arrive in order, as TCP has it: what a client sends, and
 * what the process of its membership sends. Live events come from other processes of the server's, and may pass those and each
 * other (PROTOCOL 3).
 */
final class Link implements Transport.Connection {
    private static final Duration LATENCY = Duration.ofMillis(40);
    private static final Duration LONGEST_DELAY = Duration.ofMillis(400);
    private static final Duration BACK_PRESSURE = Duration.ofMillis(500);
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(3);

    private enum State {
        CONNECTING, OPEN,
        /** No frame gets through any more, and the client has not noticed. */
        CUT, GONE
    }

    private record Down(long at, long number, ServerMessage message) {
    }

    private final World world;
    private final Process process;
    private final Transport.Listener listener;
    private final ArrayDeque<ClientMessage> up = new ArrayDeque<>();
    private final PriorityQueue<Down> down = new PriorityQueue<>(
            Comparator.comparingLong(Down::at).thenComparingLong(Down::number));
    private State state = State.CONNECTING;
    private long upAt;
    private long downAt;
    private long liveAt;
    private long stalledUntil;
    private long frames;

    Link(World world, Process process, Transport.Listener listener) {
        this.world = world;
        this.process = process;
        this.listener = listener;
    }

    void connect() {
        world.later(world.dice().upTo(LATENCY), () -> {
            if (state != State.CONNECTING) {
                return;
            }
            if (process.client().isOffline() || world.faults().strikes(Fault.NO_CONNECTION)) {
                lost("connection refused");
            } else {
                state = State.OPEN;
                world.trace().note("%s: connected", this);
                process.run(listener::opened);
            }
        });
    }

    SimulatedClient client() {
        return process.client();
    }

    boolean isOpen() {
        return state == State.OPEN;
    }

    /** Whether anything is on its way. */
    boolean isBusy() {
        return state == State.OPEN ? !up.isEmpty() || !down.isEmpty() : state != State.GONE;
    }

    // --- From the client

    @Override
    public void send(ClientMessage message) {
        if (state == State.OPEN && !process.disk().isKilled()) {
            up.add(message);
            upAt = Math.max(upAt, arrival());
            at(upAt, () -> {
                if (state == State.OPEN && !up.isEmpty()) {
                    world.server().received(this, up.poll());
                }
            });
        }
    }

    /** The client hangs up: what it sent before still arrives. */
    @Override
    public void close() {
        if (state == State.OPEN) {
            deliverUp(up.size());
        }
        if (state != State.GONE) {
            end(State.CUT);
            world.later(Duration.ZERO, () -> lost("closed by the client"));
        }
    }

    // --- From the server

    /** Sends a message of the membership's own process. */
    void send(ServerMessage message) {
        downAt = Math.max(downAt, arrival());
        send(downAt, message);
    }

    /** Sends a live event: it may come before or after what the membership's process sent meanwhile. */
    void broadcast(ServerMessage message) {
        if (world.faults().strikes(Fault.DELAY_EVENT)) {
            send(arrival() + world.dice().upTo(LONGEST_DELAY).toNanos(), message);
        } else {
            liveAt = Math.max(liveAt, arrival());
            send(liveAt, message);
        }
    }

    private void send(long at, ServerMessage message) {
        if (state == State.OPEN) {
            down.add(new Down(at, frames++, message));
            at(at, this::deliver);
        }
    }

    /** The next frame arrives, or has to wait until the client reads again. */
    private void deliver() {
        if (state != State.OPEN || down.isEmpty()) {
            return;
        }
        ServerMessage message = down.peek().message();
        if (process.receive(() -> {
            down.poll();
            world.trace().note("  %s <- server: %s %s join_ref %s ref %s", this, message.event(), message.payload(),
                    message.joinRef(), message.ref());
            listener.received(message);
        })) {
            return;
        }
        world.later(BACK_PRESSURE, this::deliver);
    }

    /** The membership's process waits before it goes on. */
    void pause(Duration pause) {
        downAt = Math.max(downAt, world.time().nanos()) + pause.toNanos();
    }

    // --- From the network

    /** Nothing gets through for a while. */
    void stall(Duration duration) {
        stalledUntil = Math.max(stalledUntil, world.time().nanos() + duration.toNanos());
    }

    /** The connection is lost: some of what is under way arrives, and each side notices in its own time. */
    void cut() {
        if (state == State.OPEN) {
            int last = world.dice().below(down.size() + 1);
            deliverUp(world.dice().below(up.size() + 1));
            for (int i = 0; i < last; i++) {
                deliver();
            }
            world.later(world.dice().anyUpTo(LONGEST_SILENCE), () -> lost("connection lost"));
            end(state == State.OPEN ? State.CUT : state);
        }
    }

    /** The client's process died: some of what it sent arrives. */
    void abandon() {
        if (state == State.OPEN) {
            deliverUp(world.dice().below(up.size() + 1));
        }
        end(State.GONE);
    }

    private void deliverUp(int count) {
        for (int i = 0; i < count; i++) {
            world.server().received(this, up.poll());
        }
    }

    private void end(State next) {
        state = next;
        up.clear();
        down.clear();
        world.server().ended(this);
    }

    private void lost(String why) {
        if (state != State.GONE) {
            world.trace().note("%s: %s", this, why);
            end(State.GONE);
            process.run(() -> listener.closed(new CloseReason.Lost(why)));
        }
    }

    private long arrival() {
        return Math.max(stalledUntil, world.time().nanos() + world.dice().upTo(LATENCY).toNanos());
    }

    private void at(long nanos, Runnable task) {
        world.later(Duration.ofNanos(nanos - world.time().nanos()), task);
    }

    @Override
    public String toString() {
        return process.toString();
    }
}
