package dev.dust.adapter.sqlite;

import dev.dust.cache.FileContents;
import java.sql.ResultSet;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The contents of files that one device has still to send to one store. Each chunk is a transaction. */
final class ContentsTable implements FileContents {
    private static final String OWN = " WHERE store_id = ? AND device_id = ?";
    private static final String WRITE = "INSERT INTO contents (store_id, device_id, op_id, number, bytes) VALUES (?, ?, ?, ?, ?)"
            + " ON CONFLICT DO UPDATE SET bytes = excluded.bytes";
    private static final String READ = "SELECT bytes FROM contents" + OWN + " AND op_id = ? AND number = ?";
    private static final String REMOVE = "DELETE FROM contents" + OWN + " AND op_id = ?";
    private static final String OP_IDS = "SELECT DISTINCT op_id FROM contents" + OWN;

    private final Database database;
    private final long storeId;
    private final String deviceId;

    ContentsTable(Database database, long storeId, String deviceId) {
        this.database = database;
        this.storeId = storeId;
        this.deviceId = deviceId;
    }

    @Override
    public void write(String opId, int number, byte[] chunk) {
        database.write(connection -> connection.update(WRITE, storeId, deviceId, opId, number, chunk));
    }

    @Override
    public byte @Nullable [] read(String opId, int number) {
        return database.<byte @Nullable []>read(connection -> {
            try (ResultSet found = connection.query(READ, storeId, deviceId, opId, number)) {
                return found.next() ? found.getBytes(1) : null;
            }
        });
    }

    @Override
    public void remove(String opId) {
        database.write(connection -> connection.update(REMOVE, storeId, deviceId, opId));
    }

    @Override
    public Set<String> opIds() {
        return database.read(connection -> {
            var opIds = new HashSet<String>();
            try (ResultSet found = connection.query(OP_IDS, storeId, deviceId)) {
                while (found.next()) {
                    opIds.add(found.getString(1));
                }
            }
            return Set.copyOf(opIds);
        });
    }
}
