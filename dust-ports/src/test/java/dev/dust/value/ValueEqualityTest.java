package dev.dust.value;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ValueEqualityTest {
    private static final String HASH = "sha256:00ff";

    /** Values that all differ from each other, however alike they look. */
    private static final List<Value> DIFFERENT = List.of(Value.NULL, Value.of(true), Value.of(false), Value.of(1),
            Value.of(1.0),
            Value.of(0), Value.of(0.0), Value.of(-0.0), Value.of("1"), Value.of(""), Value.of("null"), Value.of("true"),
            Value.of(BigInteger.ONE.shiftLeft(64)), Value.of(0x1p64), Value.of(new BigDecimal("1.0")),
            Value.of(new BigDecimal("1.00")), Value.of(Instant.EPOCH), typed("1970-01-01T00:00:00.000Z", "datetime"),
            Value.of("1970-01-01T00:00:00Z"), ListValue.EMPTY, MapValue.EMPTY, ListValue.from(List.of(1)),
            ListValue.from(List.of(1.0)), ListValue.from(List.of(1, 2)), ListValue.from(List.of(2, 1)),
            Value.from(Map.of("a", 1)), Value.from(Map.of("a", 1.0)), Value.from(Map.of("b", 1)),
            FileRef.of(HASH, 1, null, null, null), FileRef.of(HASH, 2, null, null, null),
            FileRef.of(HASH, 1, "text/plain", null, null), LeaseValue.of("me", 1, 2), LeaseValue.of(null, 1, 2),
            LeaseValue.of("me", 1, 3));

    @Test
    void valuesOfDifferentWireFormsDiffer() {
        for (int i = 0; i < DIFFERENT.size(); i++) {
            for (int k = 0; k < DIFFERENT.size(); k++) {
                assertThat(DIFFERENT.get(i).equals(DIFFERENT.get(k))).as("%s and %s", DIFFERENT.get(i), DIFFERENT.get(k))
                        .isEqualTo(i == k);
            }
        }
    }

    @Test
    void valuesOfTheSameWireFormAreEqual() {
        assertSame(Value.of(7), Value.of(BigInteger.valueOf(7)));
        assertSame(Value.of(1L << 40), Value.of(BigInteger.ONE.shiftLeft(40)));
        assertSame(Value.of(BigInteger.TEN.pow(40)), Value.of(new BigInteger("1" + "0".repeat(40))));
        assertSame(Value.of(1.5), Value.from(1.5f));
        assertSame(Value.of("text"), Value.from(new StringBuilder("text")));
        assertSame(Value.of(new BigDecimal("29.90")), typed("29.90", "decimal"));
        assertSame(Value.of(Instant.EPOCH), typed("1970-01-01T00:00:00Z", "datetime"));
        assertSame(FileRef.of(HASH, 3, "a/b", "f", "now"), MapValue.of(FileRef.of(HASH, 3, "a/b", "f", "now").wire().fields()));
        assertSame(LeaseValue.of("me", 1, 2), MapValue.of(LeaseValue.of("me", 1, 2).wire().fields()));
    }

    @Test
    void orderOfKeysDoesNotCountAndIsKept() {
        var ab = new LinkedHashMap<String, Value>();
        ab.put("a", Value.of(1));
        ab.put("b", Value.of(2));
        var ba = new LinkedHashMap<String, Value>();
        ba.put("b", Value.of(2));
        ba.put("a", Value.of(1));
        assertThat(MapValue.of(ab)).isEqualTo(MapValue.of(ba)).hasSameHashCodeAs(MapValue.of(ba));
        assertThat(((MapValue) MapValue.of(ba)).fields().keySet()).containsExactly("b", "a");
    }

    private static void assertSame(Value a, Value b) {
        assertThat(a).isEqualTo(b).hasSameHashCodeAs(b);
        assertThat(a.type()).isEqualTo(b.type());
    }

    private static Value typed(String text, String type) {
        return MapValue.of(Map.of("_typed", Value.of(text), "_type", Value.of(type)));
    }
}
