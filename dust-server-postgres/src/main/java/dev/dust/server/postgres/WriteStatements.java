package dev.dust.server.postgres;

import static dev.dust.server.postgres.schema.Tables.FILE_STORES;
import static dev.dust.server.postgres.schema.Tables.OPS;
import static dev.dust.server.postgres.schema.Tables.REPLACED_ROWS;
import static dev.dust.server.postgres.schema.Tables.STORES;
import static dev.dust.server.postgres.schema.Tables.STORE_ROWS;

import dev.dust.cache.Keys;
import dev.dust.server.ledger.Event;
import dev.dust.server.ledger.KeyedRow;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jooq.DSLContext;
import org.jooq.DataType;
import org.jooq.Field;
import org.jooq.QueryPart;
import org.jooq.Record;
import org.jooq.Result;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * The statements by which ops are written: few, whatever the ops are, each over arrays of everything that it is about, and all
 * of them in one message. For one thread, and one time.
 */
final class WriteStatements {
    private static final DataType<byte[][]> BYTES = ArrayBinding.of("bytea", byte[][].class);
    private static final DataType<Long[]> LONGS = ArrayBinding.of("bigint", Long[].class);
    private static final DataType<Integer[]> INTEGERS = ArrayBinding.of("integer", Integer[].class);
    private static final DataType<String[]> TEXTS = ArrayBinding.of("text", String[].class);

    /** The op that stores a file (docs/protocol.md#files). */
    private static final String PUT_FILE = "put_file";
    private static final String ROW_OF_A_KEY = "select r.*, w.seq as by from unnest({0}, {1}, {2}) as w(head, tail, seq)"
            + " join {3} r on r.store_id = {4} and r.head = w.head and r.tail = w.tail";
    private static final String IN_THE_RANGE = "r.store_id = {6} and r.head >= w.from_head and r.head <= w.to_head"
            + " and (r.head, r.rest) >= (w.from_head, w.from_rest) and (r.head, r.rest) < (w.to_head, w.to_rest)";
    private static final String RANGES = "unnest({0}, {1}, {2}, {3}, {4}) as w(from_head, from_rest, to_head, to_rest, seq)";

    private final long store;
    private final List<QueryPart> statements = new ArrayList<>();

    /**
     * An op to be written.
     *
     * @param push    what stands for the id of its push, or null if that has none
     * @param ordinal which one it is of that push's ops, or null
     */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    record NewOp(Event event, byte @Nullable [] push, @Nullable Integer ordinal) {
    }

    WriteStatements(long store) {
        this.store = store;
    }

    /**
     * Writes ops, what they do to rows, and how far the store is then.
     *
     * @param ops   in order, not empty
     * @param nowMillis by which they were decided
     * @return how many rows the store has
     */
    static long run(DSLContext sql, long store, List<NewOp> ops, RowWrites rows, long nowMillis) {
        var statements = new WriteStatements(store);
        statements.replace(rows);
        statements.remove(rows);
        List<KeyedRow> written = rows.written();
        statements.write(written);
        statements.append(ops, nowMillis);
        statements.nameFiles(ops);
        statements.advance(ops, written.size(), nowMillis);
        return statements.run(sql);
    }

    private void add(String template, QueryPart... parts) {
        statements.add(DSL.sql(template, parts));
    }

