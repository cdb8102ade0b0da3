package dev.dust.testkit.simulation;

import dev.dust.server.rules.Wire;
import dev.dust.transport.ClientMessage;
import dev.dust.transport.CloseReason;
import dev.dust.transport.ServerMessage;
import dev.dust.transport.Transport;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * A connection of a client's, and the frames on it. Frames of one sender arrive in order, as TCP has it: what a client sends,
 * and what the process of its membership sends. Live events come from other processes of the server's, and may pass those and
 * each other (docs/protocol.md#order).
 */
final class Link implements Transport.Connection {
    private static final Duration LATENCY = Duration.ofMillis(40);
    private static final Duration LONGEST_DELAY = Duration.ofMillis(400);
    private static final Duration BACK_PRESSURE = Duration.ofMillis(500);
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(3);

    private static final Duration LATEST = Duration.ofMinutes(2);

    private enum State {
        CONNECTING, OPEN,
        /** No frame gets through any more, and the client has not noticed. */
        CUT, GONE
    }

    private record Down(long at, long number, ServerMessage message) {
    }

    private record Sent(SimulatedStore store, @Nullable String joinRef) {
    }

    private final World world;
    private final Process process;
    private final Transport.Listener listener;
    private final FrameCorruption corruption;
    private final ArrayDeque<ClientMessage> up = new ArrayDeque<>();
    /** The writes that were sent and not answered, by client_op_id. */
    private final Map<String, Sent> underWay = new LinkedHashMap<>();
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
        this.corruption = new FrameCorruption(world, this);
    }

    void connect() {
        world.later(world.random().upTo(LATENCY), () -> {
            if (state != State.CONNECTING) {
                return;
            }
            if (process.client().isOffline() || world.faults().strikes(Fault.NO_CONNECTION) || !world.server().takesIn(this)) {
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
        if (state == State.OPEN && !process.cache().isKilled()) {
            noteSent(message);
            up.add(message);
            upAt = Math.max(upAt, arrival());
            at(upAt, () -> {
                if (state == State.OPEN && !up.isEmpty()) {
                    world.server().received(this, up.poll(), false);
                }
            });
        }
    }

    private void noteSent(ClientMessage message) {
        String opId = Wire.text(message.payload(), "client_op_id");
        if (opId != null) {
            SimulatedStore store = Objects.requireNonNull(world.server().store(message.store()), "store");
            underWay.put(opId, new Sent(store, message.joinRef()));
            client().store(store).writes().sent(opId, process);
        }
    }

    /** The server has decided on an op. */
    void noteAnswered(@Nullable String opId) {
        underWay.remove(opId);
    }

    /** The server crashes, with what is under way here. */
    void noteCrash() {
        underWay.forEach((opId, sent) -> sent.store().records().noteCrash(opId));
    }

    /** The client hangs up: what it sent before still arrives. */
    @Override
    public void close() {
        if (state == State.OPEN) {
            leaveBehind(up.size());
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
            send(arrival() + world.random().upTo(LONGEST_DELAY).toNanos(), message);
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
            if (message.event().equals(ServerMessage.CATCH_UP_COMPLETE)) {
                // What was sent before that join has arrived before it.
                underWay.values().removeIf(sent -> sent.store().name().equals(message.store())
                        && !Objects.equals(sent.joinRef(), message.joinRef()));
            }
            corruption.receive(message, listener);
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

    /** Nothing that the client sends gets through any more; after a while the connection is lost, and then it arrives. */
    void hold(Duration duration) {
        stall(duration.plusNanos(1));
        world.later(duration, () -> {
            if (state == State.OPEN && !world.faults().isHealed()) {
                arriveLate(up.size());
                cut();
            }
        });
    }

    /** The connection is lost: some of what is under way arrives, and each side notices in its own time. */
    void cut() {
        if (state == State.OPEN) {
            int last = world.random().below(down.size() + 1);
            leaveBehind(world.random().below(up.size() + 1));
            for (int i = 0; i < last; i++) {
                deliver();
            }
            world.later(world.random().anyUpTo(LONGEST_SILENCE), () -> lost("connection lost"));
            end(state == State.OPEN ? State.CUT : state);
        }
    }

    /** The server ends the connection; what it sent before still arrives. */
    void end(String why, CloseReason.By by) {
        if (state == State.OPEN) {
            world.trace().note("%s: the server closes: %s", this, why);
            up.clear();
            for (int left = down.size(); left > 0; left--) {
                deliver();
            }
            world.later(world.random().upTo(LATENCY), () -> lost(why, by));
            end(state == State.OPEN ? State.CUT : state);
        }
    }

    /** The client's process died: some of what it sent arrives. */
    void abandon() {
        if (state == State.OPEN) {
            leaveBehind(world.random().below(up.size() + 1));
        }
        end(State.GONE);
    }

    /** So many frames arrive all the same: now, or when the client has long given the connection up. */
    private void leaveBehind(int count) {
        if (count == 0 || !world.faults().strikes(Fault.LATE)) {
            for (int i = 0; i < count && !up.isEmpty(); i++) {
                world.server().received(this, up.poll(), false);
            }
            return;
        }
        arriveLate(count);
    }

    private void arriveLate(int count) {
        var rest = new ArrayDeque<ClientMessage>();
        for (int i = 0; i < count; i++) {
            rest.add(up.poll());
        }
        Duration delay = world.random().anyUpTo(LATEST);
        world.trace().note("%s: what was sent arrives late, in %s", this, delay);
        world.server().lingers(this, true);
        world.later(delay, () -> {
            while (!rest.isEmpty() && world.server().lingers(this)) {
                world.server().received(this, rest.poll(), true);
            }
            world.server().lingers(this, false);
            world.server().ended(this);
        });
    }

    private void end(State next) {
        state = next;
        up.clear();
        down.clear();
        if (!world.server().lingers(this)) {
            world.server().ended(this);
        }
    }

    private void lost(String why) {
        lost(why, CloseReason.By.NETWORK);
    }

    private void lost(String why, CloseReason.By by) {
        if (state != State.GONE) {
            world.trace().note("%s: %s", this, why);
            end(State.GONE);
            underWay.forEach((opId, sent) -> client().store(sent.store()).writes().lost(opId, process));
            process.run(() -> listener.closed(new CloseReason.Lost(why, by)));
        }
    }

    private long arrival() {
        return Math.max(stalledUntil, world.time().nanos() + world.random().upTo(LATENCY).toNanos());
    }

    private void at(long nanos, Runnable task) {
        world.later(Duration.ofNanos(nanos - world.time().nanos()), task);
    }

    @Override
    public String toString() {
        return process.toString();
    }
}
