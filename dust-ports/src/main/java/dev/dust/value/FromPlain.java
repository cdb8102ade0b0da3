package dev.dust.value;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Values from plain Java data. Its own stack stands in for recursion: that of a thread has no size to rely on. */
final class FromPlain {
    /** What is deeper contains itself, or fits no format. */
    private static final int MAX_DEPTH = 1_000;

    /** The innermost list or map that was started and not ended; null if there is none. */
    private @Nullable Level level;
    private int depth;
    private @Nullable Value complete;

    /** A list, which has items, or a map, which has fields: what is left of it, and what has been made. */
    private static final class Level {
        private final @Nullable Level outer;
        private final Iterator<?> rest;
        private final @Nullable ArrayList<Value> items;
        private final @Nullable LinkedHashMap<String, Value> fields;
        private @Nullable String key;

        Level(@Nullable Level outer, Iterator<?> rest, @Nullable ArrayList<Value> items,
                @Nullable LinkedHashMap<String, Value> fields) {
            this.outer = outer;
            this.rest = rest;
            this.items = items;
            this.fields = fields;
        }

        /** The next part. */
        @Nullable
        Object next() {
            Object next = rest.next();
            if (fields == null) {
                return next;
            }
            var field = (Map.Entry<?, ?>) next;
            if (!(field.getKey() instanceof CharSequence text)) {
                throw new IllegalArgumentException("a map's keys must be text, not " + Objects.toString(field.getKey()));
            }
            key = text.toString();
            return field.getValue();
        }

        void add(Value part) {
            if (fields == null) {
                items().add(part);
            } else {
                fields.put(Objects.requireNonNull(key, "key"), part);
            }
        }

        Value made() {
            return fields == null ? new ListValue(items()) : MapValue.of(fields);
        }

        private ArrayList<Value> items() {
            return Objects.requireNonNull(items, "items");
        }
    }

    private FromPlain() {
    }

    static Value value(@Nullable Object plain) {
        var from = new FromPlain();
        from.part(plain);
        return from.finish();
    }

    static ListValue list(Iterable<?> plain) {
        var from = new FromPlain();
        from.start(plain.iterator(), new ArrayList<>(), null);
        return (ListValue) from.finish();
    }

    private Value finish() {
        while (level != null) {
            if (level.rest.hasNext()) {
                part(level.next());
            } else {
                Value made = level.made();
                level = level.outer;
                depth--;
                add(made);
            }
        }
        return Objects.requireNonNull(complete, "complete");
    }

    private void add(Value made) {
        if (level == null) {
            complete = made;
        } else {
            level.add(made);
        }
    }

    private void part(@Nullable Object plain) {
        switch (plain) {
            case Map<?, ?> map -> start(map.entrySet().iterator(), null, LinkedHashMap.newLinkedHashMap(map.size()));
            case Collection<?> items -> start(items.iterator(), new ArrayList<>(items.size()), null);
            case Object[] items -> start(Arrays.asList(items).iterator(), new ArrayList<>(items.length), null);
            case null -> add(Value.NULL);
            default -> add(scalar(plain));
        }
    }

    private void start(Iterator<?> rest, @Nullable ArrayList<Value> items, @Nullable LinkedHashMap<String, Value> fields) {
        if (++depth > MAX_DEPTH) {
            throw new IllegalArgumentException(
                    "lists and maps are nested more than 1,000 deep, or contain themselves: that is no plain value");
        }
        level = new Level(level, rest, items, fields);
    }

    private static Value scalar(Object plain) {
        return switch (plain) {
            case Value value -> value;
            case Boolean b -> Value.of(b.booleanValue());
            case Long n -> Value.of(n.longValue());
            case Integer n -> Value.of(n.longValue());
            case Short n -> Value.of(n.longValue());
            case Byte n -> Value.of(n.longValue());
            case BigInteger n -> Value.of(n);
            case Double n -> Value.of(n.doubleValue());
            case Float n -> Value.of(n.doubleValue());
            case BigDecimal n -> Value.of(n);
            case CharSequence text -> Value.of(text.toString());
            case Character c -> Value.of(c.toString());
            case Instant instant -> Value.of(instant);
            default -> throw new IllegalArgumentException("a " + plain.getClass().getName()
                    + " is no plain value: use null, Boolean, numbers, String, Instant, List, Map with text keys, or a Value");
        };
    }
}
