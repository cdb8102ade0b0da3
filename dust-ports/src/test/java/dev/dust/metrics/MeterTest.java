package dev.dust.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MeterTest {

    @Test
    void names_areUnique_andBeginAlike() {
        assertThat(Stream.of(ClientMeter.values()).map(Meter::meterName)).doesNotHaveDuplicates()
                .allMatch(name -> name.matches("dust(\\.[a-z]+)+"));
    }

    /** Paths, ids and tokens have values without bound. */
    @Test
    void tags_areThoseOfFewValues() {
        assertThat(Stream.of(ClientMeter.values()).flatMap(meter -> meter.tags().stream()))
                .allMatch(Set.of("store", "op", "outcome")::contains);
    }

    @Test
    void timers_areInSeconds_andEachMeterSaysWhatItTells() {
        assertThat(ClientMeter.values()).allSatisfy(meter -> {
            assertThat(meter.description()).isNotBlank();
            assertThat(meter.kind() != Meter.Kind.TIMER || meter.unit().equals("seconds")).isTrue();
        });
    }

    @Test
    void none_measuresNothing() {
        Metrics none = Metrics.none();
        none.count(ClientMeter.SNAPSHOTS, List.of("a/b"));
        none.count(ClientMeter.SNAPSHOTS, List.of("a/b"), 7);
        none.size(ClientMeter.SNAPSHOTS, List.of("a/b"), 7);
        none.time(ClientMeter.COMMITS, List.of("a/b", "kept"), Duration.ofSeconds(1));
        try (Metrics.Shown shown = none.gauge(ClientMeter.CONNECTED, List.of(), () -> {
            throw new AssertionError("not asked");
        })) {
            assertThat(shown).isNotNull();
        }
        assertThat(none).isSameAs(Metrics.none()).hasToString("Metrics.none()");
    }
}
