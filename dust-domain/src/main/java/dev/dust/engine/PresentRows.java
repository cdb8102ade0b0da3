package dev.dust.engine;

import dev.dust.cache.Keys;
import dev.dust.cache.Order;
import dev.dust.subscribe.SubscriptionOptions;
import dev.dust.view.View;
import dev.dust.view.ViewRow;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How far a subscription has been told the rows that are there. They are read by pages, each in a turn, so that a page shows
 * all that was told before it. Events of rows that are still to come are left out, because those rows will include them. So
 * what was told is at each moment the state of the part that was read. Used by turns alone.
 *
 * <p>Rows that another process on the same cache keeps may be ahead of the events that come in here: then each page is noted
 * with its seq, until the events are as far.
 */
final class PresentRows {
    /** What a turn reads at most. */
    static final int PAGE = 500;

    private final RowPages pages;
    private final boolean descending;
    private final long limit;
    /** The last key that was told; null before the first. */
    private @Nullable String last;
    private boolean complete;
    private long left;
    /** The parts whose rows are ahead of events, in the order of reading; usually none. */
    private final List<Part> ahead = new ArrayList<>(0);

    /**
     * Some of the keys, and of which seq their rows are.
     *
     * @param from where it begins, exclusive; null for no bound
     * @param to   where it ends, inclusive; null for no bound
     */
    private record Part(@Nullable String from, @Nullable String to, long seq) {
        boolean meetsSubtreeOf(String key) {
            return (to == null || Keys.compare(to, key) >= 0) && (from == null || Keys.compare(from, Keys.subtreeTo(key)) < 0);
        }
    }

    /** What is to be done with an event. */
    enum Verdict {
        /** It is to be told. */
        TELL,
        /** What was told includes it, or what is to be told will. */
        LEAVE_OUT,
        /** A part of what was told includes it, and another does not. */
        READ_ANEW
    }

    PresentRows(RowPages pages, SubscriptionOptions options) {
        this.pages = pages;
        this.descending = options.order() == Order.DESCENDING;
        this.limit = options.limit();
        this.left = limit;
    }

    boolean isComplete() {
        return complete;
    }

    /** Everything is to be read again. */
    void restart() {
        last = null;
        complete = false;
        left = limit;
        ahead.clear();
    }

    /**
     * The next page. Empty only if nothing follows.
     *
     * @param applied    up to where events have been told
     * @param unreadable hears of rows that cannot be read
     */
    List<ViewRow> read(View view, long applied, Consumer<Throwable> unreadable) {
        int most = (int) Math.min(PAGE, left);
        List<ViewRow> rows = pages.read(view, last, most, unreadable);
        left -= rows.size();
        complete = rows.size() < most || left == 0;
        note(view.base().appliedSeq(), applied, complete ? null : rows.getLast().key());
        if (!rows.isEmpty()) {
            last = rows.getLast().key();
        }
        return rows;
    }

    private void note(long seq, long applied, @Nullable String end) {
        if (ahead.isEmpty() && seq <= applied) {
            return;
        }
        if (ahead.isEmpty() && last != null) {
            ahead.add(part(null, last, applied));
        }
        ahead.add(part(last, end, seq));
    }

    private Part part(@Nullable String begin, @Nullable String end, long seq) {
        return descending ? new Part(end, begin, seq) : new Part(begin, end, seq);
    }

    /** {@code seq}: of a committed op; 0 for others. */
    Verdict on(String key, long seq) {
        if (!hasTold(key)) {
            return Verdict.LEAVE_OUT;
        }
        return seq == 0 || ahead.isEmpty() ? Verdict.TELL : onAhead(key, seq);
    }

    private boolean hasTold(String key) {
        if (complete) {
            return true;
        }
        if (last == null) {
            return false;
        }
        int beside = Keys.compare(key, last);
        return descending ? beside >= 0 || Keys.isBelow(last, key) : beside <= 0;
    }

    private Verdict onAhead(String key, long seq) {
        boolean anyOlder = false;
        boolean anyNewer = false;
        boolean allOlder = true;
        for (Part part : ahead) {
            allOlder &= part.seq < seq;
            if (part.meetsSubtreeOf(key)) {
                anyOlder |= part.seq < seq;
                anyNewer |= part.seq >= seq;
            }
        }
        if (allOlder && complete) {
            ahead.clear();
        }
        if (anyOlder && anyNewer) {
            return Verdict.READ_ANEW;
        }
        return anyNewer ? Verdict.LEAVE_OUT : Verdict.TELL;
    }
}
