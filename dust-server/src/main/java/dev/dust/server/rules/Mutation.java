package dev.dust.server.rules;

import dev.dust.value.Value;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** What one op is about to do to the rows: removals, then the rows that it writes. */
final class Mutation {
    private record Leaf(Value value, String type) {
    }

    private final Rules rules;
    private final Rows rows;
    private final Set<String> removed = new HashSet<>();
    private final Map<String, Leaf> written = new LinkedHashMap<>();
    private final Bounds bounds = new Bounds();

    Mutation(Rules rules, Rows rows) {
        this.rules = rules;
        this.rows = rows;
    }

    void remove(String key) {
        if (rows.get(key) != null) {
            removed.add(key);
        }
    }

    void removeBelow(String key) {
        removed.addAll(rules.below(rows, key).keySet());
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

    /** How many rows there will be. */
    int sizeAfter() {
        int size = rows.size();
        for (String key : removed) {
            size -= written.containsKey(key) ? 0 : 1;
        }
        for (String key : written.keySet()) {
            size += rows.get(key) == null ? 1 : 0;
        }
        return size;
    }

    /** Does it, as the op {@code storeSeq}. */
    void commit(long storeSeq) {
        removed.forEach(rows::remove);
        written.forEach((key, leaf) -> rows.put(key, new StoredRow(leaf.value(), leaf.type(), storeSeq)));
    }
}
