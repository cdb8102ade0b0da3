package dev.dust.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.LeaseOptions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A client whose times are all "for ever" waits, and works. */
class ForEverTest {

    static List<Duration> forEver() {
        return List.of(Duration.ofNanos(Long.MAX_VALUE), Duration.ofSeconds(Long.MAX_VALUE, 999_999_999));
    }

    @ParameterizedTest
    @MethodSource("forEver")
    void callerWaitsForEver_andIsAnswered(Duration forEver) {
        try (var rig = new FlightRig(
                options -> options.ackTimeout(forEver).gapTimeout(forEver).freshnessCheck(forEver))) {
            rig.advance(Duration.ofMinutes(1));
            rig.store();
            rig.loseConnection();
            CompletableFuture<Long> committed = rig.store().put("a", 1).committed();
            rig.advance(Duration.ofDays(100));
            assertThat(committed).isNotDone();
            rig.connect();
            assertThat(committed).isCompleted();
            assertThat(rig.store().at("lock").lease(LeaseOptions.defaults().ttl(forEver))).isCompleted();
        }
    }
}
