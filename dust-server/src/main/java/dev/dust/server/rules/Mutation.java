package dev.dust.server.rules;

import dev.dust.server.ledger.RowChanges;
import dev.dust.server.ledger.Rows;
import dev.dust.server.ledger.StoredRow;
import dev.dust.value.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What one op is about to do to the rows: removals, then the rows that it writes. */
final class Mutation {
    private record Leaf(Value value, String type) {
    }

    private final Rules rules;
    private final Rows rows;
    private final List<String> removedBelow = new ArrayList<>(1);
    private final Set<String> removed = new LinkedHashSet<>();
    private final Map<String, Leaf> written = new LinkedHashMap<>();
    private final Bounds bounds = new Bounds();

    Mutation(Rules rules, Rows rows) {
        this.rules = rules;
        this.rows = rows;
    }

    void remove(String key) {
        removed.add(key);
    }

    void removeBelow(String key) {
        removedBelow.add(key);
        removed.addAll(rules.takenForBelow(rows, key));
    }

    /** Writes a leaf as it was sent, see {@link #write}. */
    void writeLeaf(String key, Value value) {
        write(key, value, rules.typeOf(value));
    }

    /** Writes a row; refuses with {@code limit_exceeded} what is beyond the {@link Bounds}. */
    void write(String key, Value value, String type) {
        bounds.count(key);
        written.put(key, new Leaf(value, type));
    }

    /** Refuses with {@code limit_exceeded} what makes the rows more than {@code limit}, and more than they are. */
    void checkSize(int limit) {
        if (limit == StoreRules.UNLIMITED || rows.countAtMost() + written.size() <= limit) {
            return;
        }
        long now = rows.count();
        long then = sizeAfter(now);
        if (then > limit && then > now) {
            throw Refusal.limitExceeded("keys", now, limit);
        }
    }

    private long sizeAfter(long now) {
        RowChanges changes = changes(0);
        var below = new RowChanges(removedBelow, List.of(), Map.of());
        long size = now;
        for (String key : removedBelow) {
            size -= rows.countBelow(key);
        }
        for (String key : removed) {
            size -= below.removes(key) || rows.get(key) == null ? 0 : 1;
        }
        for (String key : written.keySet()) {
            size += changes.removes(key) || rows.get(key) == null ? 1 : 0;
        }
        return size;
    }

    /** All that, as the op {@code storeSeq}. */
    RowChanges changes(long storeSeq) {
        var revised = new LinkedHashMap<String, StoredRow>();
        written.forEach((key, leaf) -> revised.put(key, new StoredRow(leaf.value(), leaf.type(), storeSeq)));
        return new RowChanges(removedBelow, List.copyOf(removed), revised);
    }
}
