package dev.dust.server.ledger;

import dev.dust.value.Value;

/**
 * A row as the server keeps it.
 *
 * @param value    a leaf
 * @param type     the row's type (docs/protocol.md#types)
 * @param revision the store_seq that last wrote the row
 */
public record StoredRow(Value value, String type, long revision) {
}
