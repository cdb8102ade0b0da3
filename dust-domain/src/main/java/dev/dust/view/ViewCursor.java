package dev.dust.view;

import dev.dust.cache.Keys;
import dev.dust.cache.Row;
import dev.dust.cache.RowCursor;
import dev.dust.cache.Scan;
import dev.dust.keymap.KeyMap;
import dev.dust.value.Value;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Goes through a view in order: two ordered streams, committed rows and touched keys, merged as they are read. Rows that a
 * pending op hides are skipped in one leap and not one by one.
 */
public final class ViewCursor implements AutoCloseable {
    private final RowCursor rows;
    private final PendingIndex pending;
    /** Null where no pending op touches anything. */
    private final KeyMap.@Nullable Cursor<StepStack> touched;
    private final boolean descending;

    private @Nullable Row row;
    private boolean hasRow;
    private boolean hasTouched;

    ViewCursor(RowCursor rows, PendingIndex pending, Scan scan) {
        this.rows = rows;
        this.pending = pending;
        this.descending = scan.isDescending();
        this.touched = pending.isEmpty() ? null : pending.cursor(scan.from(), scan.to(), scan.order());
    }

    /** The next row, or null at the end. */
    public @Nullable ViewRow next() {
        if (touched == null) {
            Row next = rows.next();
            return next == null ? null : ViewRow.of(next);
        }
        while (true) {
            fill(touched);
            if (!hasTouched && row == null) {
                return null;
            }
            ViewRow next = row != null && (!hasTouched || before(row.key(), keyOf(touched)))
                    ? committed(row, touched)
                    : overlaid(touched);
            if (next != null) {
                return next;
            }
        }
    }

    /** As {@link RowCursor#seek}. */
    public void seek(String key) {
        if (touched == null) {
            rows.seek(key);
            return;
        }
        if (!hasRow || row != null && before(row.key(), key)) {
            rows.seek(key);
            hasRow = false;
        }
        if (!hasTouched || before(keyOf(touched), key)) {
            touched.seek(key);
            hasTouched = false;
        }
    }

    private void fill(KeyMap.Cursor<StepStack> touched) {
        if (!hasRow) {
            row = rows.next();
            hasRow = true;
        }
        if (!hasTouched) {
            hasTouched = touched.next();
        }
    }

    /** The committed row that is at hand, unless something above hides it. */
    private @Nullable ViewRow committed(Row candidate, KeyMap.Cursor<StepStack> touched) {
        hasRow = false;
        String hiding = pending.mayTouch(candidate.key()) ? pending.maskingKey(candidate.key()) : null;
        if (hiding == null) {
            return pending.concerns(candidate.key()) ? ViewRow.concerned(candidate) : ViewRow.of(candidate);
        }
        String end = descending ? Keys.subtreeFrom(hiding) : Keys.subtreeTo(hiding);
        // A hidden row still gives its revision to what a pending op has put in its place.
        rows.seek(hasTouched && before(keyOf(touched), end) ? keyOf(touched) : end);
        return null;
    }

    /** The touched key that is at hand, if it has a value; and the committed row of the same key is used up. */
    private @Nullable ViewRow overlaid(KeyMap.Cursor<StepStack> touched) {
        String key = keyOf(touched);
        StepStack stack = Objects.requireNonNull(touched.value(), "value");
        hasTouched = false;
        Row committed = null;
        if (row != null && row.key().equals(key)) {
            committed = row;
            hasRow = false;
        }
        Value value = stack.valueOver(committed == null ? null : committed.value(), pending.maskOver(key));
        if (value == null) {
            return null;
        }
        String type = stack.typeOf(value, committed == null ? null : committed.type());
        return ViewRow.pending(key, value, type, committed);
    }

    /** Of one that stands at an entry. */
    private static String keyOf(KeyMap.Cursor<?> touched) {
        return Objects.requireNonNull(touched.key(), "key");
    }

    private boolean before(String a, String b) {
        int order = Keys.compare(a, b);
        return descending ? order > 0 : order < 0;
    }

    @Override
    public void close() {
        rows.close();
    }
}
