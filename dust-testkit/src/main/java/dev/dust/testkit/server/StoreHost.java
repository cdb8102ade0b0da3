package dev.dust.testkit.server;

import dev.dust.testkit.frame.Frame;
import dev.dust.testkit.server.rules.CatchUp;
import dev.dust.testkit.server.rules.Event;
import dev.dust.testkit.server.rules.Outcome;
import dev.dust.testkit.server.rules.PushKind;
import dev.dust.testkit.server.rules.StoreState;
import dev.dust.value.MapValue;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A store and its members. One lock makes the one writer that every store has (PROTOCOL 5); events go out under it, so that each
 * member is sent them in order. Safe for every thread.
 */
final class StoreHost {
    /** PROTOCOL 3.6. */
    private static final int CATCH_UP_BATCH = 1_000;

    private final String name;
    private final StoreState state;
    private final Supplier<Journal> journal;
    private final ReentrantLock lock = new ReentrantLock();
    private final Set<Channel> members = new LinkedHashSet<>();

    StoreHost(String name, StoreState state, Supplier<Journal> journal) {
        this.name = name;
        this.state = state;
        this.journal = journal;
    }

    String name() {
        return name;
    }

    /** Applies a push, and tells the members what it committed unless {@code silently}. */
    Outcome apply(PushKind kind, MapValue payload, String deviceId, boolean silently) {
        lock.lock();
        try {
            Outcome outcome = state.apply(kind, payload, deviceId);
            if (outcome.ok() && kind == PushKind.PUT_FILE) {
                journal.get().file(name, state.fileOf(outcome));
            }
            journal.get().events(name, outcome.events());
            if (outcome.broadcast() && !silently) {
                outcome.events().forEach(this::broadcast);
            }
            return outcome;
        } finally {
            lock.unlock();
        }
    }

    private void broadcast(Event event) {
        var outgoing = new Outgoing(new Frame(null, null, Frame.STORE_TOPIC + name, "event", event.payload()));
        members.forEach(member -> member.broadcast(outgoing));
    }

    /** Makes {@code channel} a member; {@code welcome} is sent before anything else. */
    void join(Channel channel, long lastSeq, Function<StoreState, Frame> welcome) {
        lock.lock();
        try {
            channel.send(new Outgoing(welcome.apply(state)));
            members.add(channel);
            catchUp(channel, lastSeq);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Sends one batch, and the next one when it has left: live events go in between, and a slow client is not run over. A history
     * that is compacted meanwhile goes on with the snapshot.
     */
    private void catchUp(Channel channel, long lastSeq) {
        lock.lock();
        try {
            if (!members.contains(channel)) {
                return;
            }
            CatchUp batch = state.catchUp(lastSeq, CATCH_UP_BATCH);
            batch.snapshot().ifPresent(snapshot -> channel.send(new Outgoing(channel.frame("snapshot", snapshot))));
            for (Event event : batch.events()) {
                boolean goesOn = !batch.complete() && event.storeSeq() == batch.throughSeq();
                Frame frame = channel.frame("event", event.payload());
                channel.send(goesOn
                        ? new Outgoing(frame, () -> catchUp(channel, batch.throughSeq()))
                        : new Outgoing(frame));
            }
            if (batch.complete()) {
                MapValue end = Replies.map("through_seq", batch.throughSeq());
                channel.send(new Outgoing(channel.frame("catch_up_complete", end)));
            }
        } finally {
            lock.unlock();
        }
    }

    /** Ends a membership. Answers whether there was one: of several who end it, one does. */
    boolean leave(Channel channel) {
        lock.lock();
        try {
            return members.remove(channel);
        } finally {
            lock.unlock();
        }
    }

    /** Folds the history up to {@code uptoSeq} into a snapshot. */
    void compact(long uptoSeq) {
        lock.lock();
        try {
            state.compact(uptoSeq);
            journal.get().compacted(name, state.compactedSeq());
        } finally {
            lock.unlock();
        }
    }

    /** Archives the store, and ends all memberships. */
    void archive() {
        lock.lock();
        try {
            state.archive();
            journal.get().archived(name);
            List.copyOf(members).forEach(channel -> channel.end("phx_close"));
        } finally {
            lock.unlock();
        }
    }

    /** Changes the store back to what it was before, without telling anybody. */
    void restore(Consumer<StoreState> change) {
        lock.lock();
        try {
            change.accept(state);
        } finally {
            lock.unlock();
        }
    }

    /** Looks at the store while nobody changes it. */
    <T> T with(Function<StoreState, T> work) {
        lock.lock();
        try {
            return work.apply(state);
        } finally {
            lock.unlock();
        }
    }
}
