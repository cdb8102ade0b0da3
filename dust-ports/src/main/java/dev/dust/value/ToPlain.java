package dev.dust.value;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Plain Java data from a value that has parts, whatever its depth. */
final class ToPlain implements Walk.Visitor {
    /** The innermost list or map that was started and not ended; null if there is none. */
    private @Nullable Level level;
    private @Nullable Object plain;

    /** A list, which has items, or a map, which has fields. */
    private static final class Level {
        private final @Nullable Level outer;
        private final @Nullable List<@Nullable Object> items;
        private final @Nullable Map<String, @Nullable Object> fields;
        private @Nullable String key;

        Level(@Nullable Level outer, @Nullable List<@Nullable Object> items, @Nullable Map<String, @Nullable Object> fields) {
            this.outer = outer;
            this.items = items;
            this.fields = fields;
        }

        void add(@Nullable Object part) {
            if (fields == null) {
                items().add(part);
            } else {
                fields.put(Objects.requireNonNull(key, "key"), part);
            }
        }

        Object made() {
            return fields == null ? Collections.unmodifiableList(items()) : Collections.unmodifiableMap(fields);
        }

        private List<@Nullable Object> items() {
            return Objects.requireNonNull(items, "items");
        }
    }

    private ToPlain() {
    }

    static Object of(Value value) {
        return Objects.requireNonNull(Walk.through(value, new ToPlain()).plain, "plain");
    }

    @Override
    public void leaf(Value leaf) {
        started().add(leaf.toPlain());
    }

    @Override
    public void startList(int size) {
        level = new Level(level, new ArrayList<>(size), null);
    }

    @Override
    public void startMap(int size) {
        level = new Level(level, null, LinkedHashMap.newLinkedHashMap(size));
    }

    @Override
    public void key(String key) {
        started().key = key;
    }

    @Override
    public void end() {
        Level ended = started();
        plain = ended.made();
        level = ended.outer;
        if (level != null) {
            level.add(plain);
        }
    }

    private Level started() {
        return Objects.requireNonNull(level, "level");
    }
}
