package dev.dust.server.rules;

import dev.dust.server.ledger.RowChanges;
import dev.dust.server.ledger.Rows;
import dev.dust.server.ledger.StoredRow;
import dev.dust.value.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What one op is about to do to the rows: removals, then the rows that it writes. */
final class Mutation {
    private final Rules rules;
    private final Rows rows;
    private final long storeSeq;
    private final Bounds bounds = new Bounds();
    // Most ops do one thing, and there are many ops: collections grow when they have to.
    private List<String> removedBelow = List.of();
    private List<String> removed = List.of();
    private Map<String, StoredRow> written = Map.of();

    /** What the op {@code storeSeq} does to {@code rows}, which is nothing so far. */
    Mutation(Rules rules, Rows rows, long storeSeq) {
        this.rules = rules;
        this.rows = rows;
        this.storeSeq = storeSeq;
    }

    void remove(String key) {
        removed = with(removed, key);
    }

    void removeBelow(String key) {
        removedBelow = with(removedBelow, key);
        for (String taken : rules.takenForBelow(rows, key)) {
            remove(taken);
        }
    }

    private static List<String> with(List<String> keys, String key) {
        if (keys.isEmpty()) {
            return List.of(key);
        }
        List<String> grown = keys instanceof ArrayList<String> ? keys : new ArrayList<>(keys);
        grown.add(key);
        return grown;
    }

    /** Writes a leaf as it was sent, see {@link #write}. */
    void writeLeaf(String key, Value value) {
        write(key, value, rules.typeOf(value));
    }

    /** Writes a row; refuses with {@code limit_exceeded} what is beyond the {@link Bounds}. */
    void write(String key, Value value, String type) {
        bounds.count(key);
        var row = new StoredRow(value, type, storeSeq);
        if (written.isEmpty()) {
            written = Map.of(key, row);
        } else {
            written = written instanceof HashMap<String, StoredRow> ? written : new HashMap<>(written);
            written.put(key, row);
        }
    }

    /** Refuses with {@code limit_exceeded} what makes the rows more than {@code limit}, and more than they are. */
    void checkSize(int limit) {
        if (limit == StoreRules.UNLIMITED || rows.countAtMost() + written.size() <= limit) {
            return;
        }
        checkSize(rows, growth(), limit);
    }

    /** Refuses so what lets {@code rows}, as they are, grow by {@code growth}. */
    static void checkSize(Rows rows, long growth, int limit) {
        if (growth <= 0 || limit == StoreRules.UNLIMITED) {
            return;
        }
        long now = rows.count();
        if (now + growth > limit) {
            throw Refusal.limitExceeded("keys", now, limit);
        }
    }

    /** By how many rows there are more afterwards, or fewer, if it is negative. */
    long growth() {
        RowChanges changes = changes();
        var below = new RowChanges(removedBelow, List.of(), Map.of());
        long growth = 0;
        for (String key : removedBelow) {
            growth -= rows.countBelow(key);
        }
        for (String key : Set.copyOf(removed)) {
            growth -= below.removes(key) || rows.get(key) == null ? 0 : 1;
        }
        for (String key : written.keySet()) {
            growth += changes.removes(key) || rows.get(key) == null ? 1 : 0;
        }
        return growth;
    }

    /** All that. */
    RowChanges changes() {
        return new RowChanges(removedBelow, removed, written);
    }
}
