package dev.dust.adapter.jackson;

import dev.dust.value.ListValue;
import dev.dust.value.MapValue;
import dev.dust.value.Value;
import java.util.ArrayList;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

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
    private @Nullable Names names;
    /** The innermost list or map that was started and not ended; null if there is none. */
    private @Nullable Level level;
    private int depth;
    private @Nullable Value complete;
    /** Of the complete value; null if there are none. */
    private @Nullable Gaps gaps;

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
        start(new Level(level, size, null, MapValue.builder(room(asBefore ? lastSizes[depth] : size))));
    }

    private static int room(int size) {
        return size == UNKNOWN ? USUAL_ROOM : Math.min(size, MAX_ROOM);
    }

    private void start(Level inner) {
        Limits.checkDepth(depth + 1);
        depth++;
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
        Level map = started();
        if (names != null) {
            map.key = names.same(key);
            return;
        }
        map.key = key;
        if (++keys > FEW_KEYS) {
            names = new Names();
        }
    }

    /** Adds a value to what was started, or is the whole value if nothing was. */
    void add(Value value) {
        add(value, null);
    }

    /** Adds what is no value: null stands in its place, which {@link #gaps} tell. */
    void addGap() {
        add(Value.NULL, Gaps.ALL);
    }

    private void add(Value value, @Nullable Gaps within) {
        Value added = value;
        Gaps its = within;
        while (level != null) {
            level.add(added, its);
            if (level.left != 0) {
                return;
            }
            its = level.gaps();
            added = leave(level);
        }
        complete = added;
        gaps = its;
    }

    /** Ends the innermost list or map. */
    void end() {
        Level ended = started();
        Gaps its = ended.gaps();
        add(leave(ended), its);
    }

    /**
     * Gives up the innermost map, which wants a key: something else is to be added in its place.
     *
     * @return how many fields it lacks, or {@link #UNKNOWN}
     */
    int giveUp() {
        Level lacking = started();
        depth--;
        level = lacking.outer;
        return lacking.left;
    }

    /** Whether no list or map may stand in what was started: those that do are no values. */
    boolean isDeepest() {
        return depth == Limits.MAX_DEPTH;
    }

    private Value leave(Level ended) {
        depth--;
        if (ended.fields != null && depth < FORMS) {
            lastSizes[depth] = ended.fields.size();
        }
        Value made = ended.value();
        level = ended.outer;
        return made;
    }

    private Level started() {
        return Objects.requireNonNull(level, "level");
    }

    /** The value, or null as long as parts of it are missing. */
    @Nullable
    Value complete() {
        return complete;
    }

    /** The parts of the complete value that could not be read; null if all could. */
    @Nullable
    Gaps gaps() {
        return gaps;
    }

    /** A list, which has items, or a map, which has fields. */
    private static final class Level {
        private final @Nullable Level outer;
        private final @Nullable ArrayList<Value> items;
        private final MapValue.@Nullable Builder fields;
        private int left;
        private @Nullable String key;
        /** Null as long as there were none. */
        private @Nullable Gaps gaps;

        Level(@Nullable Level outer, int size, @Nullable ArrayList<Value> items, MapValue.@Nullable Builder fields) {
            this.outer = outer;
            this.left = size;
            this.items = items;
            this.fields = fields;
        }

        void add(Value value, @Nullable Gaps its) {
            if (its != null || gaps != null) {
                note(its);
            }
            if (fields == null) {
                items().add(value);
            } else {
                fields.put(Objects.requireNonNull(key, "key"), value);
                key = null;
            }
            if (left != UNKNOWN) {
                left--;
            }
        }

        private void note(@Nullable Gaps its) {
            String place = fields == null ? Integer.toString(items().size()) : Objects.requireNonNull(key, "key");
            Gaps noted = gaps == null ? new Gaps() : gaps;
            gaps = noted;
            if (its == null) {
                noted.remove(place);
            } else {
                noted.put(place, its);
            }
        }

        @Nullable
        Gaps gaps() {
            return gaps == null || gaps.isEmpty() ? null : gaps;
        }

        Value value() {
            if (fields != null) {
                return fields.build();
            }
            return items().isEmpty() ? ListValue.EMPTY : new ListValue(items());
        }

        private ArrayList<Value> items() {
            return Objects.requireNonNull(items, "items");
        }
    }
}
