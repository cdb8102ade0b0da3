package dev.dust.testkit.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.server.ledger.Ledger;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Nodes that are made to break a promise are found out within 200 seeds. */
@Tag("slow")
class SimulationFindsNodeFaultsTest extends Quiet {
    private static final int SEEDS = 200;
    /** What is said of what a node sends that is not the next op of the ledger's. */
    private static final String WRONG_BROADCAST = "and the ledger is at";

    @Test
    void catchUpsThatEndOneOpTooEarly_areFound() {
        assertFound(WRONG_BROADCAST, BrokenLedgers::catchesUpShort);
    }

    @Test
    void catchUpsThatBeginOneOpTooEarly_areFound() {
        assertFound(WRONG_BROADCAST, BrokenLedgers::catchesUpTwice);
    }

    @Test
    void opsThatTakeEffectAgainAfterTheAnswerToACommitWasLost_areFound() {
        assertFound("more than once", BrokenLedgers::forgetsIds);
    }

    @Test
    void writesThatAreSaidToBeTaken_andWereNot_areFound() {
        assertFound("has lost", BrokenLedgers::recognisesAll);
    }

    @Test
    void eventsThatAreSentWithoutBeingCommitted_areFound() {
        assertFound(WRONG_BROADCAST, BrokenLedgers::saysWrittenTooSoon);
    }

    @Test
    void newsThatAreLostAndNotLookedFor_areFound() {
        assertFound("has long been at", BrokenLedgers::losesNews);
    }

    @Test
    void leasesThatAreJudgedByTheClockOfANode_areFound() {
        assertFoundWith("was given away while it was held", BrokenLedgers::clocksOfTheirOwn);
    }

    @Test
    void commitsOfWhichNobodyKnows_takenForFailed_areFound() {
        assertFound("and was refused", BrokenLedgers::knowsTooMuch);
    }

    @Test
    void snapshotsOfRowsThatAreNewer_areFound() {
        assertFound("and not", BrokenLedgers::readsRowsTooNew);
    }

    private static void assertFound(String what, UnaryOperator<Ledger> broken) {
        assertFoundWith(what, () -> broken);
    }

    private static void assertFoundWith(String what, Supplier<UnaryOperator<Ledger>> broken) {
        SimulationOptions options = SimulationOptions.defaults().nodes(3);
        assertThat(LongStream.rangeClosed(1, SEEDS)
                .mapToObj(seed -> Simulation.run(options.seed(seed), transport -> transport, broken.get(), false))
                .anyMatch(result -> !result.ok() && result.failure().contains(what))).as(what + " within " + SEEDS + " seeds")
                .isTrue();
    }
}
