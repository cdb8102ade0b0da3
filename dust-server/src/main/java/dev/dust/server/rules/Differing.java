package dev.dust.server.rules;

import dev.dust.cache.Keys;
import dev.dust.server.ledger.ChangedRow;
import dev.dust.server.ledger.KeyedRow;
import dev.dust.server.ledger.Rows;
import dev.dust.server.ledger.StoreView;
import dev.dust.server.ledger.StoredRow;
import dev.dust.value.Value;
import java.util.Iterator;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The keys that a rollback has to look at, with the row of then. Bounded: they are read, and what comes of them is written,
 * while everybody else waits for the store, and all members are sent it at once. For one thread.
 */
final class Differing {
    /** So many rows may differ: fewer than may wait for a member of what it is sent. */
    static final int MOST_ROWS = 10_000;
    /** So many bytes they, and what is written of them, may take: half of what may wait for a member. */
    static final long MOST_BYTES = 32L << 20;

    private final NavigableMap<String, @Nullable StoredRow> rows = new TreeMap<>(Keys.ORDER);
    private final boolean isBounded;
    private long bytes;

    /** None yet. */
    Differing(boolean isBounded) {
        this.isBounded = isBounded;
    }

    /**
     * What has changed in a store since {@code seq}.
     *
     * @param at what is there and below; null for all of the store
     * @throws Refusal {@code limit_exceeded} as soon as it is too much
     */
    static Differing since(Rules rules, StoreView store, long seq, @Nullable String at) {
        var differing = new Differing(rules.areRollbacksBounded());
        if (at != null) {
            differing.add(new ChangedRow(at, store.rowsAt(seq).get(at), store.rows().get(at)));
        }
        try (Stream<ChangedRow> changes = store.changedSince(seq, at)) {
            for (Iterator<ChangedRow> each = changes.iterator(); each.hasNext();) {
                differing.add(each.next());
            }
        }
        return differing;
    }

    private void add(ChangedRow change) {
        if (!hasSameValue(change)) {
            put(change.key(), change.then(), weightOf(change.now()));
        }
    }

    private static boolean hasSameValue(ChangedRow change) {
        return Objects.equals(valueOf(change.then()), valueOf(change.now()));
    }

    private static @Nullable Value valueOf(@Nullable StoredRow row) {
        return row == null ? null : row.value();
    }

    /** Adds a key; refuses with {@code limit_exceeded} what is too much. */
    void put(String key, @Nullable StoredRow then) {
        put(key, then, 0);
    }

    private void put(String key, @Nullable StoredRow then, long more) {
        if (rows.containsKey(key)) {
            return;
        }
        rows.put(key, then);
        if (isBounded) {
            bytes += key.length() + weightOf(then) + more;
            check("rollback_rows", rows.size(), MOST_ROWS);
            checkBytes(bytes);
        }
    }

    private static long weightOf(@Nullable StoredRow row) {
        return row == null ? 0 : Weight.of(row.value());
    }

    /** Refuses so many bytes with {@code limit_exceeded} if they are too many. */
    static void checkBytes(long bytes) {
        check("rollback_bytes", bytes, MOST_BYTES);
    }

    private static void check(String dimension, long current, long limit) {
        if (current > limit) {
            throw Refusal.limitExceeded(dimension, current, limit,
                    "this is more than one rollback may bring back: roll back path by path");
        }
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }

    /** The first key, or null if there is none. */
    @Nullable
    String first() {
        return rows.isEmpty() ? null : rows.firstKey();
    }

    /** The key after {@code key}, or null if that is the last. */
    @Nullable
    String after(String key) {
        return rows.higherKey(key);
    }

    /** The row of then at one of the keys, or null if there was none. */
    @Nullable
    StoredRow then(String key) {
        return rows.get(key);
    }

    /** The row at {@code key} and the rows below it; null if they are more than a rollback may read. */
    static @Nullable SortedMap<String, StoredRow> tree(Rules rules, String key, Rows rows) {
        var tree = new TreeMap<String, StoredRow>(Keys.ORDER);
        StoredRow own = rows.get(key);
        if (own != null) {
            tree.put(key, own);
        }
        long bytes = weightOf(own);
        try (Stream<KeyedRow> below = rows.below(key)) {
            for (Iterator<KeyedRow> each = below.iterator(); each.hasNext();) {
                KeyedRow row = each.next();
                tree.put(row.key(), row.row());
                bytes += row.key().length() + weightOf(row.row());
                if (rules.areRollbacksBounded() && (tree.size() > MOST_ROWS || bytes > MOST_BYTES)) {
                    return null;
                }
            }
        }
        return tree;
    }
}
