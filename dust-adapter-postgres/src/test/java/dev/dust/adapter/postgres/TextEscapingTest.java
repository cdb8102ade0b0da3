package dev.dust.adapter.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.cache.Keys;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TextEscapingTest {

    @Test
    void storedText_hasNoNul_comesBack_andKeepsItsOrder() {
        for (long seed = 0; seed < 20_000; seed++) {
            var random = new Random(seed);
            String a = text(random);
            String b = text(random);
            assertThat(TextEscaping.stored(a)).as("seed %d", seed).doesNotContain("\0");
            assertThat(TextEscaping.original(TextEscaping.stored(a))).as("seed %d", seed).isEqualTo(a);
            int order = Arrays.compareUnsigned(TextEscaping.stored(a).getBytes(UTF_8), TextEscaping.stored(b).getBytes(UTF_8));
            assertThat(Integer.signum(order)).as("seed %d", seed).isEqualTo(Integer.signum(Keys.compare(a, b)));
        }
    }

    private static String text(Random random) {
        return random.ints(random.nextInt(6), 0, 5).mapToObj(i -> Character.toString(i == 4 ? 0x1f600 : i))
                .reduce("", String::concat);
    }

    @Test
    void headAndTail_tellLongPathsApart() {
        String head = "\ud83d\ude00".repeat(TextEscaping.HEAD_LENGTH);
        assertThat(TextEscaping.head(head)).isSameAs(head);
        assertThat(TextEscaping.tail(head)).isEmpty();
        assertThat(TextEscaping.head(head + "a")).isEqualTo(head);
        assertThat(TextEscaping.tail(head + "a")).hasSize(64).isNotEqualTo(TextEscaping.tail(head + "b"));
    }
}
