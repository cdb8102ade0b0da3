package dev.dust.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Long durations come to an end that is far away, and to no overflow. */
class DurationsTest {
    private static final Duration LONGEST = Duration.ofSeconds(Long.MAX_VALUE, 999_999_999);

    static List<Duration> forEver() {
        return List.of(LONGEST, Duration.ofMillis(Long.MAX_VALUE), Duration.ofNanos(Long.MAX_VALUE), Duration.ofDays(200_000));
    }

    @ParameterizedTest
    @MethodSource("forEver")
    void forEver_isTheLastNumber(Duration forEver) {
        assertThat(Durations.nanos(forEver)).isEqualTo(Long.MAX_VALUE);
        assertThat(Durations.after(5, forEver)).isEqualTo(Durations.NEVER);
        assertThat(Durations.after(Long.MAX_VALUE, forEver)).isEqualTo(Durations.NEVER);
        assertThat(Durations.nanos(Durations.times(forEver, 3))).isGreaterThan(Long.MAX_VALUE - 3);
    }

    @ParameterizedTest
    @MethodSource("forEver")
    void timerForEver_canBeSet_andDoesNotRun(Duration forEver) throws InterruptedException {
        try (var time = new SystemTime()) {
            var early = new CountDownLatch(1);
            var other = new CountDownLatch(1);
            Time.Timer timer = time.schedule(TimerId.ACK, forEver, early::countDown);
            time.schedule(TimerId.GAP, Duration.ofMillis(1), other::countDown);
            assertThat(other.await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(early.getCount()).isEqualTo(1);
            timer.cancel();
        }
    }

    @Test
    void shortDurations_areExact() {
        assertThat(Durations.nanos(Duration.ofNanos(7))).isEqualTo(7);
        assertThat(Durations.millis(Duration.ofNanos(7_999_999))).isEqualTo(7);
        assertThat(Durations.millis(LONGEST)).isEqualTo(Long.MAX_VALUE);
        assertThat(Durations.after(-10, Duration.ofNanos(7))).isEqualTo(-3);
        assertThat(Durations.until(-10, -3)).isEqualTo(Duration.ofNanos(7));
        assertThat(Durations.until(-3, -10)).isZero();
        assertThat(Durations.until(-3, Durations.NEVER)).isEqualTo(Duration.ofNanos(Long.MAX_VALUE));
        assertThat(Durations.times(Duration.ofSeconds(2), 3)).isEqualTo(Duration.ofSeconds(6));
    }

    @Test
    void negativeDurations_areNone() {
        assertThat(Durations.nanos(Duration.ofSeconds(Long.MIN_VALUE))).isZero();
        assertThat(Durations.millis(Duration.ofSeconds(Long.MIN_VALUE))).isZero();
        assertThat(Durations.after(5, Duration.ofNanos(-1))).isEqualTo(5);
    }
}
