package dev.dust.lease.machine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.lease.machine.FlightMachine.Signal;
import dev.dust.lease.machine.SimulatedFlight.Plan;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds of flights of several clients, whatever happens to them, over seeds: each is the name of its test. */
class FlightLawTest {
    private static final long SEEDS = Long.getLong("dust.law.seeds", 500);
    private static final Duration LONG = Duration.ofMinutes(10);

    static LongStream seeds() {
        return LongStream.rangeClosed(1, SEEDS);
    }

    private static Duration upTo(Random random, Duration most) {
        return Duration.ofNanos(random.nextLong(most.toNanos()));
    }

    /** Half of the clients have the server's time of day. */
    private static Duration skew(Random random) {
        return random.nextBoolean() ? Duration.ZERO : upTo(random, Duration.ofHours(2)).minusHours(1);
    }

    private static void assertEnded(SimulatedFlight flight, Plan plan) {
        assertThat(flight.ends).as("ends").isOne();
        Duration took = Duration.ofNanos(flight.endedAt - flight.startsAt);
        assertThat(took).as("how long it took").isLessThan(plan.waitTimeout().plus(plan.takes()).plusSeconds(70));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void whereNothingFails_oneWorks_allHaveTheResult_andTheLeaseIsGivenBack(long seed) {
        var fleet = new SimulatedFleet(seed);
        Random random = fleet.random;
        int clients = 2 + random.nextInt(5);
        for (int i = 0; i < clients; i++) {
            fleet.join(upTo(random, Duration.ofSeconds(10)), skew(random),
                    new Plan(LONG, upTo(random, Duration.ofMinutes(2)), false));
        }
        fleet.runUntil(LONG);

        assertThat(fleet.flights.stream().mapToInt(flight -> flight.runs).sum()).isOne();
        assertThat(fleet.flights).extracting(flight -> flight.answer).containsOnlyOnce("computed").contains("found")
                .containsOnly("computed", "found");
        assertThat(fleet.results()).hasSize(1);
        assertThat(fleet.isLive()).as("the lease is held").isFalse();
        long last = fleet.flights.stream().mapToLong(flight -> flight.endedAt - flight.startsAt).max().orElseThrow();
        assertThat(Duration.ofNanos(last)).as("the slowest").isLessThan(Duration.ofSeconds(150));
    }

    /** It dies at any time while it has the lease. Others follow it, or come later. */
    @ParameterizedTest
    @MethodSource("seeds")
    void holderThatDies_isReplaced_whenItsLeaseIsOver(long seed) {
        var fleet = new SimulatedFleet(seed);
        Random random = fleet.random;
        SimulatedFlight dying = fleet.join(Duration.ZERO, Duration.ZERO, new Plan(LONG, LONG, false));
        Duration dies = Duration.ofSeconds(3).plus(upTo(random, Duration.ofMinutes(2)));
        fleet.at(dies.toNanos(), dying::die);
        var others = List.of(dies.dividedBy(2), dies.plusSeconds(5), dies.plusSeconds(20));
        others.forEach(when -> fleet.join(when, Duration.ZERO, new Plan(LONG, Duration.ofSeconds(1), false)));
        // Its last renewal may yet be on its way.
        fleet.runUntil(dies.plus(SimulatedFleet.LATENCY));
        assertThat(fleet.isLive()).isTrue();
        long leaseEnds = fleet.leaseMoved + SimulatedFleet.TTL.toNanos();
        fleet.runUntil(LONG);

        List<SimulatedFlight> followers = fleet.flights.subList(1, 4);
        assertThat(followers).extracting(flight -> flight.answer).containsOnlyOnce("computed").containsOnly("computed",
                "found");
        long began = followers.stream().mapToLong(flight -> flight.workBeganAt).max().orElseThrow();
        // Pause, question and answer, view, executor.
        assertThat(Duration.ofNanos(began - leaseEnds)).isBetween(Duration.ZERO, Duration.ofSeconds(3));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void workThatFails_isSomebodyElses_atOnce(long seed) {
        var fleet = new SimulatedFleet(seed);
        Random random = fleet.random;
        int failing = 1 + random.nextInt(4);
        for (int i = 0; i < failing; i++) {
            fleet.join(upTo(random, Duration.ofSeconds(2)), skew(random), new Plan(LONG, Duration.ofSeconds(1), true));
        }
        fleet.join(upTo(random, Duration.ofSeconds(2)), skew(random), new Plan(LONG, Duration.ofSeconds(1), false));
        fleet.runUntil(LONG);

        assertThat(fleet.flights.getLast().answer).isEqualTo("computed");
        assertThat(fleet.flights.subList(0, failing)).extracting(flight -> flight.answer).isSubsetOf("failed", "found");
        assertThat(fleet.flights).allSatisfy(flight -> assertThat(flight.runs).isLessThanOrEqualTo(1));
        // Nobody waits for the end of a lease.
        assertThat(Duration.ofNanos(fleet.flights.getLast().endedAt)).isLessThan(Duration.ofSeconds(25));
    }

    /** Connections go and come, clients die, callers cancel, work fails; clocks are wrong. */
    @ParameterizedTest
    @MethodSource("seeds")
    void whateverHappens_everybodyIsAnswered_nothingThatWasSeenIsDoneTwice_andOneHoldsTheLeaseAtATime(long seed) {
        var fleet = new SimulatedFleet(seed);
        Random random = fleet.random;
        int clients = 2 + random.nextInt(5);
        for (int i = 0; i < clients; i++) {
            var plan = new Plan(upTo(random, Duration.ofMinutes(2)), upTo(random, Duration.ofMinutes(1)),
                    random.nextInt(3) == 0);
            SimulatedFlight flight = fleet.join(upTo(random, Duration.ofMinutes(1)), skew(random), plan);
            for (int outages = random.nextInt(4); outages > 0; outages--) {
                long goes = random.nextLong(Duration.ofMinutes(2).toNanos());
                fleet.at(goes, flight::disconnect);
                fleet.at(goes + random.nextLong(Duration.ofSeconds(40).toNanos()), flight::connect);
            }
            long fate = flight.startsAt + random.nextLong(Duration.ofMinutes(1).toNanos());
            int what = random.nextInt(6);
            if (what == 0) {
                fleet.at(fate, flight::die);
            } else if (what == 1) {
                fleet.at(fate, () -> flight.tell(Signal.CANCEL));
            }
            fleet.at(LONG.toNanos(), () -> {
                if (!flight.isDead()) {
                    assertEnded(flight, plan);
                }
            });
        }
        fleet.runUntil(LONG.plusSeconds(1));

        assertThat(fleet.flights).noneMatch(flight -> flight.ranInVain);
        assertThat(fleet.holders()).isZero();
        assertThat(fleet.isLive()).as("the lease is held").isFalse();
    }
}
