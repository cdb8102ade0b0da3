package dev.dust.adapter.postgres;

import static dev.dust.adapter.postgres.schema.Tables.ENTRIES;

import dev.dust.adapter.postgres.schema.tables.Entries;
import dev.dust.cache.Row;
import dev.dust.cache.Scan;
import dev.dust.codec.ValueCodec;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Select;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * The entries of a generation, by key and in order. Conditions are on what the index holds, {@link #HEAD} of the path, and on
 * the path itself, which follows it in the order: so an index scan finds them, and paths that are too long for an index are
 * told apart.
 */
final class EntryTable {
    static final Field<String> HEAD = head(ENTRIES);

    static final Field<?>[] COLUMNS = {ENTRIES.PATH, ENTRIES.VALUE, ENTRIES.TYPE, ENTRIES.REVISION, ENTRIES.SYNCED_AT};

    private final ValueCodec json;

    EntryTable(ValueCodec json) {
        this.json = json;
    }

    ValueCodec json() {
        return json;
    }

    /** The row of {@code key}, or null. */
    @Nullable
    Row get(DSLContext sql, long generation, String key) {
        String path = TextEscaping.stored(key);
        Record found = sql.select(COLUMNS).from(ENTRIES).where(of(generation)).and(HEAD.eq(TextEscaping.head(path)))
                .and(ENTRIES.TAIL.eq(TextEscaping.tail(path))).and(ENTRIES.PATH.eq(path)).fetchOne();
        return found == null ? null : fetched(found).row(json);
    }

    /** The rows of those {@code keys} that have one, by key. */
    Map<String, Row> getAll(DSLContext sql, long generation, Collection<String> keys) {
        var rows = HashMap.<String, Row>newHashMap(keys.size());
        if (!keys.isEmpty()) {
            sql.select(COLUMNS).from(ENTRIES).where(of(generation)).and(isOneOf(paths(keys))).forEach(found -> {
                Row row = fetched(found).row(json);
                rows.put(row.key(), row);
            });
        }
        return rows;
    }

    /**
     * The rows of a part of a scan, in its order.
     *
     * @param lower null for no bound
     * @param upper null for no bound
     * @param limit how many rows at most
     */
    Page page(DSLContext sql, long generation, Scan scan, @Nullable Bound lower, @Nullable Bound upper, int limit) {
        var rows = new ArrayList<FetchedRow>(limit);
        long characters = 0;
        for (Record found : select(sql, generation, scan, lower, upper, limit).fetch()) {
            FetchedRow row = fetched(found);
            characters += row.value().length();
            rows.add(row);
        }
        return new Page(rows, characters);
    }

    /**
     * Rows that were fetched at once.
     *
     * @param characters how long their values are, as JSON
     */
    record Page(List<FetchedRow> rows, long characters) {
        static final Page EMPTY = new Page(List.of(), 0);
    }

    private static Select<?> select(DSLContext sql, long generation, Scan scan, @Nullable Bound lower, @Nullable Bound upper,
            int limit) {
        Condition range = of(generation).and(lower == null ? DSL.noCondition() : lower.isLower())
                .and(upper == null ? DSL.noCondition() : upper.isUpper()).and(LikePattern.of(scan.pattern()).condition());
        var rows = sql.select(COLUMNS).from(ENTRIES).where(range);
        return scan.isDescending()
                ? rows.orderBy(HEAD.desc(), ENTRIES.PATH.desc()).limit(limit)
                : rows.orderBy(HEAD, ENTRIES.PATH).limit(limit);
    }

    static Field<String> head(Entries entries) {
        return DSL.left(entries.PATH, DSL.inline(TextEscaping.HEAD_LENGTH));
    }

    static Condition of(long generation) {
        return ENTRIES.GENERATION.eq(generation);
    }

    /** Whether an entry's path is one of these, in stored form. */
    static Condition isOneOf(String[] paths) {
        var heads = new String[paths.length];
        for (int i = 0; i < paths.length; i++) {
            heads[i] = TextEscaping.head(paths[i]);
        }
        return HEAD.eq(DSL.any(heads)).and(ENTRIES.PATH.eq(DSL.any(paths)));
    }

    /** Keys as they are stored. */
    static String[] paths(Collection<String> keys) {
        return keys.stream().map(TextEscaping::stored).toArray(String[]::new);
    }

    private static FetchedRow fetched(Record found) {
        return new FetchedRow(TextEscaping.original(found.get(ENTRIES.PATH)), found.get(ENTRIES.VALUE).data(),
                TextEscaping.original(found.get(ENTRIES.TYPE)), found.get(ENTRIES.REVISION), found.get(ENTRIES.SYNCED_AT));
    }
}
