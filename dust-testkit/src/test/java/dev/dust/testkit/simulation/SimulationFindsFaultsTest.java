package dev.dust.testkit.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.cache.Cache;
import dev.dust.testkit.CacheSource;
import dev.dust.testkit.NaiveCache;
import dev.dust.transport.Transport;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A simulation that finds nothing proves nothing: clients that are made to break a rule are found out within 200 seeds. */
@Tag("slow")
class SimulationFindsFaultsTest extends Quiet {
    private static final int SEEDS = 200;

    /** What is said of a view that is not the server's rows under the pending writes. */
    private static final String WRONG_VIEW = "and not";

    @Test
    void eventsAppliedAsTheyArrive_areFound() {
        assertFound(WRONG_VIEW, Lies.AsTheyArrive::new);
    }

    @Test
    void eventsAppliedTwice_areFound() {
        assertFound("op_another", Lies.Twice::new);
    }

    @Test
    void writesSentAgainBeforeTheCatchUpIsComplete_areFound() {
        assertFound("more than once", Lies.CaughtUpAtOnce::new);
    }

    @Test
    void holesThatAreNeverFilled_areFound() {
        assertFound(WRONG_VIEW, Lies.NothingMissed::new);
    }

    @Test
    void pendingWritesThatHideWhatOthersDo_areFound() {
        assertFound(WRONG_VIEW, BrokenCaches::pendingHides, transport -> transport);
    }

    @Test
    void pendingWritesAmongTheCommittedRows_areFound() {
        assertFound(WRONG_VIEW, BrokenCaches::optimisticRows, transport -> transport);
    }

    @Test
    void opsThatTakeEffectAgainUnsaid_areFound() {
        assertFound("was sent again", Dimension.LATE_FRAMES, Lies.TakesEachOpOnce::new);
    }

    @Test
    void refusalsThatAreToldAsSure_beforeAnEarlierSendingTakesEffect_areFound() {
        assertFound("was told before that it was refused",
                SimulationOptions.defaults().seed(1).steps(1_000)
                        .dimensions(Set.of(Dimension.LATE_FRAMES, Dimension.IDEMPOTENT_SERVER)),
                transport -> Lie.on(transport, Lies.TakesOver::new));
    }

    @Test
    void opsThatPassEarlierOnesOnTheirPath_areFound() {
        assertFound("overtook", Dimension.IDEMPOTENT_SERVER, Lies.TakesInTurn::new);
    }

    @Test
    void rowsInPlaceOfAHistoryThatTellsOfOps_areFound() {
        assertFound(" twice: it is pending, and applied as", Dimension.NEWCOMERS, Lies.NeedsNoHistory::new);
    }

    @Test
    void rowsInPlaceOfAHistoryThatSomebodyHears_areFound() {
        assertFound("there was no need for one", Dimension.NEWCOMERS, Lies.TakesRowsInPlace::new);
    }

    @Test
    void opsThatTheServerFailsOnForEver_areFound() {
        assertFound("no rest", Dimension.SERVER_CRASHES, Lies.NobodysFault::new);
    }

    @Test
    void historiesThatBeganAnewUnnoticed_areFound() {
        assertFound("no rest", Dimension.LOST_TAIL, Lies.NothingLost::new);
    }

    @Test
    void framesThatAreDroppedInSilence_areFound() {
        assertFound("hears", Dimension.UNREADABLE_FRAMES, Lies.NothingToDecode::new);
    }

    @Test
    void answersThatAreNoVerdict_takenForOne_areFound() {
        assertFound("has lost", Dimension.HOSTED_SERVER, Lies.BusyMeansNo::new);
    }

    @Test
    void eventsOfAnotherStore_areFound() {
        assertFound("which is yet to come", Dimension.SEVERAL_STORES, Lies.OneStore::new);
    }

    @Test
    void eventsThatAreLostWhereTheyShareATurn_areFound() {
        assertFound(WRONG_VIEW,
                SimulationOptions.defaults().seed(1).dimensions(Set.of(Dimension.BLOCKING_CACHE))
                        .caches(BrokenCaches::lastOfSeveral),
                transport -> transport);
    }

    /** A client that starts again has lost its writes. */
    @Test
    void cachesThatForgetWhenTheyAreOpenedAgain_areFound() {
        assertFound("has lost", new CacheSource() {
            @Override
            public Cache open() {
                return new NaiveCache();
            }

            @Override
            public Cache reopen(Cache before) {
                return new NaiveCache();
            }
        }, transport -> transport);
    }

    private static void assertFound(String what, Supplier<Lie> lies) {
        assertFound(what, NaiveCache::new, transport -> Lie.on(transport, lies));
    }

    private static void assertFound(String what, Dimension dimension, Supplier<Lie> lies) {
        assertFound(what, SimulationOptions.defaults().seed(1).dimensions(Set.of(dimension)),
                transport -> Lie.on(transport, lies));
    }

    private static void assertFound(String what, CacheSource caches, UnaryOperator<Transport> wire) {
        assertFound(what, SimulationOptions.defaults().seed(1).caches(caches), wire);
    }

    private static void assertFound(String what, SimulationOptions options, UnaryOperator<Transport> wire) {
        assertThat(LongStream.rangeClosed(1, SEEDS)
                .mapToObj(seed -> Simulation.run(options.seed(seed), wire, false))
                .anyMatch(result -> !result.ok() && result.failure().contains(what))).as(what + " within " + SEEDS + " seeds")
                .isTrue();
    }
}
