package dev.dust.adapter.jackson;

import dev.dust.value.FileRef;
import dev.dust.value.LeaseValue;
import dev.dust.value.ListValue;
import dev.dust.value.MapValue;
import dev.dust.value.Value;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Random;

/** Values of every kind, from a seed; the odd ones are frequent. */
final class RandomValues {
    private final Random random;

    RandomValues(long seed) {
        this.random = new Random(seed);
    }

    Value next() {
        return next(random.nextInt(8));
    }

    private Value next(int depth) {
        return switch (random.nextInt(depth == 0 ? 9 : 13)) {
            case 0 -> Value.NULL;
            case 1 -> Value.of(random.nextBoolean());
            case 2 -> Value.of(random.nextLong() >> random.nextInt(64));
            case 3 -> Value.of(
                    new BigInteger(random.nextInt(300), random).multiply(BigInteger.valueOf(random.nextBoolean() ? 1 : -1)));
            case 4 -> Value.of(nextDouble());
            case 5 -> Value.of(nextText(random.nextInt(40)));
            case 6 -> Value.of(new BigDecimal(new BigInteger(random.nextInt(200), random), random.nextInt(60) - 20));
            case 7 -> Value.of(
                    Instant.ofEpochSecond(random.nextLong(-10_000_000_000L, 10_000_000_000L), random.nextInt(1_000_000_000)));
            case 8 -> random.nextBoolean()
                    ? FileRef.of("sha256:" + nextText(4), random.nextLong(1L << 40), nextText(5), null, nextText(3))
                    : LeaseValue.of(random.nextBoolean() ? null : nextText(6), random.nextLong(), random.nextLong());
            case 9, 10 -> nextList(depth);
            default -> nextMap(depth);
        };
    }

    private ListValue nextList(int depth) {
        var items = new ArrayList<Value>();
        for (int i = random.nextInt(5); i > 0; i--) {
            items.add(next(depth - 1));
        }
        return new ListValue(items);
    }

    private Value nextMap(int depth) {
        var fields = new LinkedHashMap<String, Value>();
        for (int i = random.nextInt(6); i > 0; i--) {
            fields.put(nextKey(), next(depth - 1));
        }
        return MapValue.of(fields);
    }

    private String nextKey() {
        return switch (random.nextInt(8)) {
            case 0 -> "_type";
            case 1 -> "_typed";
            case 2 -> "";
            default -> nextText(random.nextInt(12));
        };
    }

    private double nextDouble() {
        double d = switch (random.nextInt(3)) {
            case 0 -> Double.longBitsToDouble(random.nextLong());
            case 1 -> random.nextInt(-1_000, 1_000);
            default -> random.nextGaussian();
        };
        return Double.isFinite(d) ? d : -0.0;
    }

    private String nextText(int length) {
        var text = new StringBuilder();
        int bound = switch (random.nextInt(3)) {
            case 0 -> 0x80;
            case 1 -> 0x3000;
            default -> Character.MAX_CODE_POINT + 1;
        };
        for (int i = 0; i < length; i++) {
            int c = random.nextInt(bound);
            text.appendCodePoint(c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? 0 : c);
        }
        return text.toString();
    }
}
