package dev.dust.adapter.postgres;

import static dev.dust.adapter.postgres.schema.Tables.ENTRIES;

import org.jooq.Condition;

/**
 * One end of a range of entries.
 *
 * @param key       not null
 * @param inclusive whether an entry of exactly this key is in the range
 */
record Bound(String key, boolean inclusive) {

    /** As a lower end. */
    Condition isLower() {
        String path = TextEscaping.stored(key);
        return EntryTable.HEAD.ge(TextEscaping.head(path)).and(inclusive ? ENTRIES.PATH.ge(path) : ENTRIES.PATH.gt(path));
    }

    /** As an upper end. */
    Condition isUpper() {
        String path = TextEscaping.stored(key);
        return EntryTable.HEAD.le(TextEscaping.head(path)).and(inclusive ? ENTRIES.PATH.le(path) : ENTRIES.PATH.lt(path));
    }
}
