package dev.dust.cache;

/** One step of a commit. Steps take effect in their order. */
public sealed interface RowChange {

    /** Writes a row, over one of the same key if there is one; what lies below stays. */
    record Put(Row row) implements RowChange {
    }

    /** Removes the row of exactly this key, if there is one. */
    record Remove(String key) implements RowChange {
    }

    /** Removes every row below {@code key}, not the row of {@code key} itself. */
    record RemoveBelow(String key) implements RowChange {
    }
}
