package dev.dust.adapter.postgres;

import static dev.dust.adapter.postgres.schema.Tables.STORES;

import dev.dust.cache.CacheException;
import org.jooq.Record3;
import org.jooq.Record;
import org.jooq.Result;
import org.jooq.Select;
import org.jooq.SelectConditionStep;
import org.jooq.SelectField;
import org.jooq.impl.DSL;

/**
 * What the table of stores says of one.
 *
 * @param generation which entries are its
 * @param count      how many they are
 */
record StoreHead(long appliedSeq, long generation, long count) {
    static final String MISSING = "somebody deleted this store's row from the table of stores";

    static SelectConditionStep<Record3<Long, Long, Long>> select(long storeId) {
        return DSL.select(STORES.APPLIED_SEQ, STORES.GENERATION, STORES.ENTRY_COUNT).from(STORES).where(STORES.ID.eq(storeId));
    }

    /** The same, locked, together with {@code more}. */
    static Select<?> selectLocked(long storeId, SelectField<?> more) {
        return DSL.select(STORES.APPLIED_SEQ, STORES.GENERATION, STORES.ENTRY_COUNT, more).from(STORES)
                .where(STORES.ID.eq(storeId)).forNoKeyUpdate();
    }

    static StoreHead of(Result<Record> found) {
        if (found.isEmpty()) {
            throw new CacheException(MISSING);
        }
        Record head = found.getFirst();
        return new StoreHead(head.get(STORES.APPLIED_SEQ), head.get(STORES.GENERATION), head.get(STORES.ENTRY_COUNT));
    }
}
