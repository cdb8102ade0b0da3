package dev.dust.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScanTest {

    @Test
    void eachMethodChangesOneThing_andLeavesTheOthersAsTheyWere() {
        Scan all = new Scan("a", "b", Order.DESCENDING, "a/*", 7);

        assertThat(all.from("c")).isEqualTo(new Scan("c", "b", Order.DESCENDING, "a/*", 7));
        assertThat(all.to("c")).isEqualTo(new Scan("a", "c", Order.DESCENDING, "a/*", 7));
        assertThat(all.order(Order.ASCENDING)).isEqualTo(new Scan("a", "b", Order.ASCENDING, "a/*", 7));
        assertThat(all.pattern(null)).isEqualTo(new Scan("a", "b", Order.DESCENDING, null, 7));
        assertThat(all.expected(8)).isEqualTo(new Scan("a", "b", Order.DESCENDING, "a/*", 8));
        assertThat(all.isDescending()).isTrue();
        assertThat(Scan.ALL.isDescending()).isFalse();
        assertThatNullPointerException().isThrownBy(() -> new Scan(null, null, null, null, 0));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void belowAKey_areTheKeysOfItsSubtree_andNoOthers(long seed) {
        var keys = new RandomKeys(new Random(seed));
        for (int i = 0; i < 2000; i++) {
            String ancestor = keys.next();
            String key = i % 2 == 0 ? keys.next() : ancestor + "/" + keys.next();
            Scan below = Scan.below(ancestor);
            boolean isIn = Keys.compare(key, below.from()) >= 0 && Keys.compare(key, below.to()) < 0;

            assertThat(isIn).as("seed %d: \"%s\" below \"%s\"", seed, key, ancestor).isEqualTo(Keys.isBelow(key, ancestor));
        }
    }
}
