package dev.dust.value;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A decimal is what BigDecimal reads, told in time that grows with its length alone. */
class DecimalSyntaxTest {
    private static final String CHARS = "0123456789..eE+-- x";

    @Test
    @Tag("slow")
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

    /** JDKs differ in what they read of these: a decimal is what all of them read. */
    @ParameterizedTest
    @CsvSource({"1e2147483647, true", "1e-2147483647, true", "1e2147483648, false", "1.5e2147483648, false",
            "0.1e-2147483647, false", "1e99999999999, false"})
    void exponentsBeyondAnInt_orTheScaleOfABigDecimal_areNoDecimal(String text, boolean isDecimal) {
        assertThat(DecimalSyntax.isDecimal(text)).isEqualTo(isDecimal);
        assertThat(isDecimal && !reads(text)).isFalse();
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
