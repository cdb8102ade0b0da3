package dev.dust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dust.error.InvalidRequestException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every option that is a duration takes the longest ones, which mean "for ever", and refuses what makes no sense. */
class DurationOptionsTest {

    static List<Duration> forEver() {
        return List.of(Duration.ofNanos(Long.MAX_VALUE), Duration.ofSeconds(Long.MAX_VALUE, 999_999_999));
    }

    @ParameterizedTest
    @MethodSource("forEver")
    void forEver_isTakenByEveryOption(Duration forEver) {
        DustOptions options = DustOptions.defaults().ackTimeout(forEver).gapTimeout(forEver).freshnessCheck(forEver);
        assertThat(options.sync(false).ackTimeout()).isEqualTo(forEver);
        FlightOptions flight = FlightOptions.defaults().leaseTtl(forEver);
        assertThat(flight.waitTimeout()).isGreaterThan(Duration.ofDays(100_000));
        assertThat(flight.waitTimeout(forEver).waitTimeout()).isEqualTo(forEver);
        assertThat(LeaseOptions.millis(LeaseOptions.defaults().ttl(forEver).ttl()))
                .isBetween(Duration.ofDays(100_000).toMillis(), 1L << 52);
    }

    @Test
    void ttl_isSentInMilliseconds() {
        assertThat(LeaseOptions.millis(Duration.ofSeconds(30))).isEqualTo(30_000);
    }

    @Test
    void durationsThatAreNone_areRefused() {
        for (Duration none : List.of(Duration.ZERO, Duration.ofNanos(-1), Duration.ofSeconds(Long.MIN_VALUE))) {
            assertThatThrownBy(() -> DustOptions.defaults().ackTimeout(none)).isInstanceOf(InvalidRequestException.class);
            assertThatThrownBy(() -> DustOptions.defaults().gapTimeout(none)).isInstanceOf(InvalidRequestException.class);
            assertThatThrownBy(() -> FlightOptions.defaults().leaseTtl(none)).isInstanceOf(InvalidRequestException.class);
            assertThatThrownBy(() -> LeaseOptions.defaults().ttl(none)).isInstanceOf(InvalidRequestException.class);
            assertThatThrownBy(() -> LeaseOptions.defaults().waitTimeout(none)).isInstanceOf(InvalidRequestException.class);
        }
        assertThatThrownBy(() -> FlightOptions.defaults().leaseTtl(Duration.ofNanos(999_999)))
                .isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> FlightOptions.defaults().waitTimeout(Duration.ofNanos(-1)))
                .isInstanceOf(InvalidRequestException.class);
    }
}
