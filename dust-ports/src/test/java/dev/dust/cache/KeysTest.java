package dev.dust.cache;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KeysTest {
    private static final int SEEDS = 200_000;

    @Test
    void orderIsThatOfUtf8Bytes() {
        for (long seed = 0; seed < SEEDS; seed++) {
            var random = new Random(seed);
            var keys = new RandomKeys(random);
            String a = keys.next();
            String b = random.nextBoolean() ? keys.next() : new RandomKeys(random).next();
            int expected = Integer.signum(Arrays.compareUnsigned(a.getBytes(UTF_8), b.getBytes(UTF_8)));
            assertThat(Integer.signum(Keys.compare(a, b))).as("seed %d: %s and %s", seed, a, b).isEqualTo(expected);
            assertThat(Integer.signum(Keys.ORDER.compare(b, a))).as("seed %d", seed).isEqualTo(-expected);
        }
    }

    @Test
    void aCharAboveTheSurrogatesComesBeforeAPair() {
        assertThat(Keys.compare("\uff5e", "\ud83d\ude00")).isNegative();
        assertThat("\uff5e".compareTo("\ud83d\ude00")).isPositive();
    }

    @Test
    void subtreeBoundsHoldExactlyWhatLiesBelow() {
        for (long seed = 0; seed < SEEDS; seed++) {
            var random = new Random(seed);
            var keys = new RandomKeys(random);
            String key = keys.next();
            String other = random.nextBoolean() ? keys.next() : key + keys.next();
            boolean inBounds = Keys.compare(Keys.subtreeFrom(key), other) <= 0
                    && Keys.compare(other, Keys.subtreeTo(key)) < 0;
            assertThat(inBounds).as("seed %d: %s below %s", seed, other, key).isEqualTo(other.startsWith(key + "/"))
                    .isEqualTo(Keys.isBelow(other, key));
        }
    }

    @Test
    void noKeyLiesBelowItselfOrBelowANeighbour() {
        assertThat(Keys.isBelow("a", "a")).isFalse();
        assertThat(Keys.isBelow("ab", "a")).isFalse();
        assertThat(Keys.isBelow("a.b/c", "a")).isFalse();
        assertThat(Keys.isBelow("a/b", "a")).isTrue();
    }

    @Test
    void parent_isTheKeyOneSegmentAbove() {
        assertThat(Keys.parent("a/b~1c/d")).isEqualTo("a/b~1c");
        assertThat(Keys.parent("a/")).isEqualTo("a");
        assertThat(Keys.parent("/a")).isEqualTo("");
        assertThat(Keys.parent("a~1b")).isNull();
        assertThat(Keys.parent("")).isNull();
    }
}
