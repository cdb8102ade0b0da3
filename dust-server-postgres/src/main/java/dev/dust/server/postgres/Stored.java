package dev.dust.server.postgres;

import static dev.dust.server.postgres.schema.Tables.OPS;
import static dev.dust.server.postgres.schema.Tables.REPLACED_ROWS;
import static dev.dust.server.postgres.schema.Tables.STORE_ROWS;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.dust.adapter.jackson.JacksonCodecs;
import dev.dust.codec.ValueCodec;
import dev.dust.server.ledger.Event;
import dev.dust.server.ledger.KeyedRow;
import dev.dust.server.ledger.OpId;
import dev.dust.server.ledger.StoredRow;
import dev.dust.value.Value;
import java.nio.ByteBuffer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import org.jooq.Field;
import org.jooq.JSON;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/** Values, rows and ops as the tables have them. Stateless. */
final class Stored {
    /** Of a row, whichever table it is in: they have the same columns, in the same order. */
    static final List<Field<?>> ROW = List.of(STORE_ROWS.HEAD, STORE_ROWS.REST, STORE_ROWS.REVISION, STORE_ROWS.TYPE,
            STORE_ROWS.VALUE);
    static final List<Field<?>> OLD_ROW = List.of(REPLACED_ROWS.HEAD, REPLACED_ROWS.REST, REPLACED_ROWS.REVISION,
            REPLACED_ROWS.TYPE, REPLACED_ROWS.VALUE);
    static final List<Field<?>> OP = List.of(OPS.SEQ, OPS.OP, OPS.PATH, OPS.DEVICE_ID, OPS.CLIENT_OP_ID, OPS.VALUE, OPS.SENT);

    /** Those of {@link #ROW}, of an {@code r}. */
    static final String ROW_COLUMNS = "r.head, r.rest, r.revision, r.type, r.value";
    /** Those of {@link #OP}, of an {@code r}. */
    static final String OP_COLUMNS = "r.seq, r.op, r.path, r.device_id, r.client_op_id, r.value, r.sent";

    private static final ValueCodec JSON_CODEC = new JacksonCodecs().json();

    private Stored() {
    }

    /** As JSON, in UTF-8. */
    static byte[] bytes(Value value) {
        return JSON_CODEC.encode(value);
    }

    private static Value value(String json) {
        return JSON_CODEC.decode(json.getBytes(UTF_8));
    }

    /** The row of a record that begins with {@link #ROW}, or with the same columns of another table. */
    static KeyedRow row(Record found) {
        return row(found.get(0, byte[].class), found.get(1, byte[].class), found.get(2, Long.class), found.get(3, String.class),
                found.get(4, JSON.class).data());
    }

    /** The row whose revision, type and value follow {@link #ROW} in a record, or null if they are null there. */
    static @Nullable StoredRow rowBeside(Record found) {
        int at = ROW.size();
        return found.get(at) == null
                ? null
                : new StoredRow(value(found.get(at + 2, JSON.class).data()), found.get(at + 1, String.class),
                        found.get(at, Long.class));
    }

    /** The row of a result that begins with {@link #ROW_COLUMNS}. */
    static KeyedRow row(ResultSet found) throws SQLException {
        return row(found.getBytes(1), found.getBytes(2), found.getLong(3), found.getString(4), found.getString(5));
    }

    private static KeyedRow row(byte[] head, byte[] rest, long revision, String type, String value) {
        return new KeyedRow(KeyBytes.key(head, rest), new StoredRow(value(value), type, revision));
    }

    /** The op of a record that has {@link #OP}. */
    static Event event(Record found) {
        JSON sent = found.get(OPS.SENT);
        return event(found.get(OPS.SEQ), found.get(OPS.OP), found.get(OPS.PATH), found.get(OPS.DEVICE_ID),
                found.get(OPS.CLIENT_OP_ID), found.get(OPS.VALUE).data(), sent == null ? null : sent.data());
    }

    /** The op of a result that begins with {@link #OP_COLUMNS}. */
    static Event event(ResultSet found) throws SQLException {
        return event(found.getLong(1), found.getString(2), found.getBytes(3), found.getBytes(4), found.getBytes(5),
                found.getString(6), found.getString(7));
    }

    private static Event event(long seq, String op, byte[] path, byte @Nullable [] device, byte @Nullable [] clientOp,
            String value, @Nullable String sent) {
        String text = new String(path, UTF_8);
        Value of = value(value);
        return new Event(seq, op, segments(text), text, of, text(device), text(clientOp), sent == null ? of : value(sent));
    }

    private static @Nullable String text(byte @Nullable [] utf8) {
        return utf8 == null ? null : new String(utf8, UTF_8);
    }

    static byte @Nullable [] utf8(@Nullable String text) {
        return text == null ? null : text.getBytes(UTF_8);
    }

    /** docs/protocol.md#paths. */
    private static List<String> segments(String path) {
        return Arrays.stream(path.split("/", -1)).map(segment -> segment.replace("~1", "/").replace("~0", "~")).toList();
    }

    /** What stands for a device's id in the index, however long it is. */
    static byte[] device(String deviceId) {
        return KeyBytes.sha256(deviceId.getBytes(UTF_8));
    }

    /** What stands for a push's id in the index, however long it is. */
    static byte[] push(OpId id) {
        byte[] device = id.deviceId().getBytes(UTF_8);
        byte[] length = ByteBuffer.allocate(Integer.BYTES).putInt(device.length).array();
        return KeyBytes.sha256(length, device, id.clientOpId().getBytes(UTF_8));
    }
}
