package dev.dust.server.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.server.ledger.StoredRow;
import dev.dust.value.Value;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** increment (docs/protocol.md#ops). */
class CounterOpsTest {
    private final TestStore store = new TestStore();

    @Test
    void increment_ofNothing_startsAtZero_andEchoesTheTotal() {
        assertThat(store.ok("increment", "n", 5).value()).isEqualTo(Value.of(5));
        assertThat(store.ok("increment", "n", -7).value()).isEqualTo(Value.of(-2));
        assertThat(store.state.rows().get("n")).isEqualTo(new StoredRow(Value.of(-2), "counter", 2));
    }

    @Test
    void increment_ofWhatIsNoNumber_startsAtZero() {
        for (Object other : List.of("7", true, List.of(7), new BigDecimal("7"))) {
            store.ok("set", "n", other);
            assertThat(store.ok("increment", "n", 1).value()).as("%s", other).isEqualTo(Value.of(1));
        }
    }

    @Test
    void increment_byAFloat_givesAFloat() {
        store.ok("set", "n", 1);
        assertThat(store.ok("increment", "n", 0.5).value()).isEqualTo(Value.of(1.5));
        assertThat(store.ok("increment", "n", 1).value()).isEqualTo(Value.of(2.5));
        store.ok("set", "m", 1);
        assertThat(store.ok("increment", "m", 1.0).value()).isEqualTo(Value.of(2.0));
    }

    @Test
    void increment_ofIntegers_isExactWhateverTheirSize() {
        BigInteger big = BigInteger.TWO.pow(100);
        store.ok("set", "n", Long.MAX_VALUE);
        assertThat(store.ok("increment", "n", 1).value()).isEqualTo(Value.of(BigInteger.TWO.pow(63)));
        assertThat(store.ok("increment", "n", big).value()).isEqualTo(Value.of(BigInteger.TWO.pow(63).add(big)));
    }

    @Test
    void increment_leavesTheRowsBelow() {
        store.ok("set", "n", Map.of("x", 1));
        store.ok("increment", "n", 1);
        assertThat(store.state.rows()).containsOnlyKeys("n", "n/x");
    }

    @Test
    void increment_byWhatIsNoNumber_isRefused() {
        for (Object by : Arrays.asList(null, "1", true, List.of(1), Map.of(), new BigDecimal("1"))) {
            assertThat(store.write("increment", "n", by).reason()).as("%s", by)
                    .isEqualTo("increment_requires_number_value");
        }
    }

    @Test
    void increment_beyondEveryFloat_isRefused() {
        store.ok("set", "n", Double.MAX_VALUE);
        assertThat(store.write("increment", "n", Double.MAX_VALUE).reason()).isEqualTo("increment_requires_number_value");
        assertThat(store.value("n")).isEqualTo(Value.of(Double.MAX_VALUE));
    }

    @Test
    void increment_beyondWhatCodecsCarry_isRefused() {
        BigInteger big = BigInteger.TWO.pow(299_999);
        store.ok("set", "n", big);
        store.ok("increment", "n", big.subtract(BigInteger.ONE));
        assertThat(store.write("increment", "n", 1).reason()).isEqualTo("increment_requires_number_value");
    }
}
