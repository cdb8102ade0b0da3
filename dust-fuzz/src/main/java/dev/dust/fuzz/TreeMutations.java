package dev.dust.fuzz;

import dev.dust.value.ListValue;
import dev.dust.value.MapValue;
import dev.dust.value.TypedValue;
import dev.dust.value.Value;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Changes values as trees: what is in them is swapped for something else, left out, doubled, nested. */
final class TreeMutations {
    private static final int MOST_STEPS = 3;
    /** Below this depth values are gone through by recursion. */
    private static final int FLAT = 100;
    /** Around the depth that codecs and servers stop at. */
    private static final int[] DEPTHS = {1, 2, 5, 31, 32, 33, 100, 499, 895, 901, 998, 1_001};

    private final Random random;
    /** How many nodes there are to pass yet until the one that is to be changed. */
    private int left;

    TreeMutations(Random random) {
        this.random = random;
    }

    /** Whether {@code value} is not very deep. */
    static boolean isFlat(Value value) {
        return isFlat(value, FLAT);
    }

    private static boolean isFlat(Value value, int depth) {
        return depth > 0 && switch (value) {
            case ListValue list -> list.items().stream().allMatch(item -> isFlat(item, depth - 1));
            case MapValue map -> map.fields().values().stream().allMatch(part -> isFlat(part, depth - 1));
            default -> true;
        };
    }

    /**
     * A mutant.
     *
     * @param other lends parts of itself; null if there is none
     */
    Value mutate(Value tree, @Nullable Value other) {
        Value mutant = tree;
        for (int steps = random.nextInt(MOST_STEPS + 1); steps > 0 && isFlat(mutant); steps--) {
            left = random.nextInt(nodes(mutant));
            mutant = visit(mutant, other);
        }
        return mutant;
    }

    /** How many values {@code value} consists of, itself included. */
    static int nodes(Value value) {
        return parts(value).size();
    }

    /** The value, and all that it consists of; without recursion, because what was nested just now is deep. */
    private static List<Value> parts(Value tree) {
        var parts = new ArrayList<>(List.of(tree));
        for (int i = 0; i < parts.size(); i++) {
            switch (parts.get(i)) {
                case ListValue list -> parts.addAll(list.items());
                case MapValue map -> parts.addAll(map.fields().values());
                case TypedValue typed -> parts.addAll(typed.wire().fields().values());
                default -> {
                    // It has no parts.
                }
            }
        }
        return parts;
    }

    private Value visit(Value value, @Nullable Value other) {
        if (left-- == 0) {
            return changed(value, other);
        }
        return switch (value) {
            case ListValue list -> new ListValue(list.items().stream().map(item -> visit(item, other)).toList());
            case MapValue map -> inMap(map, other);
            case TypedValue typed -> inMap(typed.wire(), other);
            default -> value;
        };
    }

    private Value inMap(MapValue map, @Nullable Value other) {
        var fields = new LinkedHashMap<String, Value>();
        map.forEach((key, part) -> fields.put(key, visit(part, other)));
        return MapValue.envelope(fields);
    }

    private Value changed(Value value, @Nullable Value other) {
        return switch (random.nextInt(8)) {
            case 0, 1 -> scalar();
            case 2 -> nested(value);
            case 3, 4 -> other == null ? Value.NULL : anyOf(other);
            default -> switch (value) {
                case ListValue list -> changedList(list, other);
                case MapValue map -> changedMap(map, other);
                case TypedValue typed -> changedMap(typed.wire(), other);
                default -> scalar();
            };
        };
    }

    private Value changedList(ListValue list, @Nullable Value other) {
        var items = new ArrayList<>(list.items());
        switch (random.nextInt(4)) {
            case 0 -> Collections.shuffle(items, random);
            case 1 -> items.add(other == null ? scalar() : anyOf(other));
            case 2 -> items.addAll(Collections.nCopies(random.nextInt(300), items.isEmpty() ? scalar() : items.getFirst()));
            default -> {
                if (!items.isEmpty()) {
                    items.remove(random.nextInt(items.size()));
                }
            }
        }
        return new ListValue(items);
    }

    private Value changedMap(MapValue map, @Nullable Value other) {
        var fields = new LinkedHashMap<>(map.fields());
        var keys = List.copyOf(fields.keySet());
        String key = keys.isEmpty() ? "" : keys.get(random.nextInt(keys.size()));
        switch (random.nextInt(4)) {
            case 0 -> fields.remove(key);
            case 1 -> fields.put(text(), other == null ? scalar() : anyOf(other));
            case 2 -> {
                Value moved = fields.remove(key);
                fields.put(keys.isEmpty() ? "k" : keys.get(random.nextInt(keys.size())) + text(),
                        moved == null ? Value.NULL : moved);
            }
            default -> fields.put(key, scalar());
        }
        return MapValue.envelope(fields);
    }

    private Value nested(Value value) {
        Value deep = value;
        for (int depth = DEPTHS[random.nextInt(DEPTHS.length)]; depth > 0; depth--) {
            deep = random.nextBoolean() ? new ListValue(List.of(deep)) : MapValue.envelope(Map.of("k", deep));
        }
        return deep;
    }

    private Value anyOf(Value tree) {
        List<Value> parts = parts(tree);
        return parts.get(random.nextInt(parts.size()));
    }

    private Value scalar() {
        return switch (random.nextInt(7)) {
            case 0 -> Value.NULL;
            case 1 -> Value.of(random.nextBoolean());
            case 2 -> Value.of(text());
            case 3 -> random.nextBoolean() ? ListValue.EMPTY : MapValue.EMPTY;
            case 4 -> Value.of(random.nextLong() >> random.nextInt(64));
            default -> number();
        };
    }

    private static boolean isWhole(String number) {
        return number.matches("-?[0-9]+");
    }

    private Value number() {
        String number = Oddities.NUMBERS[random.nextInt(Oddities.NUMBERS.length)];
        if (isWhole(number)) {
            return Value.of(new BigInteger(number));
        }
        try {
            double d = new BigDecimal(number).doubleValue();
            return Value.of(Double.isFinite(d) ? d : Double.MAX_VALUE);
        } catch (NumberFormatException none) {
            return Value.of(number);
        }
    }

    private String text() {
        return switch (random.nextInt(8)) {
            case 0 -> "";
            case 1 -> "_type";
            case 2 -> "~";
            case 3 -> "a/".repeat(random.nextInt(600)) + "b";
            case 4 -> "x".repeat(random.nextInt(5_000));
            case 5 -> Character.toString(0xFFFD) + Character.toString(0x1F600);
            case 6 -> Oddities.NUMBERS[random.nextInt(Oddities.NUMBERS.length)];
            default -> Integer.toString(random.nextInt(10));
        };
    }
}
