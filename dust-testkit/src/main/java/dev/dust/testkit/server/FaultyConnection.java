package dev.dust.testkit.server;

import dev.dust.server.intercept.ConnectionInterceptor;
import dev.dust.server.intercept.Departure;
import dev.dust.server.intercept.InterceptedConnection;
import dev.dust.server.intercept.InterceptedWrite;
import dev.dust.server.intercept.MemberInterceptor;
import dev.dust.server.rules.PushResult;
import dev.dust.server.rules.Refusal;
import dev.dust.server.rules.Wire;
import dev.dust.value.MapValue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Does to one connection what is wrong for its client. Safe for every thread. */
final class FaultyConnection implements ConnectionInterceptor {
    /** An Elixir term, as the public server prints it. */
    private static final String WRITER_UNAVAILABLE = "{:writer_unavailable, {:timeout, {GenServer, :call,"
            + " [#PID<0.1234.0>, {:write, %{}}, 5000]}}}";

    private final InterceptedConnection connection;
    private final FaultBook.View faults;
    private final Consumer<FaultyConnection> whenClosed;
    private final Set<FaultyMember> members = ConcurrentHashMap.newKeySet();
    /** What is left to do when reads are no longer stalled, or null. Guarded by this. */
    private @Nullable Runnable stalled;

    FaultyConnection(InterceptedConnection connection, FaultBook.View faults, Consumer<FaultyConnection> whenClosed) {
        this.connection = connection;
        this.faults = faults;
        this.whenClosed = whenClosed;
    }

    String deviceId() {
        return connection.deviceId();
    }

    void drop() {
        connection.drop();
    }

    void endMemberships(String store, String event) {
        connection.endMemberships(store, event);
    }

    @Override
    public void received(Runnable handling) {
        synchronized (this) {
            if (isStalled()) {
                stalled = handling;
                return;
            }
        }
        handling.run();
    }

    private boolean isStalled() {
        return faults.any(state -> state.stalled);
    }

    /** Reads on, if reads were stalled and no longer are. */
    void resume() {
        Runnable next;
        synchronized (this) {
            if (isStalled()) {
                return;
            }
            next = stalled;
            stalled = null;
        }
        if (next != null) {
            next.run();
        }
    }

    @Override
    public CompletableFuture<MapValue> write(InterceptedWrite write) {
        Refusal refusal = faults.takeRefusal();
        if (refusal != null) {
            return CompletableFuture.completedFuture(PushResult.refused(refusal).reply());
        }
        if (faults.makesWriterUnavailable()) {
            return write.applyUnheard()
                    .thenApply(told -> Wire.mapOf("status", "error", "response", Wire.mapOf("reason", WRITER_UNAVAILABLE)));
        }
        return write.apply();
    }

    @Override
    public void reply(MapValue push, Runnable sending) {
        if (!faults.swallowsReply()) {
            sending.run();
        }
    }

    @Override
    public Departure departure() {
        long delayNanos = faults.delayNanos();
        if (delayNanos == 0) {
            return Departure.AT_ONCE;
        }
        long dueNanos = System.nanoTime() + delayNanos;
        return () -> TimeUnit.NANOSECONDS.sleep(dueNanos - System.nanoTime());
    }

    @Override
    public MemberInterceptor joining() {
        var member = new FaultyMember();
        members.add(member);
        return member;
    }

    /** Sends the events that were to be overtaken. */
    void sendHeldEvents() {
        members.forEach(FaultyMember::sendHeld);
    }

    @Override
    public void closed() {
        whenClosed.accept(this);
    }

    /** Does to the live events for one membership what is wrong for its client. */
    private final class FaultyMember implements MemberInterceptor {
        /** Sends a live event that the next one is to overtake, or null. Guarded by this. */
        private @Nullable Runnable held;

        @Override
        public synchronized void broadcast(Runnable sending) {
            if (faults.any(state -> state.withheld)) {
                return;
            }
            if (held == null && faults.any(state -> state.reordered)) {
                held = sending;
                return;
            }
            sending.run();
            if (faults.any(state -> state.duplicated)) {
                sending.run();
            }
            sendHeld();
        }

        synchronized void sendHeld() {
            if (held != null) {
                held.run();
                held = null;
            }
        }

        @Override
        public void ended() {
            members.remove(this);
        }
    }
}
