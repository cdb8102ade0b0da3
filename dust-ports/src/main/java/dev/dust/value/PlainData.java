package dev.dust.value;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Turns plain Java data into values, however deep it is nested. */
final class PlainData {
    /** No codec goes that far. A collection that holds itself does. */
    private static final int MOST_DEEP = 10_000;

    private PlainData() {
    }

    /** A collection of which a part is turned into values. */
    private abstract static class Opened {
        /** The next of its members. Called while there are any. */
        abstract Object next();

        abstract boolean hasNext();

        /** What the member that was given out last has become. */
        abstract void add(Value member);

        abstract Value sealed();
    }

    private static final class Items extends Opened {
        private final Iterator<?> rest;
        private final List<Value> items = new ArrayList<>();

        Items(Iterable<?> plain) {
            rest = plain.iterator();
        }

        @Override
        Object next() {
            return rest.next();
        }

        @Override
        boolean hasNext() {
            return rest.hasNext();
        }

        @Override
        void add(Value member) {
            items.add(member);
        }

        @Override
        Value sealed() {
            return new ListValue(items);
        }
    }

    private static final class Fields extends Opened {
        private final Iterator<? extends Map.Entry<?, ?>> rest;
        private final LinkedHashMap<String, Value> fields;
        private String key;

        Fields(Map<?, ?> plain) {
            rest = plain.entrySet().iterator();
            fields = LinkedHashMap.newLinkedHashMap(plain.size());
        }

        @Override
        Object next() {
            Map.Entry<?, ?> field = rest.next();
            if (!(field.getKey() instanceof CharSequence text)) {
                throw new IllegalArgumentException("a map's keys must be text, not " + Objects.toString(field.getKey()));
            }
            key = text.toString();
            return field.getValue();
        }

        @Override
        boolean hasNext() {
            return rest.hasNext();
        }

        @Override
        void add(Value member) {
            fields.put(key, member);
        }

        @Override
        Value sealed() {
            return MapValue.of(fields);
        }
    }

    static Value toValue(Object plain) {
        Opened outermost = opened(plain);
        return outermost == null ? scalar(plain) : collected(outermost);
    }

    static ListValue toList(Iterable<?> plain) {
        return (ListValue) collected(new Items(plain));
    }

    private static Value collected(Opened outermost) {
        var open = new ArrayDeque<Opened>();
        open.push(outermost);
        while (true) {
            Opened innermost = open.peek();
            if (innermost.hasNext()) {
                Object member = innermost.next();
                Opened inner = opened(member);
                if (inner == null) {
                    innermost.add(scalar(member));
                } else if (open.size() < MOST_DEEP) {
                    open.push(inner);
                } else {
                    throw new IllegalArgumentException(
                            "a collection holds itself, or is nested more than " + MOST_DEEP + " deep");
                }
            } else {
                Value value = open.pop().sealed();
                if (open.isEmpty()) {
                    return value;
                }
                open.peek().add(value);
            }
        }
    }

    /** Null if {@code plain} is no collection. */
    private static Opened opened(Object plain) {
        return switch (plain) {
            case Map<?, ?> map -> new Fields(map);
            case Collection<?> items -> new Items(items);
            case Object[] items -> new Items(Arrays.asList(items));
            case null, default -> null;
        };
    }

    private static Value scalar(Object plain) {
        return switch (plain) {
            case null -> Value.NULL;
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
