package dev.dust.server.ledger;

import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** A store as the rules see it while they decide a push: nobody else writes it meanwhile. For one thread. */
public interface StoreView {

    /** The rows, as what was decided before has left them. */
    Rows rows();

    /** The number of the last op. */
    long seq();

    /** The compaction point. */
    long compactedSeq();

    /** Whether the store is archived. */
    boolean archived();

    /** The time, in Unix milliseconds. It never goes back in a store. */
    long nowMillis();

    /**
     * The rows as they were when {@code seq} was the last op, which is not before the compaction point.
     *
     * @throws IllegalArgumentException if it is, or is yet to come
     */
    Rows rowsAt(long seq);

    /**
     * What has changed since {@code seq}, which is not before the compaction point.
     *
     * @return for the key of each row that was written or removed since, what was there; null if there was none
     * @throws IllegalArgumentException if it is, or is yet to come
     */
    SortedMap<String, @Nullable StoredRow> changedSince(long seq);

    /** All ops after {@code seq}, which is not before the compaction point, in order. */
    List<Event> opsAfter(long seq);
}
