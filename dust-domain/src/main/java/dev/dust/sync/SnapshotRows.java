package dev.dust.sync;

import dev.dust.cache.Keys;
import dev.dust.cache.Row;
import dev.dust.error.InvalidRequestException;
import dev.dust.op.BoundsCheck;
import dev.dust.op.Fields;
import dev.dust.path.DustPath;
import dev.dust.transport.ServerMessage;
import dev.dust.value.MapValue;
import dev.dust.value.Types;
import dev.dust.value.Value;
import dev.dust.write.WriteBounds;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the rows of a snapshot (docs/protocol.md#snapshots). An entry that cannot be read costs no other. */
final class SnapshotRows {
    private static final String ENTRIES = "entries";
    private static final String SCALAR = "_scalar";
    /** Types that a value tells by itself: what a server says of these adds nothing, and may be wrong. */
    private static final Set<String> PLAIN = Set.of(Types.STRING, Types.INTEGER, Types.FLOAT, Types.BOOLEAN, Types.NULL,
            Types.MAP,
            Types.LIST, Types.DECIMAL, Types.DATETIME);

    private final long syncedAt;
    private final WriteBounds bounds;
    /** A frame spells the type out for each entry; in memory all rows share it. */
    private final Map<String, String> types = new HashMap<>();
    private final List<String> unreadable = new ArrayList<>();

    SnapshotRows(long syncedAt, WriteBounds bounds) {
        this.syncedAt = syncedAt;
        this.bounds = bounds;
    }

    /** The rows, in order. */
    List<Row> read(ServerMessage message) {
        MapValue entries = Fields.map(message.payload(), ENTRIES);
        Set<String> undecoded = undecoded(message);
        var rows = new ArrayList<Row>(entries.size());
        entries.forEach((key, entry) -> {
            Row row = undecoded.contains(key) ? null : row(key, Fields.asMap(entry));
            if (row == null) {
                unreadable.add(key);
            } else {
                rows.add(row);
            }
        });
        rows.sort((a, b) -> Keys.compare(a.key(), b.key()));
        return rows;
    }

    private Set<String> undecoded(ServerMessage message) {
        var keys = new HashSet<String>();
        for (List<String> place : message.unreadable()) {
            if (place.size() <= 1 && (place.isEmpty() || place.getFirst().equals(ENTRIES))) {
                unreadable.add("(all)");
            } else if (place.getFirst().equals(ENTRIES)) {
                keys.add(place.get(1));
            }
        }
        return keys;
    }

    /** Null if there is none. */
    private @Nullable Row row(String key, @Nullable MapValue entry) {
        if (entry == null) {
            return null;
        }
        String told = Fields.text(entry, "type");
        Value value = unwrap(entry.get("value"), told);
        if (value == null || !isPath(key)) {
            return null;
        }
        String type = told == null || PLAIN.contains(told) ? value.type() : types.computeIfAbsent(told, same -> same);
        return new Row(key, value, type, Seqs.of(entry, "revision"), syncedAt);
    }

    /** Scalars and lists come wrapped; a MessagePack peer may leave a null out (docs/protocol.md#snapshots). */
    private static @Nullable Value unwrap(@Nullable Value value, @Nullable String type) {
        if (value instanceof MapValue map && map.size() == 1 && map.get(SCALAR) != null) {
            return map.get(SCALAR);
        }
        boolean nullLeftOut = Types.NULL.equals(type) && (value == null || value.equals(MapValue.EMPTY));
        return nullLeftOut ? Value.NULL : value;
    }

    private boolean isPath(String key) {
        try {
            BoundsCheck.requireSpread(DustPath.parse(key), Value.NULL, bounds);
            return true;
        } catch (InvalidRequestException invalid) {
            return false;
        }
    }

    /** The keys of the entries that could not be read. */
    List<String> unreadable() {
        return unreadable;
    }
}
