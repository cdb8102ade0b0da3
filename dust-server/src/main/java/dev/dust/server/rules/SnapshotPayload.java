package dev.dust.server.rules;

import dev.dust.server.ledger.KeyedRow;
import dev.dust.server.ledger.Snapshot;
import dev.dust.server.ledger.StoredRow;
import dev.dust.value.MapValue;
import dev.dust.value.TypedValue;
import dev.dust.value.Value;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The payload of a {@code snapshot} frame (docs/protocol.md#snapshots): scalars and lists wrapped, everything else as it is.
 */
final class SnapshotPayload {
    private SnapshotPayload() {
    }

    /** In place of a history that is gone. */
    static MapValue of(Rules rules, Snapshot snapshot) {
        var entries = new LinkedHashMap<String, Value>();
        try (Stream<KeyedRow> rows = snapshot.rows()) {
            rows.forEach(row -> entries.put(row.key(), entry(rules, row.row())));
        }
        return Wire.mapOf("snapshot_seq", snapshot.seq(), "entries", MapValue.envelope(entries));
    }

    /** In place of a history that is there yet; null if the rows have more than {@code mostBytes}, about. */
    static @Nullable MapValue inPlace(Rules rules, Snapshot snapshot, long mostBytes) {
        Map<String, Value> entries = lightEntries(rules, snapshot, mostBytes);
        return entries == null
                ? null
                : Wire.mapOf("snapshot_seq", snapshot.seq(), "entries", MapValue.envelope(entries), "replaces_history", true);
    }

    private static @Nullable Map<String, Value> lightEntries(Rules rules, Snapshot snapshot, long mostBytes) {
        var entries = new LinkedHashMap<String, Value>();
        long bytes = 0;
        try (Stream<KeyedRow> rows = snapshot.rows()) {
            for (Iterator<KeyedRow> each = rows.iterator(); each.hasNext();) {
                KeyedRow row = each.next();
                Value entry = entry(rules, row.row());
                bytes += row.key().length() + Weight.of(entry);
                if (bytes > mostBytes) {
                    return null;
                }
                entries.put(row.key(), entry);
            }
        }
        return entries;
    }

    private static Value entry(Rules rules, StoredRow row) {
        return rules.tellsRevisions()
                ? Wire.mapOf("value", wrap(row.value()), "type", row.type(), "revision", row.revision())
                : Wire.mapOf("value", wrap(row.value()), "type", row.type());
    }

    private static Value wrap(Value value) {
        return value instanceof MapValue || value instanceof TypedValue ? value : Wire.mapOf("_scalar", value);
    }
}
