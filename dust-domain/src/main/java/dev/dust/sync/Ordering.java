package dev.dust.sync;

import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Puts events into the order of store_seq, each once (docs/architecture.md#order).
 *
 * <p>Everything up to {@link #applied} has been applied; events beyond a hole wait in {@code early}. Events that would make
 * that queue too long, or too large, are dropped: they leave a hole, and the next catch-up brings them again.
 */
final class Ordering {
    static final int MOST_EARLY = 10_000;
    static final long MOST_EARLY_BYTES = 16 << 20;

    private final TreeMap<Long, ServerEvent> early = new TreeMap<>();
    private long earlyBytes;
    /** The next event, if it came when it was due: that it need not be sorted in is what happens nearly always. */
    private @Nullable ServerEvent inOrder;
    private long applied;
    private boolean dropped;

    Ordering(long applied) {
        this.applied = applied;
    }

    long applied() {
        return applied;
    }

    boolean isDuplicate(ServerEvent event) {
        return event.seq() <= applied;
    }

    /** Takes an event in; {@link #next} gives it out when its turn comes. */
    void offer(ServerEvent event) {
        if (event.seq() == applied + 1 && inOrder == null && early.isEmpty()) {
            inOrder = event;
            return;
        }
        if (early.putIfAbsent(event.seq(), event) == null) {
            earlyBytes += event.bytes();
        }
        while ((early.size() > MOST_EARLY || earlyBytes > MOST_EARLY_BYTES) && event.seq() > applied + 1
                && early.lastKey() > applied + 1) {
            earlyBytes -= early.pollLastEntry().getValue().bytes();
            dropped = true;
        }
    }

    /** Whether {@code event}, which was offered, is what {@link #next} gives. */
    @SuppressWarnings("ReferenceEquality") // The one that was offered.
    boolean isNext(ServerEvent event) {
        return inOrder == event;
    }

    /** The next event in order, or null while it is missing. It counts as applied from now on. */
    @Nullable
    ServerEvent next() {
        return nextUpTo(applied + 1);
    }

    /** The next event up to {@code seq}, holes or not; null if there is none. It counts as applied from now on. */
    @Nullable
    ServerEvent nextUpTo(long seq) {
        if (inOrder != null && inOrder.seq() <= seq) {
            ServerEvent next = inOrder;
            inOrder = null;
            applied = next.seq();
            return next;
        }
        var first = early.firstEntry();
        if (first == null || first.getKey() > seq) {
            return null;
        }
        early.pollFirstEntry();
        earlyBytes -= first.getValue().bytes();
        applied = first.getKey();
        return first.getValue();
    }

    /** Everything up to {@code seq} is here, or was replaced. */
    void advanceTo(long seq) {
        if (seq > applied) {
            applied = seq;
            inOrder = null;
            var included = early.headMap(seq, true);
            included.values().forEach(event -> earlyBytes -= event.bytes());
            included.clear();
        }
    }

    /** The connection is gone: the server may come back with another history, to which early events do not belong. */
    void connectionLost() {
        inOrder = null;
        early.clear();
        earlyBytes = 0;
        dropped = false;
    }

    /** Starts over: the server's history has. */
    void reset(long seq) {
        connectionLost();
        applied = seq;
    }

    /** Whether something is known to be missing. */
    boolean hasHole() {
        return !early.isEmpty() || dropped;
    }

    /** A join asks for everything again that is not applied. */
    void rejoining() {
        dropped = false;
    }
}
