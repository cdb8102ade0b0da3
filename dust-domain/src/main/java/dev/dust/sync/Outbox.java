package dev.dust.sync;

import dev.dust.op.Op;
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

/**
 * The ops that the server has not settled, in their order, and what may be sent next (DESIGN 6): the oldest that was not sent, and
 * none behind it before it.
 */
final class Outbox {
    private final Map<String, PendingOp> byId = new LinkedHashMap<>();
    private final TreeMap<Long, PendingOp> queued = new TreeMap<>();
    /** Those that cannot be sent. */
    private final Map<String, PendingOp> held = new LinkedHashMap<>();
    private final InFlight inFlight = new InFlight();
    private PendingIndex index = PendingIndex.EMPTY;
    private long bytes;
    private long newestOrder;
    private int suspects;
    /**
     * Accepted ops whose echo has not been applied, by the seq that the server named: two may have the same, one of them in a history
     * that is gone.
     */
    private final TreeSet<PendingOp> acked = new TreeSet<>(
            Comparator.comparingLong((PendingOp op) -> op.ackedSeq).thenComparingLong(op -> op.order));

    PendingOp add(String id, Op op, long createdAt, long size) {
        return add(new PendingOp(id, newestOrder + 1, op, createdAt, size));
    }

    PendingOp add(PendingOp op) {
        newestOrder = Math.max(newestOrder, op.order);
        byId.put(op.id, op);
        switch (op.state) {
            case ACKED -> acked.add(op);
            case HELD -> held.put(op.id, op);
            default -> queued.put(op.order, op);
        }
        bytes += op.size;
        index = index.plus(op.order, op.steps);
        return op;
    }

    /** A position is taken by an entry that is not here. */
    void passOver(long order) {
        newestOrder = Math.max(newestOrder, order);
    }

    /** Takes an op out, whatever its state. */
    void remove(PendingOp op) {
        byId.remove(op.id);
        queued.remove(op.order);
        held.remove(op.id);
        inFlight.remove(op.ref);
        acked.remove(op);
        cleared(op);
        bytes -= op.size;
        index = index.minus(op.order, op.steps);
    }

    PendingOp get(String id) {
        return id == null ? null : byId.get(id);
    }

    /** All, oldest first. */
    Collection<PendingOp> all() {
        return Collections.unmodifiableCollection(byId.values());
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

    /** The ops that cannot be sent, oldest first. */
    Collection<PendingOp> held() {
        return held.values();
    }

    /** The op that may be sent now, or null. */
    PendingOp next(int maxInFlight) {
        if (queued.isEmpty() || inFlight.size() >= maxInFlight) {
            return null;
        }
        PendingOp oldest = queued.firstEntry().getValue();
        return inFlight.blocks(oldest) ? null : oldest;
    }

    /** Notes that an op was sent. */
    void sent(PendingOp op, String ref, long nanos) {
        queued.remove(op.order);
        op.ref = ref;
        op.sentAtNanos = nanos;
        op.state = PendingOp.State.SENT;
        op.sentBefore = true;
        inFlight.add(op);
    }

    /** When the op was sent that has waited longest for its answer or its event; ops of an earlier process do not count. */
    OptionalLong oldestUnsettledNanos() {
        OptionalLong oldest = inFlight.oldestSentNanos();
        for (PendingOp op : accepted()) {
            if (op.ref != null && (oldest.isEmpty() || op.sentAtNanos - oldest.getAsLong() < 0)) {
                oldest = OptionalLong.of(op.sentAtNanos);
            }
        }
        return oldest;
    }

    boolean isNoneUnderWay() {
        return inFlight.size() == 0;
    }

    /** The op that was sent under {@code ref} and waits for its answer; it does so no more. Null if there is none. */
    PendingOp answered(String ref) {
        return inFlight.remove(ref);
    }

    /**
     * Notes that the server accepted an op; {@code seq} is 0 where it did not say as what. Two answers may name two seqs: the last
     * one counts.
     */
    void acked(PendingOp op, long seq) {
        queued.remove(op.order);
        held.remove(op.id);
        inFlight.remove(op.ref);
        cleared(op);
        op.state = PendingOp.State.ACKED;
        if (seq > 0) {
            acked.remove(op);
            op.ackedSeq = seq;
            acked.add(op);
        }
    }

    /** Notes that the server failed while {@code op} was under way. */
    void suspect(PendingOp op) {
        if (!op.suspect) {
            op.suspect = true;
            suspects++;
        }
    }

    /** The server has answered {@code op}, or it is gone. */
    void cleared(PendingOp op) {
        op.failures = 0;
        if (op.suspect) {
            op.suspect = false;
            suspects--;
        }
    }

    /** How many ops there are that the server may fail on. */
    int suspects() {
        return suspects;
    }

    /** The ops that were sent on this membership and are not answered, in the order of sending. */
    List<PendingOp> underWay() {
        return inFlight.ops();
    }

    /** Notes that it is open what became of an op that was under way. */
    void uncertain(PendingOp op) {
        inFlight.remove(op.ref);
        op.state = PendingOp.State.UNCERTAIN;
    }

    /** Puts an op back to be sent again, in its old place. */
    void requeue(PendingOp op) {
        inFlight.remove(op.ref);
        op.state = PendingOp.State.QUEUED;
        queued.put(op.order, op);
    }

    /** The membership on which ops were under way is over: what became of them is not known. */
    void membershipLost() {
        inFlight.clear();
    }

    /** The catch-up told nothing of them: these are to be sent again. */
    List<PendingOp> uncertain() {
        return filter(op -> op.state == PendingOp.State.UNCERTAIN);
    }

    /** An accepted op that everything up to {@code appliedSeq} includes, or null. */
    PendingOp settledBy(long appliedSeq) {
        return acked.isEmpty() || acked.first().ackedSeq > appliedSeq ? null : acked.first();
    }

    /**
     * Accepted ops whose event cannot come any more, because all up to {@code appliedSeq} is here and nothing else is there: the server
     * did not say as what it accepted them, or named a seq that its history does not reach.
     */
    List<PendingOp> ackedBeyond(long appliedSeq) {
        return filter(op -> op.state == PendingOp.State.ACKED && !op.eventIsHere
                && (op.ackedSeq == 0 || (op.ref != null || op.ackedBefore) && op.ackedSeq > appliedSeq));
    }

    /** All that the server accepted. */
    List<PendingOp> accepted() {
        return filter(op -> op.state == PendingOp.State.ACKED);
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
