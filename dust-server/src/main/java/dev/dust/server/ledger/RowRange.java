package dev.dust.server.ledger;

import java.util.List;

/**
 * Some rows of a store, of one moment.
 *
 * @param seq  the last op of that moment
 * @param rows in the order of their keys
 */
public record RowRange(long seq, List<KeyedRow> rows) {
    /** Copies the list. */
    public RowRange {
        rows = List.copyOf(rows);
    }
}
