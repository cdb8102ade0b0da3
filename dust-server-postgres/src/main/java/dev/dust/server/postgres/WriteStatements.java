package dev.dust.server.postgres;

import dev.dust.cache.Keys;
import dev.dust.server.ledger.Event;
import dev.dust.server.ledger.KeyedRow;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The statements by which ops are written: few, whatever the ops are, each over arrays of everything that it is about, and all
 * of them in one message. Stateless.
 */
final class WriteStatements {
    /** The op that stores a file (docs/protocol.md#files). */
    private static final String PUT_FILE = "put_file";

    private static final String COLUMNS = "(store_id, replaced_by, head, tail, rest, revision, type, value, file)";
    private static final String MOVE = "insert into $replaced_rows " + COLUMNS
            + " select distinct on (f.head, f.tail) f.store_id, f.by, f.head, f.tail, f.rest, f.revision, f.type, f.value, f.file"
            + " from (%s) f order by f.head, f.tail, f.by";
    private static final String AT_KEYS = "select r.*, w.seq as by from unnest(?, ?, ?) as w(head, tail, seq)"
            + RowQueries.EACH_AT_ITS_KEY;
    private static final String IN_RANGES = "select r.*, w.seq as by"
            + " from unnest(?, ?, ?, ?, ?) as w(from_head, from_rest, to_head, to_rest, seq)"
            + " cross join lateral (select x.*, x.ctid as place from $store_rows x where x.store_id = ?"
            + " and x.head >= w.from_head and x.head <= w.to_head and (x.head, x.rest) >= (w.from_head, w.from_rest)"
            + " and (x.head, x.rest) < (w.to_head, w.to_rest) offset 0) r";
    private static final String REMOVE_BELOW = "with below as (" + IN_RANGES
            + "), gone as (delete from $store_rows where ctid = any(array(select place from below))) ";

    private static final String MOVE_AT_KEYS = MOVE.formatted(AT_KEYS);
    private static final String MOVE_BELOW = REMOVE_BELOW + MOVE.formatted("select * from below");
    private static final String MOVE_ALL = REMOVE_BELOW + MOVE.formatted("select * from below union all " + AT_KEYS);
    private static final String ADD_PASSING = "insert into $replaced_rows " + COLUMNS
            + " select ?, w.by, w.head, w.tail, w.rest, w.revision, w.type, convert_from(w.value, 'UTF8')::json, w.file"
            + " from unnest(?, ?, ?, ?, ?, ?, ?, ?) as w(by, head, tail, rest, revision, type, value, file)";
    private static final String REMOVE_AT_KEYS = "delete from $store_rows where ctid = any(array("
            + "select r.place from unnest(?, ?) as w(head, tail)" + RowQueries.EACH_AT_ITS_KEY + "))";
    private static final String WRITE = "insert into $store_rows as r (store_id, head, tail, rest, revision, type, value, file)"
            + " select ?, w.head, w.tail, w.rest, w.revision, w.type, convert_from(w.value, 'UTF8')::json, w.file"
            + " from unnest(?, ?, ?, ?, ?, ?, ?) as w(head, tail, rest, revision, type, value, file)"
            + " on conflict (store_id, head, tail) do update set revision = excluded.revision, type = excluded.type,"
            + " value = excluded.value, file = excluded.file";
    private static final String APPEND = "insert into $ops"
            + " (store_id, seq, op, path, device_id, client_op_id, value, sent, push, ordinal, at_millis)"
            + " select ?, w.seq, w.op, w.path, w.device_id, w.client_op_id, convert_from(w.value, 'UTF8')::json,"
            + " convert_from(w.sent, 'UTF8')::json, w.push, w.ordinal, ? from unnest(?, ?, ?, ?, ?, ?, ?, ?, ?)"
            + " as w(seq, op, path, device_id, client_op_id, value, sent, push, ordinal)";
    private static final String NAME_FILES = "insert into $file_stores (hash, store_id, content_type)"
            + " select w.hash, ?, w.content_type from unnest(?, ?) as w(hash, content_type) on conflict do nothing";
    private static final String ADVANCE = "update $stores set seq = ?, seen_millis = ?, row_count = row_count + ?"
            + " - (select count(*) from $replaced_rows h where h.store_id = ? and h.replaced_by between ? and ? and h.revision < ?)"
            + " where id = ? returning row_count";

    /**
     * An op to be written.
     *
     * @param push    what stands for the id of its push, or null if that has none
     * @param ordinal which one it is of that push's ops, or null
     */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    record NewOp(Event event, byte @Nullable [] push, @Nullable Integer ordinal) {
    }

    private WriteStatements() {
    }

