package dev.dust.adapter.jackson;

import dev.dust.value.ListValue;
import dev.dust.value.MapValue;
import dev.dust.value.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;

/**
 * Puts a value together from its parts, given in the order of its wire form. Its own stack stands in for recursion: that of a
 * thread has no size to rely on.
 */
final class ValueBuilder {
    /** The size of a list or map whose end will be told by {@link #end}. */
    static final int UNKNOWN = -1;
    /** Room made ahead for a list or map, whatever size is declared; from there on it grows with what is really there. */
    private static final int MAX_ROOM = 1_024;
    private static final int USUAL_ROOM = 8;
    /** Down to this depth the last size of a map is the room for the next one: what lies side by side has the same form. */
    private static final int FORMS = 8;
    /** So many keys are worth a look at whether they are alike. */
    private static final int FEW_KEYS = 16;

    private final int[] lastSizes = new int[FORMS];
    private int keys;
    /** Null while there are few keys. */
    private Names names;
    /** The innermost list or map that was started and not ended; null if there is none. */
    private Level level;
    private int depth;
    private Value complete;

    /**
     * Starts a list.
     *
     * @param size how many items will be added, whereupon it ends of itself, or {@link #UNKNOWN}
     * @throws IllegalArgumentException if it is too deep
     */
    void startList(int size) {
        start(new Level(level, size, new ArrayList<>(room(size)), null));
    }

    /**
     * Starts a map.
     *
     * @param size how many fields will be added, whereupon it ends of itself, or {@link #UNKNOWN}
     * @throws IllegalArgumentException if it is too deep
     */
    void startMap(int size) {
        boolean asBefore = size == UNKNOWN && depth < FORMS && lastSizes[depth] > 0;
        start(new Level(level, size, null, LinkedHashMap.newLinkedHashMap(room(asBefore ? lastSizes[depth] : size))));
    }

    private static int room(int size) {
        return size == UNKNOWN ? USUAL_ROOM : Math.min(size, MAX_ROOM);
    }

    private void start(Level inner) {
        depth++;
        Limits.checkDepth(depth);
        level = inner;
        if (inner.left == 0) {
            end();
        }
    }

    /** Whether a {@link #key} must come next, or the end of a map. */
    boolean wantsKey() {
        return level != null && level.fields != null && level.key == null;
    }

    /** The key of the value to come. */
    void key(String key) {
        if (names != null) {
            level.key = names.same(key);
            return;
        }
        level.key = key;
        if (++keys > FEW_KEYS) {
            names = new Names();
        }
    }

    /** Adds a value to what was started, or is the whole value if nothing was. */
    void add(Value value) {
        Value added = value;
        while (level != null) {
            level.add(added);
            if (level.left != 0) {
                return;
            }
            added = leave();
        }
        complete = added;
    }

    /** Ends the innermost list or map. */
    void end() {
        add(leave());
    }

    private Value leave() {
        Value made = level.value();
        depth--;
        if (level.fields != null && depth < FORMS) {
            lastSizes[depth] = level.fields.size();
        }
        level = level.outer;
        return made;
    }

    /** The value, or null as long as parts of it are missing. */
    Value complete() {
        return complete;
    }

    /** A list, which has items, or a map, which has fields. */
    private static final class Level {
        private final Level outer;
        private final ArrayList<Value> items;
        private final LinkedHashMap<String, Value> fields;
        private int left;
        private String key;

        Level(Level outer, int size, ArrayList<Value> items, LinkedHashMap<String, Value> fields) {
            this.outer = outer;
            this.left = size;
            this.items = items;
            this.fields = fields;
        }

        void add(Value value) {
            if (fields == null) {
                items.add(value);
            } else {
                fields.put(key, value);
                key = null;
            }
            if (left != UNKNOWN) {
                left--;
            }
        }

        Value value() {
            if (fields != null) {
                return MapValue.adopt(fields);
            }
            return items.isEmpty() ? ListValue.EMPTY : new ListValue(items);
        }
    }
}