    /** Moves what is replaced out of the way, as the first op found it that replaced it. */
    private void replace(RowWrites rows) {
        List<KeyBytes> keys = bytes(rows.replaced().keySet());
        var sources = new ArrayList<QueryPart>();
        if (!keys.isEmpty()) {
            sources.add(DSL.sql(ROW_OF_A_KEY, heads(keys), tails(keys), longs(rows.replaced().values()), STORE_ROWS,
                    DSL.val(store)));
        }
        if (!rows.below().isEmpty()) {
            sources.add(DSL.sql("select r.*, w.seq as by from " + RANGES + " join {5} r on " + IN_THE_RANGE,
                    ranges(rows.below())));
        }
        if (!sources.isEmpty()) {
            QueryPart found = sources.size() == 1
                    ? sources.getFirst()
                    : DSL.sql("{0} union all {1}", sources.get(0), sources.get(1));
            add("insert into {0} (store_id, replaced_by, head, tail, rest, revision, type, value, file)"
                    + " select distinct on (f.head, f.tail) f.store_id, f.by, f.head, f.tail, f.rest, f.revision, f.type,"
                    + " f.value, f.file"
                    + " from ({1}) f order by f.head, f.tail, f.by", REPLACED_ROWS, found);
        }
        if (!rows.passing().isEmpty()) {
            List<KeyedRow> passing = rows.passing().stream().map(RowWrites.Passing::row).toList();
            List<KeyBytes> places = bytes(passing.stream().map(KeyedRow::key).toList());
            add("insert into {0} (store_id, replaced_by, head, tail, rest, revision, type, value, file)"
                    + " select {1}, w.by, w.head, w.tail, w.rest, w.revision, w.type, convert_from(w.value, 'UTF8')::json, w.file"
                    + " from unnest({2}, {3}, {4}, {5}, {6}, {7}, {8}, {9})"
                    + " as w(by, head, tail, rest, revision, type, value, file)",
                    REPLACED_ROWS, DSL.val(store),
                    longs(rows.passing().stream().map(RowWrites.Passing::replacedBy).toList()), heads(places), tails(places),
                    rests(places), revisions(passing), types(passing), values(passing), files(passing));
        }
    }

    private void remove(RowWrites rows) {
        if (!rows.below().isEmpty()) {
            add("delete from {5} r using " + RANGES + " where " + IN_THE_RANGE, ranges(rows.below()));
        }
        List<KeyBytes> removed = bytes(rows.removed());
        if (!removed.isEmpty()) {
            add("delete from {0} r using unnest({1}, {2}) as w(head, tail)"
                    + " where r.store_id = {3} and r.head = w.head and r.tail = w.tail", STORE_ROWS, heads(removed),
                    tails(removed), DSL.val(store));
        }
    }

    private void write(List<KeyedRow> written) {
        if (written.isEmpty()) {
            return;
        }
        List<KeyBytes> keys = bytes(written.stream().map(KeyedRow::key).toList());
        add("insert into {0} as r (store_id, head, tail, rest, revision, type, value, file)"
                + " select {1}, w.head, w.tail, w.rest, w.revision, w.type, convert_from(w.value, 'UTF8')::json, w.file"
                + " from unnest({2}, {3}, {4}, {5}, {6}, {7}, {8}) as w(head, tail, rest, revision, type, value, file)"
                + " on conflict (store_id, head, tail) do update set revision = excluded.revision, type = excluded.type,"
                + " value = excluded.value, file = excluded.file", STORE_ROWS, DSL.val(store), heads(keys), tails(keys),
                rests(keys), revisions(written), types(written), values(written), files(written));
    }

    private void append(List<NewOp> ops, long nowMillis) {
        add("insert into {0} (store_id, seq, op, path, device_id, client_op_id, value, sent, push, ordinal, at_millis)"
                + " select {1}, w.seq, w.op, w.path, w.device_id, w.client_op_id, convert_from(w.value, 'UTF8')::json,"
                + " convert_from(w.sent, 'UTF8')::json, w.push, w.ordinal, {11}"
                + " from unnest({2}, {3}, {4}, {5}, {6}, {7}, {8}, {9}, {10})"
                + " as w(seq, op, path, device_id, client_op_id, value, sent, push, ordinal)", OPS, DSL.val(store),
                longs(ops.stream().map(op -> op.event().storeSeq()).toList()), texts(ops, op -> op.event().op()),
                bytes(ops, op -> Stored.utf8(op.event().path())), bytes(ops, op -> Stored.utf8(op.event().deviceId())),
                bytes(ops, op -> Stored.utf8(op.event().clientOpId())), bytes(ops, op -> Stored.bytes(op.event().value())),
                bytes(ops, op -> op.event().sent().equals(op.event().value()) ? null : Stored.bytes(op.event().sent())),
                bytes(ops, NewOp::push), DSL.val(ops.stream().map(NewOp::ordinal).toArray(Integer[]::new), INTEGERS),
                DSL.val(nowMillis));
    }

