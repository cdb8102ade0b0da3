package dev.dust.server.ledger;

/**
 * A row and where it is.
 *
 * @param key rendered (docs/protocol.md#paths)
 * @param row what is there
 */
public record KeyedRow(String key, StoredRow row) {
}
