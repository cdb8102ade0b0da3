package dev.dust.server.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** So many writes in a minute that begins with a token's first (docs/protocol.md#rate-limits). */
class RateLimitTest {
    private static final int MINUTE = 60_000;

    private final AtomicLong clock = new AtomicLong(1_000);

    /** The same, by each token's window alone. */
    private static final class NaiveLimit {
        private final Map<String, long[]> startAndWrites = new HashMap<>();

        long count(String token, int perMinute, long now) {
            long[] window = startAndWrites.get(token);
            if (window == null || now - window[0] >= MINUTE) {
                window = new long[]{now, 0};
                startAndWrites.put(token, window);
            }
            return window[1]++ < perMinute ? 0 : window[0] + MINUTE - now;
        }
    }

    @RepeatedTest(50)
    void eachTokenHasItsOwnMinute(RepetitionInfo repetition) {
        var random = new Random(repetition.getCurrentRepetition());
        var limit = new RateLimit(3, clock::get);
        var naive = new NaiveLimit();
        for (int i = 0; i < 500; i++) {
            clock.addAndGet(random.nextInt(random.nextInt(10) == 0 ? 2 * MINUTE : 5_000));
            String token = "token_" + random.nextInt(8);
            Integer own = random.nextBoolean() ? null : 5;
            assertThat(limit.count(token, own))
                    .as("seed %d, write %d, of %s at %d", repetition.getCurrentRepetition(), i, token,
                            clock.get())
                    .isEqualTo(naive.count(token, 3, clock.get()));
        }
    }

    @Test
    void aMinuteThatBeganBeforeTheClockWasPutBack_keepsNoOtherFromItsEnd() {
        var limit = new RateLimit(1, clock::get);
        clock.addAndGet(10 * MINUTE);
        assertThat(limit.count("ahead", null)).isZero();
        clock.addAndGet(-10 * MINUTE);
        assertThat(limit.count("a", null)).isZero();
        clock.addAndGet(MINUTE - 1);
        assertThat(limit.count("a", null)).isEqualTo(1);
        clock.addAndGet(1);
        assertThat(limit.count("a", null)).isZero();
        assertThat(limit.count("a", null)).isEqualTo(MINUTE);
    }

    @Test
    void aTokensOwnLimit_countsIfItIsLower() {
        var limit = new RateLimit(3, clock::get);
        assertThat(limit.count("a", 1)).isZero();
        assertThat(limit.count("a", 1)).isEqualTo(MINUTE);
        assertThat(limit.count("a", 9)).isZero();
    }
}
