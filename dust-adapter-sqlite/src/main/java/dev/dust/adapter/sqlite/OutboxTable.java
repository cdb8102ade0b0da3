package dev.dust.adapter.sqlite;

import dev.dust.cache.OutboxChange;
import dev.dust.cache.OutboxEntry;
import dev.dust.codec.ValueCodec;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The outbox of one device for one store, and what it tells the outboxes of the others. Safe for every thread: what changes is
 * in the file.
 */
final class OutboxTable {
    private static final String OWN = " WHERE store_id = ? AND device_id = ?";
    private static final String ENTRIES = "SELECT op_id, position, created_at, acked_seq, op FROM outbox" + OWN
            + " ORDER BY position";
    /** That there is one at all is said as the index says it. */
    private static final String SETTLED = "SELECT position FROM outbox" + OWN
            + " AND acked_seq > 0 AND acked_seq <= ? ORDER BY position";
    /** Over one of the same id, too: a commit may be tried again after its first try took effect unseen. */
    private static final String ADD = "INSERT INTO outbox (store_id, device_id, op_id, position, created_at, acked_seq, op)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET position = excluded.position, created_at ="
            + " excluded.created_at, acked_seq = max(acked_seq, excluded.acked_seq), op = excluded.op";
    private static final String ACK = "UPDATE outbox SET acked_seq = ?" + OWN + " AND op_id = ?";
    private static final String REMOVE = "DELETE FROM outbox" + OWN + " AND op_id = ?";
    private static final String OTHERS_WAIT = "SELECT EXISTS (SELECT 1 FROM outbox WHERE store_id = ?1 AND device_id < ?2)"
            + " OR EXISTS (SELECT 1 FROM outbox WHERE store_id = ?1 AND device_id > ?2)";
    private static final String UNTRACEABLE = "UPDATE outbox SET acked_seq = " + OutboxEntry.UNTRACEABLE
            + " WHERE store_id = ? AND device_id <> ? AND acked_seq = 0";

    private final ValueCodec json;
    private final long storeId;
    private final String deviceId;

    OutboxTable(ValueCodec json, long storeId, String deviceId) {
        this.json = json;
        this.storeId = storeId;
        this.deviceId = deviceId;
    }

    List<OutboxEntry> entries(PreparedConnection connection) throws SQLException {
        var entries = new ArrayList<OutboxEntry>();
        try (ResultSet found = connection.query(ENTRIES, storeId, deviceId)) {
            while (found.next()) {
                entries.add(entry(found));
            }
        }
        return entries;
    }

    private OutboxEntry entry(ResultSet found) throws SQLException {
        String opId = found.getString(1);
        long position = found.getLong(2);
        long createdAt = found.getLong(3);
        long ackedSeq = found.getLong(4);
        byte[] op = found.getBytes(5);
        try {
            return new OutboxEntry(opId, position, createdAt, ackedSeq, json.decode(op));
        } catch (RuntimeException noValue) {
            return OutboxEntry.unreadable(opId, position, createdAt, ackedSeq,
                    Objects.requireNonNullElse(noValue.getMessage(), noValue.toString()));
        }
    }

    /** The positions of the entries that are acked up to {@code appliedSeq}, in order. */
    List<Long> settled(PreparedConnection connection, long appliedSeq) throws SQLException {
        var positions = new ArrayList<Long>();
        try (ResultSet found = connection.query(SETTLED, storeId, deviceId, appliedSeq)) {
            while (found.next()) {
                positions.add(found.getLong(1));
            }
        }
        return positions;
    }

    /** Takes steps, in their order; those for other devices only if any of them has something waiting. */
    void apply(PreparedConnection connection, List<OutboxChange> changes) throws SQLException {
        Boolean others = null;
        for (OutboxChange change : changes) {
            switch (change) {
                case OutboxChange.Add(OutboxEntry entry) -> add(connection, entry);
                case OutboxChange.Acked(String opId, long seq) -> connection.update(ACK, seq, storeId, deviceId, opId);
                case OutboxChange.AckedOf(String device, String opId, long seq) -> {
                    others = others == null ? othersWait(connection) : others;
                    if (others) {
                        connection.update(ACK, seq, storeId, device, opId);
                    }
                }
                case OutboxChange.Remove(String opId) -> connection.update(REMOVE, storeId, deviceId, opId);
            }
        }
    }

    private void add(PreparedConnection connection, OutboxEntry entry) throws SQLException {
        connection.update(ADD, storeId, deviceId, entry.opId(), entry.position(), entry.createdAt(), entry.ackedSeq(),
                json.encode(Objects.requireNonNull(entry.op(), "op")));
    }

    private boolean othersWait(PreparedConnection connection) throws SQLException {
        try (ResultSet found = connection.query(OTHERS_WAIT, storeId, deviceId)) {
            return found.next() && found.getBoolean(1);
        }
    }

    /** Notes of all that others have sent and that is not acked that the rows may include it. */
    void makeOthersUntraceable(PreparedConnection connection) throws SQLException {
        connection.update(UNTRACEABLE, storeId, deviceId);
    }
}
