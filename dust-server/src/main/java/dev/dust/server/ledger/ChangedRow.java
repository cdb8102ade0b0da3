package dev.dust.server.ledger;

import org.jspecify.annotations.Nullable;

/**
 * A row that is not the one that was there at an older moment, though it may have the same value.
 *
 * @param key  of both
 * @param then the row of that moment, or null if there was none
 * @param now  the row that is there now, or null if there is none; never null together with {@code then}
 */
public record ChangedRow(String key, @Nullable StoredRow then, @Nullable StoredRow now) {
}
