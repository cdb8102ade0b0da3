package dev.dust.server.ledger;

import dev.dust.cache.Keys;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Rows with changes over them that are nowhere else. For one thread; nobody may change the rows beneath. */
public final class OverlaidRows implements Rows {
    private final Rows beneath;
    /** What stands here counts, and not what is beneath; null where a row is removed. */
    private final TreeMap<String, @Nullable StoredRow> over = new TreeMap<>(Keys.ORDER);
    /** Of what is beneath, nothing below these counts. */
    private final NavigableSet<String> removedBelow = new TreeSet<>(Keys.ORDER);

    /** Without changes yet. */
    public OverlaidRows(Rows beneath) {
        this.beneath = beneath;
    }

    /** Rows out of nothing; {@code rows} is read to its end. */
    public static OverlaidRows of(Stream<KeyedRow> rows) {
        var all = new OverlaidRows(new NoRows());
        rows.forEach(row -> all.over.put(row.key(), row.row()));
        return all;
    }

    /** Makes changes. */
    public void apply(RowChanges changes) {
        for (String key : changes.removedBelow()) {
            over.subMap(Keys.subtreeFrom(key), Keys.subtreeTo(key)).replaceAll((below, row) -> null);
            removedBelow.add(key);
        }
        changes.removed().forEach(key -> over.put(key, null));
        over.putAll(changes.written());
    }

    @Override
    public @Nullable StoredRow get(String key) {
        return over.containsKey(key) ? over.get(key) : isHidden(key) ? null : beneath.get(key);
    }

    /** Whether what is beneath at {@code key} is removed, because it is below something. */
    private boolean isHidden(String key) {
        if (removedBelow.isEmpty()) {
            return false;
        }
        for (String above = Keys.parent(key); above != null; above = Keys.parent(above)) {
            if (removedBelow.contains(above)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public Stream<KeyedRow> below(String key) {
        Stream<KeyedRow> rows = removedBelow.contains(key) || isHidden(key) ? Stream.empty() : beneath.below(key);
        return merged(rows, live(over.subMap(Keys.subtreeFrom(key), Keys.subtreeTo(key))));
    }

    @Override
    public Stream<KeyedRow> all() {
        return merged(beneath.all(), live(over));
    }

    private static List<KeyedRow> live(SortedMap<String, @Nullable StoredRow> part) {
        var live = new ArrayList<KeyedRow>();
        part.forEach((key, row) -> {
            if (row != null) {
                live.add(new KeyedRow(key, row));
            }
        });
        return live;
    }

    private Stream<KeyedRow> merged(Stream<KeyedRow> rows, List<KeyedRow> changed) {
        Stream<KeyedRow> left = rows.filter(row -> !over.containsKey(row.key()) && !isHidden(row.key()));
        return changed.isEmpty() ? left : InOrder.merged(left, changed);
    }

    @Override
    public long count() {
        try (Stream<KeyedRow> all = all()) {
            return all.count();
        }
    }

    /** What is beneath counts its own faster than they are read. */
    @Override
    public long countBelow(String key) {
        if (removedBelow.contains(key) || isHidden(key)) {
            return live(over.subMap(Keys.subtreeFrom(key), Keys.subtreeTo(key))).size();
        }
        boolean untouched = over.subMap(Keys.subtreeFrom(key), Keys.subtreeTo(key)).isEmpty()
                && removedBelow.subSet(Keys.subtreeFrom(key), Keys.subtreeTo(key)).isEmpty();
        return untouched ? beneath.countBelow(key) : Rows.super.countBelow(key);
    }

    @Override
    public long countAtMost() {
        return beneath.countAtMost() + over.size();
    }

    private static final class NoRows implements Rows {
        @Override
        public @Nullable StoredRow get(String key) {
            return null;
        }

        @Override
        public Stream<KeyedRow> below(String key) {
            return Stream.empty();
        }

        @Override
        public Stream<KeyedRow> all() {
            return Stream.empty();
        }

        @Override
        public long count() {
            return 0;
        }
    }
}
