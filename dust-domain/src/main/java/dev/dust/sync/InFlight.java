package dev.dust.sync;

import dev.dust.op.Fence;
import dev.dust.op.Precondition;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The ops that are under way: sent on this membership, and not answered.
 *
 * <p>Two ops may not be under way together if their order matters, because a rate limit could refuse the earlier and let the
 * later pass: those on overlapping paths, increments (or adds) of one path apart; and an op on a lease's key with one that the
 * lease fences. Those on overlapping paths may, where the server promises that none passes another, unless one is about a
 * lease, or a file that others could pass on the way, or the later has a condition of its own: where both are sent again, that
 * one could be refused, and the earlier come last. Nor while a refusal is unheard: what was sent before it is taken out of turn
 * no more.
 */
final class InFlight {
    /** In the order of sending. */
    private final Map<String, PendingOp> byRef = new LinkedHashMap<>();
    private final Map<String, PendingOp> newestAt = new HashMap<>();
    private final PathCounts written = new PathCounts();
    private final PathCounts fences = new PathCounts();
    private final PathCounts apart = new PathCounts();
    private final Turn turn;

    InFlight(Turn turn) {
        this.turn = turn;
    }

    int size() {
        return byRef.size();
    }

    List<PendingOp> ops() {
        return List.copyOf(byRef.values());
    }

    /** What the ops under way are to an op that is to be sent next. */
    enum Room {
        /** It may be sent. */
        FREE,
        /** It may be sent if the server is told to take it in its turn alone. */
        IN_TURN,
        /** It has to wait. */
        NONE
    }

    Room roomFor(PendingOp next) {
        if (byRef.isEmpty()) {
            return Room.FREE;
        }
        String key = next.op.path().key();
        String fence = fenceKey(next);
        if (fences.overlaps(key) || fence != null && written.overlaps(fence)) {
            return Room.NONE;
        }
        PendingOp same = newestAt.get(key);
        boolean alone = mayBeRefusedAlone(next, same);
        if (!turn.mayBeToldOf(next) || apart.overlaps(key) || alone) {
            boolean matters = same != null && (alone || !next.op.commutesWith(same.op)) || written.hasAboveOrBelow(key);
            return matters ? Room.NONE : Room.FREE;
        }
        return !written.overlaps(key) ? Room.FREE : hasUnheard() ? Room.NONE : Room.IN_TURN;
    }

    /**
     * Whether there is a condition for {@code next} that may not be met although it is for what is under way, of which
     * {@code same} is the newest at its path; null for none. Those before that have its fence, or {@code same} has waited.
     */
    private boolean mayBeRefusedAlone(PendingOp next, @Nullable PendingOp same) {
        Precondition condition = next.op.precondition();
        return condition.onRow() || condition.fence() != null && (same == null || written.hasAboveOrBelow(next.op.path().key())
                || !condition.fence().equals(same.op.precondition().fence()));
    }

    /** Whether an op under way was sent before the last refusal was heard. */
    private boolean hasUnheard() {
        return byRef.values().iterator().next().refusalsHeard < turn.refusals();
    }

    void add(PendingOp op) {
        byRef.put(Objects.requireNonNull(op.ref, "ref"), op);
        newestAt.put(op.op.path().key(), op);
        written.add(op.op.path().key());
        if (op.isApart()) {
            apart.add(op.op.path().key());
        }
        String fence = fenceKey(op);
        if (fence != null) {
            fences.add(fence);
        }
    }

    /** The op of this ref; null if there is none. */
    @Nullable
    PendingOp get(@Nullable String ref) {
        return byRef.get(ref);
    }

    /** Takes the op of this ref out, if there is one. */
    void remove(@Nullable String ref) {
        PendingOp op = byRef.remove(ref);
        if (op != null) {
            String key = op.op.path().key();
            written.remove(key);
            if (!written.has(key)) {
                newestAt.remove(key);
            }
            if (op.isApart()) {
                apart.remove(key);
            }
            String fence = fenceKey(op);
            if (fence != null) {
                fences.remove(fence);
            }
        }
    }

    OptionalLong oldestSentNanos() {
        return byRef.isEmpty() ? OptionalLong.empty() : OptionalLong.of(byRef.values().iterator().next().sentAtNanos);
    }

    private static @Nullable String fenceKey(PendingOp op) {
        Fence fence = op.op.precondition().fence();
        return fence == null ? null : fence.key().key();
    }
}
