package dev.dust.examples;

import dev.dust.cache.CacheSnapshot;
import dev.dust.cache.Commit;
import dev.dust.cache.KeyMap;
import dev.dust.cache.Keys;
import dev.dust.cache.OutboxChange;
import dev.dust.cache.OutboxEntry;
import dev.dust.cache.Row;
import dev.dust.cache.RowChange;
import dev.dust.cache.RowCursor;
import dev.dust.cache.Scan;
import dev.dust.value.IntValue;
import dev.dust.value.ListValue;
import dev.dust.value.TextValue;
import dev.dust.value.Value;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;

/** All that a store holds at one moment. Immutable, and so its own snapshot. */
record FileContent(long appliedSeq, KeyMap<Row> rows, Map<String, List<OutboxEntry>> outboxes) implements CacheSnapshot {
    static final FileContent NONE = new FileContent(0, KeyMap.empty(), Map.of());

    FileContent after(Commit commit, String deviceId) {
        KeyMap<Row> changed = commit.replacement() == null ? rows : byKey(commit.replacement());
        for (RowChange change : commit.changes()) {
            changed = switch (change) {
                case RowChange.Put(Row row) -> changed.put(row.key(), row);
                case RowChange.Remove(String key) -> changed.remove(key);
                case RowChange.RemoveBelow(String key) -> changed.removeRange(Keys.subtreeFrom(key), Keys.subtreeTo(key));
            };
        }
        var outbox = new ArrayList<>(outboxes.getOrDefault(deviceId, List.of()));
        for (OutboxChange change : commit.outbox()) {
            switch (change) {
                case OutboxChange.Add(OutboxEntry entry) -> outbox.add(entry);
                case OutboxChange.Acked(String opId, long seq) ->
                    outbox.replaceAll(entry -> entry.opId().equals(opId) ? entry.acked(seq) : entry);
                case OutboxChange.Remove(String opId) -> outbox.removeIf(entry -> entry.opId().equals(opId));
            }
        }
        var changedOutboxes = new HashMap<>(outboxes);
        changedOutboxes.put(deviceId, List.copyOf(outbox));
        return new FileContent(commit.touchesRows() ? commit.appliedSeq() : appliedSeq, changed, changedOutboxes);
    }

    private static KeyMap<Row> byKey(Iterable<Row> ascending) {
        KeyMap.Builder<Row> builder = KeyMap.builder();
        ascending.forEach(row -> builder.add(row.key(), row));
        return builder.build();
    }

    // --- As its own snapshot

    @Override
    public long count() {
        return rows.size();
    }

    @Override
    public Row get(String key) {
        return rows.get(key);
    }

    @Override
    public Map<String, Row> getAll(Collection<String> keys) {
        return keys.stream().distinct().map(rows::get).filter(Objects::nonNull)
                .collect(Collectors.toMap(Row::key, Function.identity()));
    }

    @Override
    public RowCursor scan(Scan scan) {
        KeyMap.Cursor<Row> cursor = rows.cursor(scan.from(), scan.to(), scan.descending());
        return new RowCursor() {
            @Override
            public Row next() {
                return cursor.next() ? cursor.value() : null;
            }

            @Override
            public void seek(String key) {
                cursor.seek(key);
            }

            @Override
            public void close() {
                // Holds nothing.
            }
        };
    }

    @Override
    public void close() {
        // Holds nothing.
    }

    // --- In a file: [applied seq, [row...], [[device, entry...]...]]

    Value toValue() {
        var allRows = new ArrayList<Value>();
        for (var row = rows.cursor(null, null, false); row.next();) {
            Row is = row.value();
            allRows.add(Value.from(List.of(is.key(), is.value(), is.type(), is.revision(), is.syncedAt())));
        }
        var allOutboxes = new ArrayList<Value>();
        outboxes.forEach((device, entries) -> allOutboxes.add(Value.from(List.of(device, entries.stream()
                .map(is -> List.of(is.opId(), is.position(), is.createdAt(), is.ackedSeq(), is.op())).toList()))));
        return Value.from(List.of(appliedSeq, allRows, allOutboxes));
    }

    static FileContent of(Value value) {
        List<Row> rows = list(list(value).get(1)).stream().map(FileContent::list).map(is -> new Row(text(is.get(0)), is.get(1),
                text(is.get(2)), number(is.get(3)), number(is.get(4)))).toList();
        var outboxes = new HashMap<String, List<OutboxEntry>>();
        for (Value outbox : list(list(value).get(2))) {
            outboxes.put(
                    text(list(outbox).get(0)), list(list(outbox).get(1)).stream().map(FileContent::list)
                            .map(is -> new OutboxEntry(
                                    text(is.get(0)), number(is.get(1)), number(is.get(2)), number(is.get(3)), is.get(4)))
                            .toList());
        }
        return new FileContent(number(list(value).get(0)), byKey(rows), outboxes);
    }

    private static List<Value> list(Value value) {
        return ((ListValue) value).items();
    }

    private static String text(Value value) {
        return ((TextValue) value).value();
    }

    private static long number(Value value) {
        return ((IntValue) value).longValue();
    }
}
