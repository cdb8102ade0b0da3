package dev.dust.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PlainDataTest {
    private static final int SEEDS = 5_000;

    @Test
    void toPlainAndBackGivesAnEqualValue() {
        for (long seed = 0; seed < SEEDS; seed++) {
            Value value = Value.from(plain(new Random(seed), 4));
            assertThat(Value.from(value.toPlain())).as("seed %d", seed).isEqualTo(value);
        }
    }

    @Test
    void fromAndBackGivesEqualData() {
        for (long seed = 0; seed < SEEDS; seed++) {
            Object plain = plain(new Random(seed), 4);
            assertThat(Value.from(plain).toPlain()).as("seed %d", seed).isEqualTo(plain);
        }
    }

    /** Data in the form that {@code toPlain} gives. */
    private static Object plain(Random random, int depth) {
        return switch (random.nextInt(depth > 0 ? 11 : 9)) {
            case 0 -> null;
            case 1 -> random.nextBoolean();
            case 2 -> random.nextLong();
            case 3 -> BigInteger.ONE.shiftLeft(64 + random.nextInt(100));
            case 4 -> random.nextGaussian() * Math.pow(10, random.nextInt(600) - 300);
            case 5 ->
                "text " + Character.toString(random.nextInt(0xD800)) + Character.toString(0x10000 + random.nextInt(0x10000));
            case 6 -> new BigDecimal(new BigInteger(80, random), random.nextInt(40) - 20);
            case 7 -> Instant.ofEpochSecond(random.nextInt(), random.nextInt(1_000_000_000));
            case 8 -> LeaseValue.of("holder", random.nextLong(), random.nextLong());
            case 9 -> {
                var list = new ArrayList<Object>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    list.add(plain(random, depth - 1));
                }
                yield list;
            }
            default -> {
                var map = new HashMap<String, Object>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    map.put("key " + random.nextInt(), plain(random, depth - 1));
                }
                yield map;
            }
        };
    }

    @Test
    void everyKindOfPlainDataHasItsValue() {
        assertThat(Value.from(null)).isSameAs(Value.NULL);
        assertThat(Value.from((byte) -1)).isEqualTo(Value.of(-1));
        assertThat(Value.from((short) 300)).isEqualTo(Value.of(300));
        assertThat(Value.from(7)).isEqualTo(Value.of(7));
        assertThat(Value.from(0.1f)).isEqualTo(Value.of((double) 0.1f));
        assertThat(Value.from('x')).isEqualTo(Value.of("x"));
        assertThat(Value.from(new Object[]{1, null, "x"})).isEqualTo(Value.from(Arrays.asList(1, null, "x")));
        assertThat(Value.from(Set.of(1))).isEqualTo(Value.from(List.of(1)));
        assertThat(Value.from(Map.of(new StringBuilder("k"), 1))).isEqualTo(Value.from(Map.of("k", 1)));
        Value value = Value.of("as it is");
        assertThat(Value.from(value)).isSameAs(value);
    }

    @Test
    void whatIsNoPlainDataIsRefusedByName() {
        assertThatIllegalArgumentException().isThrownBy(() -> Value.from(new Object()))
                .withMessageContaining("java.lang.Object");
        assertThatIllegalArgumentException().isThrownBy(() -> Value.from(List.of(Map.of("k", new int[0]))))
                .withMessageContaining("[I");
        assertThatIllegalArgumentException().isThrownBy(() -> Value.from(Map.of(1, "x")))
                .withMessageContaining("keys must be text");
    }

    @Test
    void somethingThatCanBeIteratedIsNoListForThatReason() {
        assertThatIllegalArgumentException().isThrownBy(() -> Value.from(Path.of("a", "b"))).withMessageContaining("Path");
    }

    @Test
    void numbersAndTextsWithoutWireFormAreRefused() {
        for (double number : new double[]{Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
            assertThatIllegalArgumentException().isThrownBy(() -> Value.of(number)).withMessageContaining("finite");
        }
        for (String text : new String[]{"\ud83d", "a\ude00", "\ud83dx", "\ude00\ud83d", "\ud83d\ude00\ud83d"}) {
            assertThatIllegalArgumentException().isThrownBy(() -> Value.of(text)).withMessageContaining("surrogate");
            assertThatIllegalArgumentException().isThrownBy(() -> Value.from(Map.of(text, 1)))
                    .withMessageContaining("surrogate");
        }
        assertThat(Value.of("\0 \ud83d\ude00 \uff5e \udbff\udfff").value()).hasSize(9);
    }

    @Test
    void valuesDoNotChangeWithWhatTheyWereMadeFrom() {
        var list = new ArrayList<Value>(List.of(Value.of(1)));
        var fields = new LinkedHashMap<String, Value>(Map.of("a", Value.of(1)));
        var listValue = new ListValue(list);
        var mapValue = (MapValue) MapValue.of(fields);
        list.add(Value.of(2));
        fields.put("b", Value.of(2));
        assertThat(listValue.items()).containsExactly(Value.of(1));
        assertThat(mapValue.fields()).containsOnlyKeys("a");
    }

    @Test
    void valuesCannotBeChangedThroughWhatTheyGive() {
        var map = (MapValue) Value.from(Map.of("a", List.of(1)));
        assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> map.fields().put("b", Value.NULL));
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> ((ListValue) map.get("a")).items().add(Value.NULL));
        assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> ((Map<?, ?>) map.toPlain()).clear());
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> ((List<?>) map.get("a").toPlain()).clear());
    }
}
