package dev.dust.testkit.simulation;

import dev.dust.value.MapValue;
import dev.dust.value.Value;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/** What is written, and where: few paths, one above the other, so that writes meet. */
final class Material {
    static final String COUNTER = "n";
    static final String SET = "t";
    private static final List<String> TREE = List.of("a", "a/b", "a/b/c", "a-b", "a/b");
    private static final List<String> KEYS = List.of("k/1", "k/2", "k/3", "k");
    private static final List<String> LEASES = List.of("lease/1", "lease/2");
    private static final List<String> FIELDS = List.of("b", "c", "x", "1", "/~");
    private static final List<Value> SCALARS = List.of(Value.NULL, Value.of(true), Value.of(0), Value.of(7), Value.of(1.5),
            Value.of(1.0), Value.of(""), Value.of("text"), Value.of(new BigDecimal("29.990")),
            Value.of(Instant.parse("2026-02-03T04:05:06.789Z")));

    private Material() {
    }

    /** Any path that a write may name. */
    static String path(Dice dice) {
        return switch (dice.below(10)) {
            case 0, 1, 2, 3 -> dice.pick(TREE);
            case 4, 5, 6 -> dice.pick(KEYS);
            case 7 -> COUNTER;
            case 8 -> SET;
            default -> dice.pick(LEASES);
        };
    }

    /** A path, mostly {@code usual}. */
    static String mostly(Dice dice, String usual) {
        return dice.chance(0.8) ? usual : path(dice);
    }

    static String leaseKey(Dice dice) {
        return dice.chance(0.9) ? dice.pick(LEASES) : path(dice);
    }

    static Value scalar(Dice dice) {
        return dice.chance(0.3) ? Value.of(dice.between(0, 999)) : dice.pick(SCALARS);
    }

    static Value number(Dice dice) {
        return dice.chance(0.75) ? Value.of(dice.between(-3, 5)) : Value.of(dice.between(-4, 4) / 4.0);
    }

    static Value member(Dice dice) {
        return Value.of(dice.between(1, 4));
    }

    static Value list(Dice dice) {
        var items = new ArrayList<Value>();
        for (int left = dice.below(4); left > 0; left--) {
            items.add(member(dice));
        }
        return Value.from(items);
    }

    /** A map, which may be empty and may hold maps. */
    static Value map(Dice dice) {
        return map(dice, 2);
    }

    private static Value map(Dice dice, int depth) {
        var fields = new LinkedHashMap<String, Value>();
        for (int left = dice.below(4); left > 0; left--) {
            fields.put(dice.pick(FIELDS), depth > 0 && dice.chance(0.3) ? map(dice, depth - 1) : scalar(dice));
        }
        return MapValue.of(fields);
    }

    /** A write without preconditions. */
    static WriteCall write(Dice dice) {
        return switch (dice.below(20)) {
            case 0, 1, 2, 3 -> new WriteCall("set", path(dice), scalar(dice));
            case 4, 5, 6 -> new WriteCall("set", path(dice), map(dice));
            case 7 -> new WriteCall("set", mostly(dice, SET), list(dice));
            case 8, 9 -> new WriteCall("delete", path(dice), Value.NULL);
            case 10, 11 -> new WriteCall("merge", path(dice), map(dice));
            case 12, 13, 14, 15 -> new WriteCall("increment", mostly(dice, COUNTER), number(dice));
            case 16, 17 -> new WriteCall("add", mostly(dice, SET), member(dice));
            default -> new WriteCall("remove", mostly(dice, SET), member(dice));
        };
    }
}
