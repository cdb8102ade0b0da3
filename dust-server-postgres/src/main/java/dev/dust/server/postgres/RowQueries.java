package dev.dust.server.postgres;

import static dev.dust.server.postgres.schema.Tables.REPLACED_ROWS;
import static dev.dust.server.postgres.schema.Tables.STORES;
import static dev.dust.server.postgres.schema.Tables.STORE_ROWS;

import dev.dust.cache.Keys;
import dev.dust.server.ledger.KeyedRow;
import java.util.List;
import java.util.stream.IntStream;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.ResultQuery;
import org.jooq.Select;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** Which rows, in SQL. Stateless. */
final class RowQueries {
    /**
     * The planner takes estimates for facts: where it expects few rows it would rather sort all of them than follow the index.
     * What is read here is always found by the index.
     */
    static final String BY_THE_INDEX = "set local enable_seqscan = off; set local enable_bitmapscan = off; "
            + "set local enable_sort = off";

    /**
     * For each {@code w(head, tail)} the row of the store {@code ?} there, if there is one, as {@code r}, found by the index: a
     * join might read the whole store, if the planner takes it for small.
     */
    static final String EACH_AT_ITS_KEY = " cross join lateral (select x.*, x.ctid as place from $store_rows x"
            + " where x.store_id = ? and x.head = w.head and x.tail = w.tail offset 0) r";

    private RowQueries() {
    }

    /** The row at {@code key} itself. */
    static Condition at(String key) {
        KeyBytes bytes = KeyBytes.of(key);
        return STORE_ROWS.HEAD.eq(bytes.head()).and(STORE_ROWS.TAIL.eq(bytes.tail()));
    }

    private static Condition below(String key, Field<byte[]> head, Field<byte[]> rest) {
        return from(Keys.subtreeFrom(key), head, rest).and(to(Keys.subtreeTo(key), head, rest));
    }

    /** The head alone is what the index knows: what it says comes first. */
    private static Condition from(String bound, Field<byte[]> head, Field<byte[]> rest) {
        KeyBytes from = KeyBytes.of(bound);
        Condition heads = head.ge(from.head());
        return from.isShort() ? heads : heads.and(DSL.row(head, rest).ge(DSL.row(from.head(), from.rest())));
    }

    private static Condition to(String bound, Field<byte[]> head, Field<byte[]> rest) {
        KeyBytes to = KeyBytes.of(bound);
        return to.isShort()
                ? head.lt(to.head())
                : head.le(to.head()).and(DSL.row(head, rest).lt(DSL.row(to.head(), to.rest())));
    }

    /**
     * The seq of a store, once for each of the first rows of a range of now, in order, or once without a row. To be called
     * within a transaction.
     */
    static List<? extends Record> range(DSLContext sql, long store, String from, @Nullable String to, int most) {
        Condition within = STORE_ROWS.STORE_ID.eq(STORES.ID).and(from(from, STORE_ROWS.HEAD, STORE_ROWS.REST));
        if (to != null) {
            within = within.and(to(to, STORE_ROWS.HEAD, STORE_ROWS.REST));
        }
        var rows = DSL.select(Stored.ROW).from(STORE_ROWS).where(within).orderBy(STORE_ROWS.HEAD, STORE_ROWS.REST).limit(most)
                .asTable("r");
        var query = sql.select(STORES.SEQ).select(Stored.ROW.stream().map(rows::field).toList()).from(STORES)
                .leftJoin(DSL.lateral(rows)).on(DSL.trueCondition()).where(STORES.ID.eq(store))
                .orderBy(rows.field(STORE_ROWS.HEAD), rows.field(STORE_ROWS.REST));
        sql.execute(BY_THE_INDEX);
        return query.fetch();
    }

    /** The rows that {@link #range} found. */
    static List<KeyedRow> rowsOf(List<? extends Record> range) {
        return range.stream().filter(found -> found.get(1) != null)
                .map(found -> Stored.row(found.into(IntStream.range(1, found.size()).mapToObj(found::field)
                        .toArray(Field[]::new))))
                .toList();
    }

    private static Condition of(long store, @Nullable String below) {
        Condition all = STORE_ROWS.STORE_ID.eq(store);
        return below == null ? all : all.and(below(below, STORE_ROWS.HEAD, STORE_ROWS.REST));
    }

    /** The rows of now, in order; all of them, or those below a key. */
    static ResultQuery<? extends Record> now(long store, @Nullable String below) {
        return DSL.select(Stored.ROW).from(STORE_ROWS).where(of(store, below)).orderBy(STORE_ROWS.HEAD, STORE_ROWS.REST);
    }

    /** How many rows there are below a key. */
    static Select<? extends Record> count(long store, String below) {
        return DSL.selectCount().from(STORE_ROWS).where(of(store, below));
    }

    private static Condition replaced(long store, long seq, @Nullable String below) {
        Condition replaced = REPLACED_ROWS.STORE_ID.eq(store).and(REPLACED_ROWS.REPLACED_BY.gt(seq))
                .and(REPLACED_ROWS.REVISION.le(seq));
        return below == null ? replaced : replaced.and(below(below, REPLACED_ROWS.HEAD, REPLACED_ROWS.REST));
    }

    /** The rows as they were at {@code seq}, in order; all of them, or those below a key. */
    static ResultQuery<? extends Record> old(long store, long seq, @Nullable String below) {
        return DSL.select(Stored.ROW).from(STORE_ROWS).where(of(store, below).and(STORE_ROWS.REVISION.le(seq)))
                .unionAll(DSL.select(Stored.OLD_ROW).from(REPLACED_ROWS).where(replaced(store, seq, below))).orderBy(1, 2);
    }

    /** The rows of {@code seq} that are there no more, with what of now is at their keys; all, or those below a key. */
    static ResultQuery<? extends Record> replacedSince(long store, long seq, @Nullable String below) {
        return DSL.select(Stored.OLD_ROW).select(STORE_ROWS.REVISION, STORE_ROWS.TYPE, STORE_ROWS.VALUE).from(REPLACED_ROWS)
                .leftJoin(STORE_ROWS).on(STORE_ROWS.STORE_ID.eq(store), STORE_ROWS.HEAD.eq(REPLACED_ROWS.HEAD),
                        STORE_ROWS.TAIL.eq(REPLACED_ROWS.TAIL))
                .where(replaced(store, seq, below));
    }

    /** The rows of now that were written after {@code seq}; all, or those below a key. */
    static ResultQuery<? extends Record> newSince(long store, long seq, @Nullable String below) {
        return DSL.select(Stored.ROW).from(STORE_ROWS).where(of(store, below).and(STORE_ROWS.REVISION.gt(seq)));
    }
}