    /** Notes which files the store is given. */
    private void nameFiles(List<NewOp> ops) {
        List<NewOp> files = ops.stream()
                .filter(op -> op.event().op().equals(PUT_FILE) && FileHash.of(op.event().value()) != null)
                .toList();
        if (files.isEmpty()) {
            return;
        }
        add("insert into {0} (hash, store_id, content_type)"
                + " select w.hash, {1}, w.content_type from unnest({2}, {3}) as w(hash, content_type)"
                + " on conflict do nothing", FILE_STORES, DSL.val(store), bytes(files, op -> FileHash.of(op.event().value())),
                bytes(files, op -> Stored.utf8(FileHash.contentType(op.event().value()))));
    }

    /** The store has what it had, without what was replaced, and with what there is in its place. */
    private void advance(List<NewOp> ops, int written, long nowMillis) {
        long first = ops.getFirst().event().storeSeq();
        long last = ops.getLast().event().storeSeq();
        add("update {0} set seq = {1}, seen_millis = {2}, row_count = row_count + {3} - (select count(*) from {4} h"
                + " where h.store_id = {5} and h.replaced_by between {6} and {1} and h.revision < {6})"
                + " where id = {5} returning row_count", STORES, DSL.val(last), DSL.val(nowMillis), DSL.val(written),
                REPLACED_ROWS, DSL.val(store), DSL.val(first));
    }

    private long run(DSLContext sql) {
        String places = IntStream.range(0, statements.size()).mapToObj(i -> "{" + i + "}").collect(Collectors.joining("; "));
        Result<Record> advanced = sql.resultQuery(places, statements.toArray(QueryPart[]::new)).fetchMany().getLast();
        return advanced.getFirst().get(0, Long.class);
    }

    private QueryPart[] ranges(List<RowWrites.Below> ranges) {
        List<KeyBytes> from = bytes(ranges.stream().map(range -> Keys.subtreeFrom(range.key())).toList());
        List<KeyBytes> to = bytes(ranges.stream().map(range -> Keys.subtreeTo(range.key())).toList());
        return new QueryPart[]{heads(from), rests(from), heads(to), rests(to),
                longs(ranges.stream().map(RowWrites.Below::replacedBy).toList()), STORE_ROWS, DSL.val(store)};
    }

    private static List<KeyBytes> bytes(Collection<String> keys) {
        return keys.stream().map(KeyBytes::of).toList();
    }

    private static Field<byte[][]> heads(List<KeyBytes> keys) {
        return bytes(keys, KeyBytes::head);
    }

    private static Field<byte[][]> tails(List<KeyBytes> keys) {
        return bytes(keys, KeyBytes::tail);
    }

    private static Field<byte[][]> rests(List<KeyBytes> keys) {
        return bytes(keys, KeyBytes::rest);
    }

    private static Field<Long[]> revisions(List<KeyedRow> rows) {
        return longs(rows.stream().map(row -> row.row().revision()).toList());
    }

    private static Field<String[]> types(List<KeyedRow> rows) {
        return texts(rows, row -> row.row().type());
    }

    private static Field<byte[][]> values(List<KeyedRow> rows) {
        return bytes(rows, row -> Stored.bytes(row.row().value()));
    }

    private static Field<byte[][]> files(List<KeyedRow> rows) {
        return bytes(rows, row -> FileHash.of(row.row().value()));
    }

    private static <T> Field<byte[][]> bytes(List<T> items, Function<T, byte @Nullable []> part) {
        return DSL.val(items.stream().map(part).toArray(byte[][]::new), BYTES);
    }

    private static <T> Field<String[]> texts(List<T> items, Function<T, String> part) {
        return DSL.val(items.stream().map(part).toArray(String[]::new), TEXTS);
    }

    private static Field<Long[]> longs(Collection<Long> numbers) {
        return DSL.val(numbers.toArray(Long[]::new), LONGS);
    }

    /** Keys for a query of {@code unnest}: heads and tails. */
    static QueryPart[] places(List<String> keys) {
        List<KeyBytes> bytes = bytes(keys);
        return new QueryPart[]{heads(bytes), tails(bytes)};
    }

    /** Hashes for a query of {@code any}. */
    static Field<byte[][]> pushes(List<byte[]> pushes) {
        return bytes(pushes, push -> push);
    }
}
