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

    private static final ValueCodec JSON_CODEC = new JacksonCodecs().json();

    private Stored() {
    }

    /** As JSON, in UTF-8. */
    static byte[] bytes(Value value) {
        return JSON_CODEC.encode(value);
    }

    private static Value value(JSON json) {
        return JSON_CODEC.decode(json.data().getBytes(UTF_8));
    }

    /** The row of a record that begins with {@link #ROW}, or with the same columns of another table. */
    static KeyedRow row(Record found) {
        var row = new StoredRow(value(found.get(4, JSON.class)), found.get(3, String.class), found.get(2, Long.class));
        return new KeyedRow(KeyBytes.key(found.get(0, byte[].class), found.get(1, byte[].class)), row);
    }

    /** The op of a record that has {@link #OP}. */
    static Event event(Record found) {
        String path = new String(found.get(OPS.PATH), UTF_8);
        Value value = value(found.get(OPS.VALUE));
        JSON sent = found.get(OPS.SENT);
        return new Event(found.get(OPS.SEQ), found.get(OPS.OP), segments(path), path, value, text(found.get(OPS.DEVICE_ID)),
                text(found.get(OPS.CLIENT_OP_ID)), sent == null ? value : value(sent));
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
