package dev.dust.sync;

import dev.dust.op.Op;
import dev.dust.sync.OpState.Signal;
import dev.dust.view.PendingIndex;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The ops that the server has not settled, in their order, and what may be sent next (docs/architecture.md#outbox): the oldest
 * that was not sent, and none behind it before it. Moves every op by the table of {@link OpState}; what else there is are
 * indexes over the states.
 */
final class Outbox {
    private final Suspects suspects;
    private final Transitions transitions;
    private final Map<String, PendingOp> byId = new LinkedHashMap<>();
    private final TreeMap<Long, PendingOp> queued = new TreeMap<>();
    private final InFlight inFlight;
    /** By the seq that the server named: two may have the same, one of them in a history that is gone. */
    private final TreeSet<PendingOp> accepted = new TreeSet<>(
            Comparator.comparingLong((PendingOp op) -> op.ackedSeq).thenComparingLong(op -> op.order));
    private PendingIndex index = PendingIndex.EMPTY;
    private long bytes;
    private long newestOrder;

    Outbox(Suspects suspects, Transitions transitions, Turn turn) {
        this.inFlight = new InFlight(turn);
        this.suspects = suspects;
        this.transitions = transitions;
    }

    /** Adds a new op. */
    PendingOp add(String id, Op op, long createdAt, long size, OpHistory history) {
        return add(new PendingOp(id, newestOrder + 1, op, createdAt, size, OpState.QUEUED, history));
    }

    /** Adds an op in the state and with the history that it has. */
    PendingOp add(PendingOp op) {
        newestOrder = Math.max(newestOrder, op.order);
        byId.put(op.id, op);
        enter(op);
        bytes += op.size;
        index = index.plus(op.order, op.steps);
        return op;
    }

    /** A position is taken by an entry that is not here. */
    void passOver(long order) {
        newestOrder = Math.max(newestOrder, order);
    }

    /**
     * Moves an op as the table of {@link OpState} says.
     *
     * @throws IllegalStateException if it says nothing of that
     */
    void move(PendingOp op, Signal signal) {
        move(op, signal, op.ackedSeq);
    }

    private void move(PendingOp op, Signal signal, long ackedSeq) {
        OpState from = op.state;
        OpState to = OpState.TABLE.next(from, signal);
        if (to == null) {
            throw new IllegalStateException(op.describe() + " is " + from + ", where " + signal + " means nothing");
        }
        transitions.taken(from, signal, to);
        if (to.isAccepted() || to == OpState.GONE || signal == Signal.PUT_OFF) {
            suspects.cleared(op);
        }
        if (from == to && op.ackedSeq == ackedSeq) {
            return;
        }
        leave(op);
        op.ackedSeq = ackedSeq;
        op.state = to;
        enter(op);
    }

    private void leave(PendingOp op) {
        switch (op.state) {
            case QUEUED -> queued.remove(op.order);
            case SENT -> inFlight.remove(op.ref);
            case ACCEPTED, ARRIVED -> accepted.remove(op);
            case HELD, UNCERTAIN, GONE -> {
                // In no index.
            }
        }
    }

    private void enter(PendingOp op) {
        switch (op.state) {
            case QUEUED -> queued.put(op.order, op);
            case SENT -> inFlight.add(op);
            case ACCEPTED, ARRIVED -> accepted.add(op);
            case HELD, UNCERTAIN -> {
                // In no index.
            }
            case GONE -> {
                byId.remove(op.id);
                bytes -= op.size;
                index = index.minus(op.order, op.steps);
            }
        }
    }

    @Nullable
    PendingOp get(@Nullable String id) {
        return id == null ? null : byId.get(id);
    }

    /** All, oldest first. */
    Collection<PendingOp> all() {
        return Collections.unmodifiableCollection(byId.values());
    }

    /** When the oldest was made, Unix milliseconds; 0 if there is none. */
    long oldestAt() {
        return byId.isEmpty() ? 0 : byId.values().iterator().next().createdAt;
    }

    int size() {
        return byId.size();
    }

    long bytes() {
        return bytes;
    }

    PendingIndex index() {
        return index;
    }

    /** The op that may be sent now, or null. */
    @Nullable
    PendingOp next(int maxInFlight) {
        if (queued.isEmpty() || inFlight.size() >= maxInFlight) {
            return null;
        }
        PendingOp oldest = queued.firstEntry().getValue();
        InFlight.Room room = inFlight.roomFor(oldest);
        oldest.inTurn = room == InFlight.Room.IN_TURN;
        return room == InFlight.Room.NONE ? null : oldest;
    }

    /** Ops to be sent of which the kept form does not say so yet: the oldest, at most so many. */
    List<PendingOp> nextKeptUnsent(int most) {
        return queued.values().stream().limit(most).filter(op -> !op.history.keptAsSent()).toList();
    }

    /** Notes that an op is sent. */
    void send(PendingOp op, String ref, long nanos) {
        op.ref = ref;
        op.sentAtNanos = nanos;
        move(op, Signal.SEND);
    }

    /**
     * Notes that the server accepted an op; {@code seq} is 0 where it did not say as what. Two answers may name two seqs: the
     * last one counts.
     */
    void accept(PendingOp op, long seq) {
        move(op, Signal.ACCEPT, seq > 0 ? seq : op.ackedSeq);
    }

    /** Notes that the op's event, of this seq, is here, and waits for those before it. */
    void arrive(PendingOp op, long seq) {
        move(op, Signal.ARRIVE, seq);
    }

    /** When the op was sent that has waited longest for its answer or its event; ops of an earlier process do not count. */
    OptionalLong oldestUnsettledNanos() {
        OptionalLong oldest = inFlight.oldestSentNanos();
        for (PendingOp op : accepted) {
            if (op.ref != null && (oldest.isEmpty() || op.sentAtNanos - oldest.getAsLong() < 0)) {
                oldest = OptionalLong.of(op.sentAtNanos);
            }
        }
        return oldest;
    }

    /** Whether something is to be sent, or to be answered. */
    boolean waitsForServer() {
        return !queued.isEmpty() || inFlight.size() > 0;
    }

    boolean isNoneUnderWay() {
        return inFlight.size() == 0;
    }

    /** The op that was sent under {@code ref} and waits for its answer. Null if there is none. */
    @Nullable
    PendingOp underWay(@Nullable String ref) {
        return inFlight.get(ref);
    }

    /** The ops that were sent on this membership and are not answered, in the order of sending. */
    List<PendingOp> underWay() {
        return inFlight.ops();
    }

    /** Those of which nothing is known but that they were sent. */
    List<PendingOp> uncertain() {
        return filter(op -> op.state == OpState.UNCERTAIN);
    }

    /** An accepted op that everything up to {@code appliedSeq} includes, or null. */
    @Nullable
    PendingOp settledBy(long appliedSeq) {
        return accepted.isEmpty() || accepted.first().ackedSeq > appliedSeq ? null : accepted.first();
    }

    /**
     * Accepted ops whose event cannot come any more, because all up to {@code appliedSeq} is here and nothing else is there:
     * the server did not say as what it accepted them, or named a seq that its history does not reach.
     */
    List<PendingOp> acceptedBeyond(long appliedSeq) {
        return filter(op -> op.state == OpState.ACCEPTED && (op.ackedSeq == 0
                || (op.ref != null || op.history.acceptedBefore()) && op.ackedSeq > appliedSeq));
    }

    /** All that the server accepted, oldest first. */
    List<PendingOp> accepted() {
        return filter(op -> op.state.isAccepted());
    }

    /** Those whose event is here, and waits. */
    List<PendingOp> arrived() {
        return filter(op -> op.state == OpState.ARRIVED);
    }

    /** Lease ops that have not been sent. */
    List<PendingOp> queuedLeaseOps() {
        var ops = new ArrayList<PendingOp>();
        for (PendingOp op : queued.values()) {
            if (op.isLeaseOp()) {
                ops.add(op);
            }
        }
        return ops;
    }

    private List<PendingOp> filter(Predicate<PendingOp> wanted) {
        return byId.values().stream().filter(wanted).toList();
    }
}
