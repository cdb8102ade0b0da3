package dev.dust.cli.chaos.history;

import dev.dust.value.Value;

/**
 * A row of a store.
 *
 * @param value    what is there
 * @param revision the store_seq that wrote it; 0 where that is not known
 */
public record Row(Value value, long revision) {
    /** {@link Value#NULL} is written as nothing. */
    public Row {
        value = value == null ? Value.NULL : value;
    }
}
