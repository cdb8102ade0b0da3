package dev.dust.value;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Plain Java data from a value that has parts, whatever its depth. */
final class ToPlain implements Walk.Visitor {
    private Level level;
    private Object plain;

    /** A list, which has items, or a map, which has fields. */
    private static final class Level {
        private final Level outer;
        private final List<Object> items;
        private final Map<String, Object> fields;
        private String key;

        Level(Level outer, List<Object> items, Map<String, Object> fields) {
            this.outer = outer;
            this.items = items;
            this.fields = fields;
        }

        void add(Object part) {
            if (fields == null) {
                items.add(part);
            } else {
                fields.put(key, part);
            }
        }

        Object made() {
            return fields == null ? Collections.unmodifiableList(items) : Collections.unmodifiableMap(fields);
        }
    }

    private ToPlain() {
    }

    static Object of(Value value) {
        return Walk.through(value, new ToPlain()).plain;
    }

    @Override
    public void leaf(Value leaf) {
        level.add(leaf.toPlain());
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
        level.key = key;
    }

    @Override
    public void end() {
        plain = level.made();
        level = level.outer;
        if (level != null) {
            level.add(plain);
        }
    }
}
