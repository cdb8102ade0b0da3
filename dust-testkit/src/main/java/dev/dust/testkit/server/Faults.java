package dev.dust.testkit.server;

import dev.dust.server.rules.Refusal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Lets a {@link DustServer} misbehave in the ways that servers and networks really do (docs/protocol.md#order). What is asked
 * here holds for all clients; {@link #of} makes it hold for one device. Safe for every thread.
 *
 * <p>A fault that is switched on lasts until it is switched off, or until {@link #heal}; the counted ones are used up.
 */
public final class Faults {
    private final FaultBook book;
    private final @Nullable String deviceId;
    private final FaultState state;

    Faults(FaultBook book, @Nullable String deviceId) {
        this.book = book;
        this.deviceId = deviceId;
        this.state = deviceId == null ? book.everybody() : book.of(deviceId);
    }

    /** The same faults for the clients of one device only. */
    public Faults of(String device) {
        return new Faults(book, Objects.requireNonNull(device, "device"));
    }

    /** Cuts the connections that there are. Clients may connect again. */
    public void dropConnections() {
        connections().forEach(FaultyConnection::drop);
    }

    /** Answers every attempt to connect with 503. */
    public void refuseConnects(boolean on) {
        state.connectsRefused = on;
    }

    /** Sends every frame so much later, by the system's clock, in the order that it would have had. Zero ends it. */
    public void delay(Duration latency) {
        state.delayNanos = latency.toNanos();
    }

    /**
     * Keeps live events from members, as if each had been written over HTTP (docs/protocol.md#unheard). They are in the history
     * all the same.
     */
    public void withholdBroadcasts(boolean on) {
        state.withheld = on;
    }

    /** Sends every live event twice (docs/protocol.md#disorder). */
    public void duplicateEvents(boolean on) {
        state.duplicated = on;
    }

    /**
     * Lets every other live event overtake the one before it (docs/protocol.md#disorder). One that still waits when this ends
     * is sent.
     */
    public void reorderEvents(boolean on) {
        state.reordered = on;
        if (!on) {
            connections().forEach(FaultyConnection::sendHeldEvents);
        }
    }

    /** Sends no reply to the next {@code count} pushes that write; they take effect. */
    public void swallowReplies(int count) {
        state.repliesToSwallow.addAndGet(count);
    }

    /**
     * Answers the next {@code count} pushes that write as the public server does whose writer is busy for too long: with an
     * error, {@code {:writer_unavailable, {:timeout, ...}}}. They take effect all the same, and members do not hear of them.
     */
    public void timeOutWrites(int count) {
        state.writesToTimeOut.addAndGet(count);
    }

    /**
     * Refuses the next push that writes, whatever it is. Several calls refuse several.
     *
     * @param reason  such as {@code limit_exceeded}
     * @param details the other fields of the answer, as plain values
     */
    public void refuseNextWrite(String reason, Map<String, ?> details) {
        state.refusals.add(Refusal.of(reason, details));
    }

    /** Reads nothing that clients send: not even heartbeats are answered. What was sent is read when this ends. */
    public void stallReads(boolean on) {
        state.stalled = on;
        if (!on) {
            connections().forEach(FaultyConnection::resume);
        }
    }

    /** Ends the memberships of a store as a server does that shuts it: {@code phx_close}. */
    public void closeChannel(String store) {
        endChannels(store, "phx_close");
    }

    /** Ends the memberships of a store as a server does whose channel crashed: {@code phx_error}. */
    public void crashChannel(String store) {
        endChannels(store, "phx_error");
    }

    /** Ends every fault that is on or not used up, of {@link #of one device} if this is for one, else all of them. */
    public void heal() {
        if (deviceId == null) {
            book.heal();
        } else {
            state.heal();
        }
        connections().forEach(FaultyConnection::sendHeldEvents);
        connections().forEach(FaultyConnection::resume);
    }

    private void endChannels(String store, String event) {
        connections().forEach(connection -> connection.endMemberships(store, event));
    }

    private List<FaultyConnection> connections() {
        return book.connections().stream()
                .filter(connection -> deviceId == null || deviceId.equals(connection.deviceId())).toList();
    }
}
