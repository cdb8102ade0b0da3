package dev.dust.testkit.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dust.fuzz.OptionsForm;
import dev.dust.testkit.CacheSource;
import dev.dust.testkit.NaiveCache;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SimulationTest extends Quiet {
    /** How many seeds are run; another number by {@code -Ddust.simulation.seeds=}. */
    private static final long SEEDS = Long.getLong("dust.simulation.seeds",
            Boolean.getBoolean("dust.test.thorough") ? 1_000 : 200);
    /** How many are run of each kind of world. */
    private static final long SEEDS_OF_A_KIND = Boolean.getBoolean("dust.test.thorough") ? 100 : 25;

    /** Each seed is a world of its own, with its own time: they are run on all processors at once. */
    private static LongStream seeds(long count) {
        return LongStream.rangeClosed(1, count).parallel();
    }

    @Test
    void everySeed_endsWithAllInStep_andNothingLostOrDoubled() {
        seeds(SEEDS).mapToObj(SimulationOptions.defaults()::seed).map(Simulation::run)
                .forEach(result -> assertThat(result.failure()).as(result::toString).isNull());
    }

    /**
     * What later dimensions found first: a reader of an answer that could not be read; an innocent write that was blamed for a
     * crash; writes that were accepted under one seq of two histories; an outbox out of order after its cache went back.
     */
    @ParameterizedTest
    @ValueSource(longs = {9, 70, 616, 703, 1337, 4232, 16989})
    void seedsThatFailedOnce_withEveryDimension_areRunForGood(long seed) {
        SimulationResult result = Simulation
                .run(SimulationOptions.defaults().seed(seed).dimensions(Dimension.allBut(Dimension.SEVERAL_NODES)));
        assertThat(result.failure()).as(result::toString).isNull();
    }

    /**
     * 2502, 16942: a late event told of the first of two times that a write took effect, and the second was taken for
     * another's.
     */
    @ParameterizedTest
    @ValueSource(longs = {2502, 16942})
    void seedsThatFailedOnce_areRunForGood(long seed) {
        SimulationResult result = Simulation.run(SimulationOptions.defaults().seed(seed).dimensions(Set.of()));
        assertThat(result.failure()).as(result::toString).isNull();
    }

    /** As several processes on one database: whoever hears of an op first takes the rows to it, and the others' outboxes. */
    @Test
    void clientsOnOneCache_endInStep_andNothingLostOrDoubled() {
        seeds(SEEDS / 4)
                .mapToObj(seed -> Simulation.run(SimulationOptions.defaults().seed(seed).sharedCache(true)))
                .forEach(result -> assertThat(result.failure()).as(result::toString).isNull());
    }

    /**
     * 339, 11752: what others had noted of a write was forgotten when it was kept anew, or not asked for, so that it was sent
     * again.
     */
    @ParameterizedTest
    @ValueSource(longs = {339, 11752})
    void seedsThatFailedOnceOnOneCache_areRunForGood(long seed) {
        SimulationResult result = Simulation
                .run(SimulationOptions.defaults().seed(seed).dimensions(Set.of()).sharedCache(true));
        assertThat(result.failure()).as(result::toString).isNull();
    }

    /** Each alone, that others do not hide what it finds. */
    @ParameterizedTest
    @EnumSource
    @Tag("slow")
    void everyDimensionByItself_endsInStep(Dimension dimension) {
        seeds(SEEDS_OF_A_KIND)
                .mapToObj(seed -> Simulation.run(SimulationOptions.defaults().seed(seed).dimensions(Set.of(dimension))))
                .forEach(result -> assertThat(result.failure()).as(result::toString).isNull());
    }

    @Test
    void optionsHaveTheOneForm() {
        CacheSource caches = NaiveCache::new;
        OptionsForm.require(SimulationOptions.defaults(), Map.of("seed", 2L, "clients", 4, "steps", 5, "caches", caches,
                "sharedCache", true, "nodes", 3, "dimensions", Dimension.allBut(Dimension.FAILOVER)));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7})
    @Tag("slow")
    void anyNumberOfClients_endInStep(int clients) {
        seeds(SEEDS_OF_A_KIND / 2).mapToObj(seed -> Simulation.run(SimulationOptions.defaults().seed(seed).clients(clients)))
                .forEach(result -> assertThat(result.failure()).as(result::toString).isNull());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    @Tag("slow")
    void anyNumberOfNodes_endsInStep(int nodes) {
        seeds(SEEDS_OF_A_KIND / 2).mapToObj(seed -> Simulation.run(SimulationOptions.defaults().seed(seed).nodes(nodes)))
                .forEach(result -> assertThat(result.failure()).as(result::toString).isNull());
    }

    @Test
    @Tag("slow")
    void sameSeed_sameRunToTheLastFrame() {
        for (long seed = 1; seed <= 20; seed++) {
            List<String> once = traceOf(SimulationOptions.defaults().seed(seed));
            assertThat(once).hasSizeGreaterThan(100).isEqualTo(traceOf(SimulationOptions.defaults().seed(seed)));
            assertThat(once).isNotEqualTo(traceOf(SimulationOptions.defaults().seed(seed + 1)));
        }
    }

    /** What is never seen is not tested: each of these happens within a few seeds. */
    @ParameterizedTest
    @ValueSource(strings = {": cut", "offline for", "stalled for", "phx_error", "phx_close", "compacted up to",
            "back door: write",
            "back door: rollback", ": dies", ": is closed", "no cache for", "connection refused", "rate_limited",
            "limit_exceeded",
            "is swallowed", "not broadcast", "snapshot_seq", "reason=conflict", "reason=exists", "reason=fenced", "reason=held",
            "reason=not_held", "released=false", "op=renew", "discards", "no member under join_ref", "-> server: status",
            "op=release, path=lease/1", "  late: client", "a commit fails, and nothing", "a commit fails, and it has",
            "its cache goes back by", "the server crashes on", "the server closes: 1009", "the server closes: 1011",
            "restored from a backup", "that cannot be decoded", "that cannot be decoded at [entries", ":store2: set",
            "{:writer_unavailable", "unmatched topic", "retry_after_ms=60000", "the catch-up from", "session_takeover=true",
            "replaces_history=true"})
    @Tag("slow")
    void whatCanHappen_happens(String what) {
        assertThat(LongStream.rangeClosed(1, 300).mapToObj(SimulationOptions.defaults()::seed)
                .flatMap(options -> Stream.of(options, options.dimensions(Dimension.all()), options.dimensions(rare())))
                .anyMatch(options -> traceOf(options).stream().anyMatch(line -> line.contains(what)))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"connects to node3", ": paused for", "node1: dies", "node1: starts", "no ledger for", " together",
            "does not hear that it was committed", "reason=unavailable", "  late: client", "unmatched topic", "snapshot_seq",
            "session_takeover=true", "idempotent_ops=true", "phx_error", "back door of node2", "replaces_history=true"})
    @Tag("slow")
    void whatCanHappenToNodes_happens(String what) {
        assertThat(LongStream.rangeClosed(1, 100).mapToObj(SimulationOptions.defaults().nodes(3)::seed)
                .anyMatch(options -> traceOf(options).stream().anyMatch(line -> line.contains(what)))).isTrue();
    }

    private static Set<Dimension> rare() {
        return Set.of(Dimension.LOST_TAIL, Dimension.UNREADABLE_FRAMES, Dimension.HOSTED_SERVER, Dimension.FAILOVER,
                Dimension.FAILING_COMMITS);
    }

    @Test
    void failure_isReportedWithSeedAndTrace_andTheOtherSeedsGoOn() {
        var out = new ByteArrayOutputStream();
        int failed = SimulationRunner.run(4, 6, seed -> seed == 5
                ? Simulation.run(SimulationOptions.defaults().seed(seed), transport -> Lie.on(transport, Lies.Twice::new))
                : Simulation.run(SimulationOptions.defaults().seed(seed)), new PrintStream(out, true, StandardCharsets.UTF_8));
        assertThat(failed).isEqualTo(1);
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("client1.1: starts", "seed 5: ",
                "3 seeds, 1 failed");
    }

    @Test
    void runner_runsEverySeed() {
        var out = new ByteArrayOutputStream();
        assertThat(SimulationRunner.run(1, 3, SimulationOptions.defaults().seed(0).clients(2).steps(50),
                new PrintStream(out, true, StandardCharsets.UTF_8))).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("3 seeds, 0 failed");
    }

    @Test
    void optionsWithoutClients_areRefused() {
        assertThatThrownBy(() -> SimulationOptions.defaults().seed(1).clients(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> SimulationOptions.defaults().seed(1).steps(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> SimulationOptions.defaults().seed(1).nodes(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    private static List<String> traceOf(SimulationOptions options) {
        SimulationResult result = Simulation.run(options.steps(120), transport -> transport, true);
        return result.trace().stream().collect(Collectors.toList());
    }
}
