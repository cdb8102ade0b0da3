package dev.dust.adapter.postgres;

import static dev.dust.adapter.postgres.schema.Tables.ENTRIES;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.dust.cache.Row;
import dev.dust.codec.ValueCodec;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.sql.SQLException;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** Loads all entries of a new generation by {@code COPY}, in its binary format: no character of a value needs an escape. */
final class BulkLoad {
    private static final byte[] HEADER = {'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xff, '\r', '\n', 0, 0, 0, 0, 0, 0, 0, 0,
            0};
    private static final int END = -1;
    private static final int CHUNK = 1 << 16;
    private static final short COLUMNS = 7;

    private final ValueCodec json;

    BulkLoad(ValueCodec json) {
        this.json = json;
    }

    /** Goes through {@code rows} once, and says how many there were. */
    long load(Transaction transaction, long generation, Iterable<Row> rows) throws SQLException, IOException {
        CopyIn copy = transaction.connection().unwrap(PGConnection.class).getCopyAPI()
                .copyIn(statement(transaction.sql()));
        try {
            var out = new Chunk(copy);
            var data = new DataOutputStream(out);
            data.write(HEADER);
            long count = 0;
            for (Row row : rows) {
                data.writeShort(COLUMNS);
                write(data, generation);
                write(data, row.syncedAt());
                write(data, row.revision());
                String path = TextEscaping.stored(row.key());
                write(data, path.getBytes(UTF_8));
                write(data, TextEscaping.tail(path).getBytes(UTF_8));
                write(data, TextEscaping.stored(row.type()).getBytes(UTF_8));
                write(data, json.encode(row.value()));
                out.sendWhenFull();
                count++;
            }
            data.writeShort(END);
            out.send();
            copy.endCopy();
            return count;
        } catch (Throwable e) {
            cancel(copy, e);
            throw e;
        }
    }

    private static void cancel(CopyIn copy, Throwable reason) {
        try {
            if (copy.isActive()) {
                copy.cancelCopy();
            }
        } catch (SQLException e) {
            reason.addSuppressed(e);
        }
    }

    private static String statement(DSLContext sql) {
        return sql.render(DSL.sql("copy {0} ({1}, {2}, {3}, {4}, {5}, {6}, {7}) from stdin (format binary)", ENTRIES,
                ENTRIES.GENERATION.getUnqualifiedName(), ENTRIES.SYNCED_AT.getUnqualifiedName(),
                ENTRIES.REVISION.getUnqualifiedName(), ENTRIES.PATH.getUnqualifiedName(), ENTRIES.TAIL.getUnqualifiedName(),
                ENTRIES.TYPE.getUnqualifiedName(), ENTRIES.VALUE.getUnqualifiedName()));
    }

    private static void write(DataOutputStream data, long number) throws IOException {
        data.writeInt(Long.BYTES);
        data.writeLong(number);
    }

    private static void write(DataOutputStream data, byte[] bytes) throws IOException {
        data.writeInt(bytes.length);
        data.write(bytes);
    }

    /** What is sent as one message. */
    private static final class Chunk extends ByteArrayOutputStream {
        private final CopyIn copy;

        Chunk(CopyIn copy) {
            super(CHUNK + CHUNK / 4);
            this.copy = copy;
        }

        void sendWhenFull() throws SQLException {
            if (count >= CHUNK) {
                send();
            }
        }

        void send() throws SQLException {
            copy.writeToCopy(buf, 0, count);
            reset();
        }
    }
}
