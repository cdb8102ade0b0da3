package dev.dust.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.sync.Effect;
import dev.dust.time.TimerId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The named timers of an engine. */
class EngineTimersTest {
    private final FakeTime time = new FakeTime();
    private final List<TimerId> fired = new ArrayList<>();
    private final EngineTimers timers = new EngineTimers(time, new Random(1), fired::add);

    private Duration delay(TimerId id) {
        return time.delays.get(id);
    }

    @Test
    void jitteredDelays_areSpreadOverTheWholeOfIt_andNeverLonger() {
        Duration most = Duration.ofSeconds(30);
        Set<Duration> delays = new HashSet<>();
        for (int i = 0; i < 1_000; i++) {
            timers.apply(new Effect.SetTimer(TimerId.REJOIN, most, true));
            assertThat(delay(TimerId.REJOIN)).isBetween(Duration.ZERO, most);
            delays.add(delay(TimerId.REJOIN));
        }
        assertThat(delays).hasSizeGreaterThan(900).anyMatch(delay -> delay.compareTo(most.dividedBy(10)) < 0)
                .anyMatch(delay -> delay.compareTo(most.multipliedBy(9).dividedBy(10)) > 0);
    }

    @Test
    void otherDelays_areTakenAsTheyAre() {
        timers.apply(new Effect.SetTimer(TimerId.GAP, Duration.ofSeconds(2), false));
        assertThat(delay(TimerId.GAP)).isEqualTo(Duration.ofSeconds(2));
        timers.setJittered(TimerId.STORAGE, Duration.ZERO);
        assertThat(delay(TimerId.STORAGE)).isZero();
        time.fire(TimerId.GAP);
        assertThat(fired).containsExactly(TimerId.GAP);
    }
}
