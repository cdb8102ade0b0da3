package dev.dust.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;

class IntValueTest {
    private static final int SEEDS = 20_000;

    @Test
    void sumIsExactWhateverTheSize() {
        for (long seed = 0; seed < SEEDS; seed++) {
            var random = new Random(seed);
            BigInteger a = next(random);
            BigInteger b = next(random);
            assertThat(Value.of(a).plus(Value.of(b))).as("seed %d: %s + %s", seed, a, b).isEqualTo(Value.of(a.add(b)));
        }
    }

    @Test
    void anyIntegerIsKept() {
        for (long seed = 0; seed < SEEDS; seed++) {
            BigInteger n = next(new Random(seed));
            IntValue value = Value.of(n);
            assertThat(value.bigValue()).as("seed %d", seed).isEqualTo(n);
            assertThat(value.isLong()).as("seed %d: %s", seed, n).isEqualTo(n.bitLength() < 64);
            assertThat(value).hasToString(n.toString());
            assertThat(value.toPlain()).isEqualTo(n.bitLength() < 64 ? (Object) n.longValue() : n);
        }
    }

    @Test
    void whatFitsALongIsOneAndWhatDoesNotSaysSo() {
        assertThat(Value.of(BigInteger.valueOf(Long.MIN_VALUE)).longValue()).isEqualTo(Long.MIN_VALUE);
        IntValue big = Value.of(BigInteger.valueOf(Long.MAX_VALUE).add(BigInteger.ONE));
        assertThatExceptionOfType(ArithmeticException.class).isThrownBy(big::longValue);
    }

    /** Near the bounds of a long as often as not. */
    private static BigInteger next(Random random) {
        BigInteger near = switch (random.nextInt(4)) {
            case 0 -> BigInteger.valueOf(Long.MAX_VALUE);
            case 1 -> BigInteger.valueOf(Long.MIN_VALUE);
            case 2 -> BigInteger.ZERO;
            default -> new BigInteger(random.nextInt(200), random);
        };
        return near.add(BigInteger.valueOf(random.nextInt(401) - 200L));
    }
}
