package dev.dust.value;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What goes through a value to its innermost part. Depth is another client's choice, so none of it costs stack. */
final class Nested {
    private Nested() {
    }

    // --- Equality

    /** Two values that are still to be compared. */
    private record Pair(Value left, Value right) {
    }

    static boolean equal(Value left, Value right) {
        var open = new ArrayDeque<Pair>();
        for (Pair pair = new Pair(left, right); pair != null; pair = open.poll()) {
            if (pair.left != pair.right && !isEqualOutside(pair.left, pair.right, open)) {
                return false;
            }
        }
        return true;
    }

    /** Compares all but what is inside of the two, which is left in {@code open}. */
    private static boolean isEqualOutside(Value left, Value right, ArrayDeque<Pair> open) {
        return switch (left) {
            case ListValue(List<Value> items) ->
                right instanceof ListValue(List<Value> others) && itemsMayEqual(items, others, open);
            case MapValue map -> right instanceof MapValue other && fieldsMayEqual(map, other, open);
            case FileRef file -> right instanceof FileRef other && fieldsMayEqual(file.wire(), other.wire(), open);
            case LeaseValue lease -> right instanceof LeaseValue other && fieldsMayEqual(lease.wire(), other.wire(), open);
            default -> left.equals(right);
        };
    }

    private static boolean itemsMayEqual(List<Value> left, List<Value> right, ArrayDeque<Pair> open) {
        if (left.size() != right.size()) {
            return false;
        }
        Iterator<Value> others = right.iterator();
        for (Value item : left) {
            open.push(new Pair(item, others.next()));
        }
        return true;
    }

    private static boolean fieldsMayEqual(MapValue left, MapValue right, ArrayDeque<Pair> open) {
        if (left.size() != right.size()) {
            return false;
        }
        for (Map.Entry<String, Value> field : left.fields().entrySet()) {
            Value other = right.get(field.getKey());
            if (other == null) {
                return false;
            }
            open.push(new Pair(field.getValue(), other));
        }
        return true;
    }

    /** A value, and what the way to it comes to. */
    private record Place(Value value, int way) {
    }

    /** The sum over all parts, each mixed with the way to it: so that the order of a map's keys does not count. */
    static int hash(Value value) {
        int sum = 0;
        var open = new ArrayDeque<Place>();
        open.push(new Place(value, 1));
        while (!open.isEmpty()) {
            Place place = open.pop();
            int way = 31 * place.way;
            MapValue fields = fieldsOf(place.value);
            if (place.value instanceof ListValue(List<Value> items)) {
                for (Value item : items) {
                    open.push(new Place(item, way++));
                }
                sum += way;
            } else if (fields != null) {
                fields.forEach((key, field) -> open.push(new Place(field, 31 * place.way + key.hashCode())));
                sum += way ^ fields.size();
            } else {
                sum += way ^ place.value.hashCode();
            }
        }
        return sum;
    }

    /** The fields of a value that may hold others; null if it holds none, or is a list. */
    private static MapValue fieldsOf(Value value) {
        return switch (value) {
            case MapValue map -> map;
            case FileRef file -> file.wire();
            case LeaseValue lease -> lease.wire();
            default -> null;
        };
    }

    // --- Text

    /** As Java's collections look, one in the other. */
    static String text(Value value) {
        var text = new StringBuilder();
        var open = new ArrayDeque<Opened>();
        append(value, text, open);
        for (Opened innermost = open.peek(); innermost != null; innermost = open.peek()) {
            if (!innermost.rest.hasNext()) {
                text.append(innermost.end);
                open.pop();
                continue;
            }
            text.append(innermost.begun ? ", " : "");
            innermost.begun = true;
            switch (innermost.rest.next()) {
                case Map.Entry<?, ?> field -> append((Value) field.getValue(), text.append(field.getKey()).append('='), open);
                case Object item -> append((Value) item, text, open);
            }
        }
        return text.toString();
    }

    private static void append(Value value, StringBuilder text, ArrayDeque<Opened> open) {
        MapValue fields = fieldsOf(value);
        if (value instanceof ListValue(List<Value> items)) {
            text.append('[');
            open.push(new Opened(items.iterator(), ']'));
        } else if (fields != null) {
            text.append('{');
            open.push(new Opened(fields.fields().entrySet().iterator(), '}'));
        } else {
            text.append(value);
        }
    }

    /** A list or map of which a part is written. */
    private static final class Opened {
        final Iterator<?> rest;
        final char end;
        boolean begun;

        Opened(Iterator<?> rest, char end) {
            this.rest = rest;
            this.end = end;
        }
    }

    // --- Plain data

    /** A list or map, and the plain one that is to hold the same. */
    private record Copying(Value from, Object to) {
    }

    static Object plain(Value value) {
        var open = new ArrayDeque<Copying>();
        Object plain = plain(value, open);
        for (Copying next = open.poll(); next != null; next = open.poll()) {
            fill(next, open);
        }
        return plain;
    }

    @SuppressWarnings("unchecked") // What is copied to is what plain(Value, ArrayDeque) made for it.
    private static void fill(Copying copying, ArrayDeque<Copying> open) {
        if (copying.from instanceof ListValue(List<Value> items)) {
            items.forEach(item -> ((List<Object>) copying.to).add(plain(item, open)));
        } else {
            ((MapValue) copying.from).forEach((key, field) -> ((Map<String, Object>) copying.to).put(key, plain(field, open)));
        }
    }

    private static Object plain(Value value, ArrayDeque<Copying> open) {
        switch (value) {
            case ListValue(List<Value> items) -> {
                var plain = new ArrayList<>(items.size());
                open.push(new Copying(value, plain));
                return Collections.unmodifiableList(plain);
            }
            case MapValue map -> {
                var plain = LinkedHashMap.<String, Object>newLinkedHashMap(map.size());
                open.push(new Copying(value, plain));
                return Collections.unmodifiableMap(plain);
            }
            default -> {
                return value.toPlain();
            }
        }
    }
}
