package dev.dust.testkit.simulation;

import dev.dust.value.MapValue;
import dev.dust.value.Value;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/** What is written, and where: few paths, one above the other, so that writes meet. */
final class WriteGenerator {
    static final String COUNTER = "n";
    static final String SET = "t";
    private static final List<String> TREE = List.of("a", "a/b", "a/b/c", "a-b", "a/b");
    private static final List<String> KEYS = List.of("k/1", "k/2", "k/3", "k");
    private static final List<String> LEASES = List.of("lease/1", "lease/2");
    private static final List<String> FIELDS = List.of("b", "c", "x", "1", "/~");
    private static final List<Value> SCALARS = List.of(Value.NULL, Value.of(true), Value.of(0), Value.of(7), Value.of(1.5),
            Value.of(1.0), Value.of(""), Value.of("text"), Value.of(new BigDecimal("29.990")),
            Value.of(Instant.parse("2026-02-03T04:05:06.789Z")));

    private WriteGenerator() {
    }

    /** Any path that a write may name. */
    static String path(SeededRandom random) {
        return switch (random.below(10)) {
            case 0, 1, 2, 3 -> random.pick(TREE);
            case 4, 5, 6 -> random.pick(KEYS);
            case 7 -> COUNTER;
            case 8 -> SET;
            default -> random.pick(LEASES);
        };
    }

    /** A path, mostly {@code usual}. */
    static String mostly(SeededRandom random, String usual) {
        return random.chance(0.8) ? usual : path(random);
    }

    static String leaseKey(SeededRandom random) {
        return random.chance(0.9) ? random.pick(LEASES) : path(random);
    }

    static Value scalar(SeededRandom random) {
        return random.chance(0.3) ? Value.of(random.between(0, 999)) : random.pick(SCALARS);
    }

    static Value number(SeededRandom random) {
        return random.chance(0.75) ? Value.of(random.between(-3, 5)) : Value.of(random.between(-4, 4) / 4.0);
    }

    static Value member(SeededRandom random) {
        return Value.of(random.between(1, 4));
    }

    static Value list(SeededRandom random) {
        var items = new ArrayList<Value>();
        for (int left = random.below(4); left > 0; left--) {
            items.add(member(random));
        }
        return Value.from(items);
    }

    /** A map, which may be empty and may hold maps. */
    static Value map(SeededRandom random) {
        return map(random, 2);
    }

    private static Value map(SeededRandom random, int depth) {
        var fields = new LinkedHashMap<String, Value>();
        for (int left = random.below(4); left > 0; left--) {
            fields.put(random.pick(FIELDS), depth > 0 && random.chance(0.3) ? map(random, depth - 1) : scalar(random));
        }
        return MapValue.of(fields);
    }

    /** A write without preconditions. */
    static WriteCall write(SeededRandom random) {
        return switch (random.below(20)) {
            case 0, 1, 2, 3 -> new WriteCall("set", path(random), scalar(random));
            case 4, 5, 6 -> new WriteCall("set", path(random), map(random));
            case 7 -> new WriteCall("set", mostly(random, SET), list(random));
            case 8, 9 -> new WriteCall("delete", path(random), Value.NULL);
            case 10, 11 -> new WriteCall("merge", path(random), map(random));
            case 12, 13, 14, 15 -> new WriteCall("increment", mostly(random, COUNTER), number(random));
            case 16, 17 -> new WriteCall("add", mostly(random, SET), member(random));
            default -> new WriteCall("remove", mostly(random, SET), member(random));
        };
    }
}
