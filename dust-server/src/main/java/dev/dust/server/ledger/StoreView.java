package dev.dust.server.ledger;

import java.util.List;
import java.util.stream.Stream;
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
     * What is another row now than it was when {@code seq}, which is not before the compaction point, was the last op. Each key
     * comes once, in no order. They may be many: whoever reads stops when there are too many.
     *
     * @param below what is below this key alone, without its own row; null for all
     * @return to be closed
     * @throws IllegalArgumentException if {@code seq} is before the compaction point, or yet to come
     */
    Stream<ChangedRow> changedSince(long seq, @Nullable String below);

    /** All ops after {@code seq}, which is not before the compaction point, in order. */
    List<Event> opsAfter(long seq);
}
