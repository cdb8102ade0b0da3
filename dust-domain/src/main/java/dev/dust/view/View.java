package dev.dust.view;

import dev.dust.cache.CacheSnapshot;
import dev.dust.cache.Row;
import dev.dust.cache.Scan;
import dev.dust.value.MapValue;
import dev.dust.value.Types;
import dev.dust.value.Value;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a reader sees of a store at one moment:
 *
 * <pre>view = committed rows + pending ops, in their order (docs/protocol.md#ops)</pre>
 *
 * For a key this comes to: take the newest pending op above the key that removed everything below it (the mask). If there is
 * one, the committed row and all older steps at the key do not count; then the steps that remain at the key are applied, in
 * order. So the view is right by construction: an op that is refused is taken out of the index, and nothing has to be rolled
 * back.
 *
 * <p>Costs depend on what is read, not on the rows or pending ops elsewhere. Not for several threads at once. Close it after
 * use.
 */
public final class View implements AutoCloseable {
    private final CacheSnapshot base;
    private final PendingIndex pending;

    /** A view of pending ops on top of the rows that they belong to; it closes them. */
    public View(CacheSnapshot base, PendingIndex pending) {
        this.base = base;
        this.pending = pending;
    }

    /** The committed rows under this view. */
    public CacheSnapshot base() {
        return base;
    }

    /** The value of the row at {@code key}, or null. A leaf: what lies below does not count. */
    public @Nullable Value leaf(String key) {
        Row row = base.get(key);
        Value committed = row == null ? null : row.value();
        return pending.leafOver(key, committed);
    }

    /** The value at {@code key}: that of the row, else the map put together from the rows below; null if there is neither. */
    public @Nullable Value value(String key) {
        Value leaf = leaf(key);
        return leaf != null ? leaf : Subtree.assemble(key, this, null);
    }

    /** The value at {@code key} that these rows make, which are all at and below it, in order; not none. */
    public static Value valueOf(String key, List<ViewRow> rows) {
        ViewRow first = rows.getFirst();
        return first.key().equals(key) ? first.value() : Subtree.assemble(key, rows);
    }

    /** The values at {@code keys} that have one, by key. */
    public Map<String, Value> values(Collection<String> keys) {
        Map<String, Row> rows = base.getAll(keys);
        var values = HashMap.<String, Value>newHashMap(keys.size());
        for (String key : keys) {
            Row row = rows.get(key);
            Value value = pending.leafOver(key, row == null ? null : row.value());
            if (value == null) {
                value = Subtree.assemble(key, this, null);
            }
            if (value != null) {
                values.put(key, value);
            }
        }
        return values;
    }

    /** What is at {@code key}, with its type and revision: a row, else a subtree as a map; null if there is neither. */
    public @Nullable ViewRow row(String key) {
        Row row = base.get(key);
        Value committed = row == null ? null : row.value();
        boolean touched = pending.mayTouch(key);
        Value value = touched ? pending.leafOver(key, committed) : committed;
        if (value != null) {
            StepStack stack = touched ? pending.at(key) : null;
            if (stack != null) {
                return ViewRow.pending(key, value, stack.typeOf(value, row == null ? null : row.type()), row);
            }
            return pending.concerns(key)
                    ? ViewRow.concerned(Objects.requireNonNull(row, "row"))
                    : ViewRow.of(Objects.requireNonNull(row, "row"));
        }
        var summary = new Subtree.Summary();
        Value assembled = Subtree.assemble(key, this, summary);
        if (assembled == null) {
            return null;
        }
        boolean concerned = pending.concerns(key);
        return new ViewRow(key, assembled, assembled instanceof MapValue ? Types.MAP : assembled.type(),
                concerned || summary.untold ? 0 : summary.revision, summary.syncedAt, concerned);
    }

    /** Whether a pending op is on, above or below {@code key}. */
    public boolean isPending(String key) {
        return pending.concerns(key);
    }

    /** The rows of a range, in order. */
    public ViewCursor scan(Scan scan) {
        return new ViewCursor(base.scan(scan), pending, scan);
    }

    @Override
    public void close() {
        base.close();
    }
}
