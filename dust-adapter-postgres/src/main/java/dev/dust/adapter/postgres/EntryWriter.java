package dev.dust.adapter.postgres;

import static dev.dust.adapter.postgres.schema.Tables.ENTRIES;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.dust.cache.Row;
import dev.dust.codec.ValueCodec;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.JSON;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/**
 * Writes entries of a generation, whose store row the transaction has locked. Each method says by how much their number grew.
 */
final class EntryWriter {
    /** How many rows, and about how many characters of values, one statement writes at most. */
    private static final int ROWS = 2_000;
    private static final int CHARACTERS = 4 << 20;

    /** Where the database keeps an entry. */
    private static final Field<Object> AT = DSL.field("ctid");
    private static final Field<Boolean> IS_NEW = DSL.field("xmax = 0", SQLDataType.BOOLEAN);

    private final ValueCodec json;

    EntryWriter(ValueCodec json) {
        this.json = json;
    }

    long apply(DSLContext sql, long generation, ChangeSet changes) {
        return removeRanges(sql, generation, changes.subtrees()) + remove(sql, generation, changes.removed())
                + put(sql, generation, changes.put());
    }

    /**
     * One statement for all of them, because a burst of events has a range for each, mostly an empty one; and for each range a
     * search of the index: the lateral select with its offset keeps the planner from going through all entries instead.
     */
    private static long removeRanges(DSLContext sql, long generation, Map<String, String> ranges) {
        if (ranges.isEmpty()) {
            return 0;
        }
        Table<Record> bounds = DSL.table("unnest({0}, {1}, {2}, {3})", bounds(ranges.keySet(), TextEscaping::head),
                bounds(ranges.keySet(), UnaryOperator.identity()), bounds(ranges.values(), TextEscaping::head),
                bounds(ranges.values(), UnaryOperator.identity())).as("r", "from_head", "from_path", "to_head", "to_path");
        Table<?> found = DSL.lateral(sql.select(AT).from(ENTRIES).where(EntryTable.of(generation))
                .and(EntryTable.HEAD.ge(bound("from_head"))).and(ENTRIES.PATH.ge(bound("from_path")))
                .and(EntryTable.HEAD.le(bound("to_head"))).and(ENTRIES.PATH.lt(bound("to_path"))).offset(DSL.inline(0)))
                .as("found", "at");
        return -sql.deleteFrom(ENTRIES)
                .where(DSL.condition("ctid = any(array({0}))",
                        sql.select(DSL.field(DSL.name("found", "at"))).from(bounds).crossJoin(found)))
                .execute();
    }

    private static Field<String[]> bounds(Collection<String> keys, UnaryOperator<String> part) {
        return DSL.val(keys.stream().map(TextEscaping::stored).map(part).toArray(String[]::new));
    }

    /** A column of the bounds, in the order of paths: that of the database may be another. */
    private static Field<String> bound(String name) {
        return DSL.field("{0} collate \"C\"", String.class, DSL.name("r", name));
    }

    private static long remove(DSLContext sql, long generation, Collection<String> keys) {
        return keys.isEmpty()
                ? 0
                : -sql.deleteFrom(ENTRIES).where(EntryTable.of(generation)).and(EntryTable.isOneOf(EntryTable.paths(keys)))
                        .execute();
    }

    private long put(DSLContext sql, long generation, List<Row> rows) {
        long grown = 0;
        var columns = new Columns(Math.min(ROWS, rows.size()));
        for (Row row : rows) {
            columns.add(row, new String(json.encode(row.value()), UTF_8));
            if (columns.isFull()) {
                grown += columns.put(sql, generation);
                columns = new Columns(ROWS);
            }
        }
        return grown + columns.put(sql, generation);
    }

    /** Rows to put, as an array for each column. */
    private static final class Columns {
        private static final Field<String> PATH = column("path", String.class);
        private static final Field<String> TAIL = column("tail", String.class);
        private static final Field<String> VALUE = column("value", String.class);
        private static final Field<String> TYPE = column("type", String.class);
        private static final Field<Long> REVISION = column("revision", Long.class);
        private static final Field<Long> SYNCED_AT = column("synced_at", Long.class);

        private final String[] paths;
        private final String[] tails;
        private final String[] values;
        private final String[] types;
        private final Long[] revisions;
        private final Long[] syncedAt;
        private int size;
        private long characters;

        Columns(int capacity) {
            paths = new String[capacity];
            tails = new String[capacity];
            values = new String[capacity];
            types = new String[capacity];
            revisions = new Long[capacity];
            syncedAt = new Long[capacity];
        }

        private static <T> Field<T> column(String name, Class<T> type) {
            return DSL.field(DSL.name("r", name), type);
        }

        void add(Row row, String value) {
            paths[size] = TextEscaping.stored(row.key());
            tails[size] = TextEscaping.tail(paths[size]);
            values[size] = value;
            types[size] = TextEscaping.stored(row.type());
            revisions[size] = row.revision();
            syncedAt[size] = row.syncedAt();
            characters += value.length();
            size++;
        }

        boolean isFull() {
            return size == ROWS || characters >= CHARACTERS;
        }

        long put(DSLContext sql, long generation) {
            if (size == 0) {
                return 0;
            }
            Table<Record> rows = DSL.table("unnest({0}, {1}, {2}, {3}, {4}, {5})", array(paths), array(tails), array(values),
                    array(types), array(revisions), array(syncedAt))
                    .as("r", "path", "tail", "value", "type", "revision", "synced_at");
            return sql.insertInto(ENTRIES, ENTRIES.GENERATION, ENTRIES.PATH, ENTRIES.TAIL, ENTRIES.VALUE, ENTRIES.TYPE,
                    ENTRIES.REVISION, ENTRIES.SYNCED_AT)
                    .select(sql.select(DSL.val(generation), PATH, TAIL, VALUE.cast(JSON.class), TYPE, REVISION, SYNCED_AT)
                            .from(rows))
                    .onConflict(ENTRIES.GENERATION, EntryTable.HEAD, ENTRIES.TAIL).doUpdate()
                    .set(ENTRIES.VALUE, DSL.excluded(ENTRIES.VALUE)).set(ENTRIES.TYPE, DSL.excluded(ENTRIES.TYPE))
                    .set(ENTRIES.REVISION, DSL.excluded(ENTRIES.REVISION))
                    .set(ENTRIES.SYNCED_AT, DSL.excluded(ENTRIES.SYNCED_AT)).returningResult(IS_NEW)
                    .fetch(IS_NEW).stream().filter(isNew -> isNew).count();
        }

        private <T> Field<T[]> array(T[] column) {
            return DSL.val(Arrays.copyOf(column, size));
        }
    }
}
