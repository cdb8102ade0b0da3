package dev.dust.examples;

import dev.dust.cache.Commit;
import dev.dust.cache.Keys;
import dev.dust.cache.Order;
import dev.dust.cache.OutboxEntry;
import dev.dust.cache.Outboxes;
import dev.dust.cache.Row;
import dev.dust.cache.RowChange;
import dev.dust.keymap.KeyMap;
import dev.dust.value.IntValue;
import dev.dust.value.ListValue;
import dev.dust.value.TextValue;
import dev.dust.value.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;

/** All that a store holds at one moment. Immutable. */
record FileContent(long appliedSeq, KeyMap<Row> rows, Outboxes outboxes) {
    static final FileContent NONE = new FileContent(0, KeyMap.empty(), Outboxes.NONE);

    FileContent after(Commit commit, String deviceId) {
        KeyMap<Row> changed = commit.replacement() == null ? rows : byKey(commit.replacement());
        for (RowChange change : commit.changes()) {
            changed = switch (change) {
                case RowChange.Put(Row row) -> changed.put(row.key(), row);
                case RowChange.Remove(String key) -> changed.remove(key);
                case RowChange.RemoveBelow(String key) -> changed.removeRange(Keys.subtreeFrom(key), Keys.subtreeTo(key));
            };
        }
        return new FileContent(commit.touchesRows() ? commit.appliedSeq() : appliedSeq, changed,
                outboxes.after(commit, deviceId));
    }

    private static KeyMap<Row> byKey(Iterable<Row> ascending) {
        KeyMap.Builder<Row> builder = KeyMap.builder();
        ascending.forEach(row -> builder.add(row.key(), row));
        return builder.build();
    }

    // --- In a file: [applied seq, [row...], [[device, entry...]...]]

    Value toValue() {
        var allRows = new ArrayList<Value>();
        for (var row = rows.cursor(null, null, Order.ASCENDING); row.next();) {
            Row is = Objects.requireNonNull(row.value(), "row");
            allRows.add(Value.from(List.of(is.key(), is.value(), is.type(), is.revision(), is.syncedAt())));
        }
        var allOutboxes = new ArrayList<Value>();
        outboxes.byDevice().forEach((device, entries) -> allOutboxes.add(Value.from(List.of(device, entries.stream()
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
        return new FileContent(number(list(value).get(0)), byKey(rows), new Outboxes(outboxes));
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
