package dev.dust.value;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A decimal is what BigDecimal reads, told in time that grows with its length alone. */
class DecimalSyntaxTest {
    private static final String CHARS = "0123456789..eE+-- x";

    @Test
    void textIsADecimal_exactlyWhereBigDecimalReadsIt_forEverySeed() {
        for (long seed = 0; seed < 200_000; seed++) {
            var random = new Random(seed);
            var text = new StringBuilder();
            for (int i = random.nextInt(9); i > 0; i--) {
                text.append(CHARS.charAt(random.nextInt(CHARS.length())));
            }
            assertThat(DecimalSyntax.isDecimal(text.toString())).as("seed %d: '%s'", seed, text)
                    .isEqualTo(reads(text.toString()));
        }
    }

    @Test
    void exponentsBeyondTheScaleOfABigDecimal_areNoDecimal() {
        for (String text : new String[]{"1e2147483647", "1e-2147483647", "1e2147483648", "0.1e-2147483647", "1e99999999999"}) {
            assertThat(DecimalSyntax.isDecimal(text)).as(text).isEqualTo(reads(text));
        }
    }

    @Test
    void aMillionDigits_areReadWithoutBeingComputed() {
        String digits = "9".repeat(1_000_000);
        Value value = MapValue.of(Map.of("_typed", Value.of(digits), "_type", Value.of("decimal")));
        assertThat(value).isInstanceOf(DecimalValue.class);
        assertThat(value.toString()).isEqualTo(digits);
    }

    private static boolean reads(String text) {
        try {
            new BigDecimal(text);
            return true;
        } catch (NumberFormatException e) {
            return false;
        }
    }
}
