package dev.dust.server.postgres;

import static dev.dust.server.postgres.schema.Tables.REPLACED_ROWS;
import static dev.dust.server.postgres.schema.Tables.STORE_ROWS;

import dev.dust.server.ledger.ChangedRow;
import dev.dust.server.ledger.KeyedRow;
import dev.dust.server.ledger.Rows;
import dev.dust.server.ledger.StoredRow;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jooq.Cursor;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.ResultQuery;
import org.jspecify.annotations.Nullable;

/** The rows of a store as they are in the tables, read within one transaction. For one thread. */
final class TableRows implements Rows {
    private static final int FETCHED_AT_ONCE = 1_000;

    private final DSLContext sql;
    private final long store;
    private final long count;
    /** What was read before; null where there is no row. */
    private final Map<String, @Nullable StoredRow> known = new HashMap<>();

    /** Of which {@code count} is known. */
    TableRows(DSLContext sql, long store, long count) {
        this.sql = sql;
        this.store = store;
        this.count = count;
    }

    /** Notes what was read for {@code keys}: {@code rows}, and nothing else. */
    void learn(List<String> keys, List<KeyedRow> rows) {
        keys.forEach(key -> known.put(key, null));
        rows.forEach(row -> known.put(row.key(), row.row()));
    }

    @Override
    public @Nullable StoredRow get(String key) {
        if (!known.containsKey(key)) {
            Record found = sql.select(Stored.ROW).from(STORE_ROWS).where(STORE_ROWS.STORE_ID.eq(store), RowQueries.at(key))
                    .fetchOne();
            known.put(key, found == null ? null : Stored.row(found).row());
        }
        return known.get(key);
    }

    @Override
    public Stream<KeyedRow> below(String key) {
        return stream(sql, RowQueries.now(store, key));
    }

    @Override
    public Stream<KeyedRow> all() {
        return stream(sql, RowQueries.now(store, null));
    }

    @Override
    public long countBelow(String key) {
        return Objects.requireNonNull(sql.fetchOne(RowQueries.count(store, key)), "count").get(0, Long.class);
    }

    @Override
    public long count() {
        return count;
    }

    /** What has replaced rows of {@code seq}, and is noted as read; all of it, or what is below a key. */
    Stream<ChangedRow> replacedSince(long seq, @Nullable String below) {
        return records(sql, RowQueries.replacedSince(store, seq, below)).map(found -> {
            KeyedRow then = Stored.row(found);
            return noted(new ChangedRow(then.key(), then.row(), Stored.rowBeside(found)));
        });
    }

    /** The rows that were written after {@code seq}, which are noted as read; all of them, or those below a key. */
    Stream<ChangedRow> newSince(long seq, @Nullable String below) {
        return records(sql, RowQueries.newSince(store, seq, below)).map(Stored::row)
                .map(row -> noted(new ChangedRow(row.key(), null, row.row())));
    }

    private ChangedRow noted(ChangedRow change) {
        known.put(change.key(), change.now());
        return change;
    }

    /** What {@code query} gives, fetched piece by piece as it is read, within the transaction. */
    static Stream<KeyedRow> stream(DSLContext sql, ResultQuery<? extends Record> query) {
        return records(sql, query).map(Stored::row);
    }

    private static Stream<? extends Record> records(DSLContext sql, ResultQuery<? extends Record> query) {
        query.attach(sql.configuration());
        Cursor<? extends Record> cursor = query.fetchSize(FETCHED_AT_ONCE).fetchLazy();
        return cursor.stream().onClose(cursor::close);
    }

    /** The rows of an older moment. */
    record Old(DSLContext sql, long store, long seq) implements Rows {
        @Override
        public @Nullable StoredRow get(String key) {
            KeyBytes bytes = KeyBytes.of(key);
            Record found = sql.select(Stored.ROW).from(STORE_ROWS)
                    .where(STORE_ROWS.STORE_ID.eq(store), RowQueries.at(key), STORE_ROWS.REVISION.le(seq))
                    .unionAll(sql.select(Stored.OLD_ROW).from(REPLACED_ROWS).where(REPLACED_ROWS.STORE_ID.eq(store),
                            REPLACED_ROWS.REPLACED_BY.gt(seq), REPLACED_ROWS.REVISION.le(seq),
                            REPLACED_ROWS.HEAD.eq(bytes.head()), REPLACED_ROWS.TAIL.eq(bytes.tail())))
                    .fetchOne();
            return found == null ? null : Stored.row(found).row();
        }

        @Override
        public Stream<KeyedRow> below(String key) {
            return stream(sql, RowQueries.old(store, seq, key));
        }

        @Override
        public Stream<KeyedRow> all() {
            return stream(sql, RowQueries.old(store, seq, null));
        }

        @Override
        public long count() {
            try (Stream<KeyedRow> all = all()) {
                return all.count();
            }
        }
    }
}
