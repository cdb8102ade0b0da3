package dev.dust.server.ledger;

import dev.dust.cache.Keys;
import java.util.List;
import java.util.Map;

/**
 * What an op does to the rows: first all removals, then what is written.
 *
 * @param removedBelow keys whose subtrees are removed, without the rows at these keys themselves
 * @param removed      keys whose rows are removed, if there are any
 * @param written      the rows that are written, by key, with the op's number for revision
 */
public record RowChanges(List<String> removedBelow, List<String> removed, Map<String, StoredRow> written) {
    /** Copies the collections. */
    public RowChanges {
        removedBelow = List.copyOf(removedBelow);
        removed = List.copyOf(removed);
        written = Map.copyOf(written);
    }

    /** Whether it removes the row at {@code key}, if there is one, whatever is written afterwards. */
    public boolean removes(String key) {
        return removed.contains(key) || removedBelow.stream().anyMatch(above -> Keys.isBelow(key, above));
    }
}
