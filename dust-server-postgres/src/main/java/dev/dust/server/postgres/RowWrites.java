package dev.dust.server.postgres;

import dev.dust.cache.Keys;
import dev.dust.server.ledger.KeyedRow;
import dev.dust.server.ledger.LedgerOp;
import dev.dust.server.ledger.RowChanges;
import dev.dust.server.ledger.StoredRow;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What ops one after the other do to the tables, taken together: what of the tables they replace, what they have written and
 * replaced themselves, and how rows are in the end. For one thread.
 */
final class RowWrites {
    /**
     * A row that an op has written and a later one of the same writes has replaced: the tables have never had it.
     *
     * @param replacedBy the later op
     */
    record Passing(KeyedRow row, long replacedBy) {
    }

    /**
     * What of the tables goes with everything below a key.
     *
     * @param replacedBy the op
     */
    record Below(String key, long replacedBy) {
    }

    /** How rows are in the end; null where there is none. */
    private final TreeMap<String, @Nullable StoredRow> rows = new TreeMap<>(Keys.ORDER);
    private final Map<String, Long> replaced = new LinkedHashMap<>();
    private final List<Below> below = new ArrayList<>();
    private final List<Passing> passing = new ArrayList<>();

    /** Adds the next op. */
    void add(LedgerOp op) {
        long seq = op.event().storeSeq();
        RowChanges changes = op.changes();
        for (String key : changes.removedBelow()) {
            rows.subMap(Keys.subtreeFrom(key), Keys.subtreeTo(key)).entrySet().forEach(row -> {
                noteThatItPasses(row.getKey(), row.getValue(), seq);
                row.setValue(null);
            });
            below.add(new Below(key, seq));
        }
        changes.removed().forEach(key -> replace(key, null, seq));
        changes.written().forEach((key, row) -> replace(key, row, seq));
    }

    private void replace(String key, @Nullable StoredRow row, long seq) {
        noteThatItPasses(key, rows.get(key), seq);
        replaced.putIfAbsent(key, seq);
        rows.put(key, row);
    }

    private void noteThatItPasses(String key, @Nullable StoredRow row, long seq) {
        if (row != null) {
            passing.add(new Passing(new KeyedRow(key, row), seq));
        }
    }

    /** Keys whose rows in the tables are replaced or removed, if there are any, each with the first op that does it. */
    Map<String, Long> replaced() {
        return replaced;
    }

    List<Below> below() {
        return below;
    }

    List<Passing> passing() {
        return passing;
    }

    /** The rows that are there in the end. */
    List<KeyedRow> written() {
        var written = new ArrayList<KeyedRow>();
        rows.forEach((key, row) -> {
            if (row != null) {
                written.add(new KeyedRow(key, row));
            }
        });
        return written;
    }

    /** The keys whose rows are gone in the end, but for those that went with what is below a key. */
    List<String> removed() {
        return replaced.keySet().stream().filter(key -> rows.get(key) == null).toList();
    }
}