    /**
     * Writes ops, what they do to rows, and how far the store is then.
     *
     * @param ops       in order, not empty
     * @param nowMillis by which they were decided
     * @return how many rows the store has
     */
    static long run(Message message, long store, List<NewOp> ops, RowWrites rows, long nowMillis) {
        move(message, store, rows);
        List<KeyBytes> removed = bytes(rows.removed());
        if (!removed.isEmpty()) {
            message.tell(REMOVE_AT_KEYS, heads(removed), tails(removed), Parameter.of(store));
        }
        List<KeyedRow> written = rows.written();
        if (!written.isEmpty()) {
            List<KeyBytes> keys = keys(written);
            message.tell(WRITE, Parameter.of(store), heads(keys), tails(keys), rests(keys), revisions(written), types(written),
                    values(written), files(written));
        }
        append(message, store, ops, nowMillis);
        nameFiles(message, store, ops);
        long first = ops.getFirst().event().storeSeq();
        long last = ops.getLast().event().storeSeq();
        Message.Answer<Long> rowCount = message.ask(ADVANCE, found -> found.getLong(1), Parameter.of(last),
                Parameter.of(nowMillis), Parameter.of(written.size()), Parameter.of(store), Parameter.of(first),
                Parameter.of(last), Parameter.of(first), Parameter.of(store));
        message.send();
        return rowCount.rows().getFirst();
    }

    /** Moves what is replaced out of the way, as the first op found it that replaced it; what is below a key goes with that. */
    private static void move(Message message, long store, RowWrites rows) {
        List<KeyBytes> keys = bytes(rows.replaced().keySet());
        Parameter id = Parameter.of(store);
        Parameter seqs = Parameter.longs(rows.replaced().values(), seq -> seq);
        if (rows.below().isEmpty()) {
            if (!keys.isEmpty()) {
                message.tell(MOVE_AT_KEYS, heads(keys), tails(keys), seqs, id);
            }
        } else {
            List<KeyBytes> from = rows.below().stream().map(range -> KeyBytes.of(Keys.subtreeFrom(range.key()))).toList();
            List<KeyBytes> to = rows.below().stream().map(range -> KeyBytes.of(Keys.subtreeTo(range.key()))).toList();
            Parameter by = Parameter.longs(rows.below(), RowWrites.Below::replacedBy);
            if (keys.isEmpty()) {
                message.tell(MOVE_BELOW, heads(from), rests(from), heads(to), rests(to), by, id);
            } else {
                message.tell(MOVE_ALL, heads(from), rests(from), heads(to), rests(to), by, id, heads(keys), tails(keys), seqs,
                        id);
            }
        }
        if (!rows.passing().isEmpty()) {
            List<KeyedRow> passing = rows.passing().stream().map(RowWrites.Passing::row).toList();
            List<KeyBytes> places = keys(passing);
            message.tell(ADD_PASSING, id, Parameter.longs(rows.passing(), RowWrites.Passing::replacedBy), heads(places),
                    tails(places), rests(places), revisions(passing), types(passing), values(passing), files(passing));
        }
    }

    private static void append(Message message, long store, List<NewOp> ops, long nowMillis) {
        message.tell(APPEND, Parameter.of(store), Parameter.of(nowMillis),
                Parameter.longs(ops, op -> op.event().storeSeq()), Parameter.texts(ops, op -> op.event().op()),
                Parameter.bytes(ops, op -> Stored.utf8(op.event().path())),
                Parameter.bytes(ops, op -> Stored.utf8(op.event().deviceId())),
                Parameter.bytes(ops, op -> Stored.utf8(op.event().clientOpId())),
                Parameter.bytes(ops, op -> Stored.bytes(op.event().value())),
                Parameter.bytes(ops,
                        op -> op.event().sent().equals(op.event().value()) ? null : Stored.bytes(op.event().sent())),
                Parameter.bytes(ops, NewOp::push), Parameter.integers(ops, NewOp::ordinal));
    }

    /** Notes which files the store is given. */
    private static void nameFiles(Message message, long store, List<NewOp> ops) {
        List<NewOp> files = ops.stream()
                .filter(op -> op.event().op().equals(PUT_FILE) && FileHash.of(op.event().value()) != null)
                .toList();
        if (!files.isEmpty()) {
            message.tell(NAME_FILES, Parameter.of(store), Parameter.bytes(files, op -> FileHash.of(op.event().value())),
                    Parameter.bytes(files, op -> Stored.utf8(FileHash.contentType(op.event().value()))));
        }
    }

    private static List<KeyBytes> keys(List<KeyedRow> rows) {
        return rows.stream().map(row -> KeyBytes.of(row.key())).toList();
    }

    private static List<KeyBytes> bytes(Collection<String> keys) {
        return keys.stream().map(KeyBytes::of).toList();
    }

    private static Parameter heads(List<KeyBytes> keys) {
        return Parameter.bytes(keys, KeyBytes::head);
    }

    private static Parameter tails(List<KeyBytes> keys) {
        return Parameter.bytes(keys, KeyBytes::tail);
    }

    private static Parameter rests(List<KeyBytes> keys) {
        return Parameter.bytes(keys, KeyBytes::rest);
    }

    private static Parameter revisions(List<KeyedRow> rows) {
        return Parameter.longs(rows, row -> row.row().revision());
    }

    private static Parameter types(List<KeyedRow> rows) {
        return Parameter.texts(rows, row -> row.row().type());
    }

    private static Parameter values(List<KeyedRow> rows) {
        return Parameter.bytes(rows, row -> Stored.bytes(row.row().value()));
    }

    private static Parameter files(List<KeyedRow> rows) {
        return Parameter.bytes(rows, (Function<KeyedRow, byte @Nullable []>) row -> FileHash.of(row.row().value()));
    }
}
