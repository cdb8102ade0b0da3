package dev.dust.value;

import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Goes through a value part by part. Its own stack stands in for recursion: that of a thread has no size to rely on. */
final class Walk {
    private final Visitor visitor;
    private final boolean unfolding;
    /** The innermost list or map that was started and not ended; null if there is none. */
    private @Nullable Level level;

    /** Hears of the parts of a value, in their order. */
    interface Visitor {

        /** What has no parts. */
        void leaf(Value leaf);

        /** So many items follow, and then an {@link #end}. */
        void startList(int size);

        /** So many pairs of {@link #key} and value follow, and then an {@link #end}. */
        void startMap(int size);

        void key(String key);

        void end();
    }

    /** What is left of a list, which has items, or of a map, which has fields. */
    private record Level(@Nullable Level outer, @Nullable Iterator<Value> items,
            @Nullable Iterator<Map.Entry<String, Value>> fields) {
    }

    private Walk(Visitor visitor, boolean unfolding) {
        this.visitor = visitor;
        this.unfolding = unfolding;
    }

    /** Files and leases, whose wire forms may hold anything, count as leaves. */
    static <V extends Visitor> V through(Value value, V visitor) {
        new Walk(visitor, false).all(value);
        return visitor;
    }

    /** Files and leases count as the maps that they are on the wire. */
    static <V extends Visitor> V throughWireForms(Value value, V visitor) {
        new Walk(visitor, true).all(value);
        return visitor;
    }

    private void all(Value value) {
        visit(value);
        while (level != null) {
            if (level.items != null && level.items.hasNext()) {
                visit(level.items.next());
            } else if (level.fields != null && level.fields.hasNext()) {
                Map.Entry<String, Value> field = level.fields.next();
                visitor.key(field.getKey());
                visit(field.getValue());
            } else {
                level = level.outer;
                visitor.end();
            }
        }
    }

    private void visit(Value value) {
        switch (value) {
            case ListValue list -> {
                level = new Level(level, list.items().iterator(), null);
                visitor.startList(list.items().size());
            }
            case MapValue map -> start(map);
            case FileRef file when unfolding -> start(file.wire());
            case LeaseValue lease when unfolding -> start(lease.wire());
            default -> visitor.leaf(value);
        }
    }

    private void start(MapValue map) {
        level = new Level(level, null, map.fields().entrySet().iterator());
        visitor.startMap(map.size());
    }
}
