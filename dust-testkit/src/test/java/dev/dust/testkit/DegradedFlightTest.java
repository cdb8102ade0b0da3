package dev.dust.testkit;

import static dev.dust.testkit.FlightRig.KEY;
import static dev.dust.testkit.FlightRig.LOCK;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.ConnectionStatus;
import dev.dust.Flight;
import dev.dust.FlightOptions.OnUnavailable;
import dev.dust.FlightOptions;
import dev.dust.FlightResult.Source;
import dev.dust.FlightResult;
import dev.dust.cache.Commit;
import dev.dust.cache.Row;
import dev.dust.error.UnavailableException;
import dev.dust.value.Value;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Shared work without a connection: what was found alone never replaces what is newer, and nobody waits for who cannot be
 * heard.
 */
class DegradedFlightTest {
    private static final FlightOptions ALONE = FlightOptions.defaults().fresh(value -> "mine".equals(value.plain()));

    private final FlightRig rig = new FlightRig();

    @AfterEach
    void close() {
        rig.close();
    }

    private static void assertAlone(CompletableFuture<FlightResult> answer, Object value) {
        assertThat(answer).isCompleted();
        FlightResult result = answer.resultNow();
        assertThat(result.value().plain()).isEqualTo(value);
        assertThat(result.source()).isEqualTo(Source.COMPUTED);
        assertThat(result.coordinated()).isFalse();
    }

    private void assertSettledOn(Object result) {
        rig.connect();
        assertThat(rig.store().pending()).isEmpty();
        assertThat(rig.kept()).isEqualTo(FlightRig.json(result));
    }

    // --- What becomes of a result that was found alone

    @Test
    void resultFoundAlone_isKept_whereNothingStands() {
        rig.store();
        rig.loseConnection();
        assertAlone(rig.fly("mine"), "mine");
        rig.advance(Duration.ofDays(3));
        assertSettledOn("mine");
    }

    @Test
    void resultFoundAlone_isDropped_whereSomebodyPublishedMeanwhile() {
        rig.store();
        rig.loseConnection();
        CompletableFuture<FlightResult> answer = rig.fly("mine");
        rig.othersPublish(KEY, "theirs");
        rig.advance(Duration.ofDays(3));
        assertSettledOn("theirs");
        assertAlone(answer, "mine");
    }

    @Test
    void resultFoundAlone_replacesTheOneThatStood_ifNobodyElseDid() {
        rig.othersPublish(KEY, "old");
        assertThat(rig.store().get(KEY).isPresent()).isTrue();
        rig.loseConnection();
        assertAlone(rig.fly(rig.publishing("mine"), ALONE), "mine");
        assertSettledOn("mine");
    }

    @Test
    void resultFoundAlone_isDropped_whereTheOneThatStoodWasReplaced() {
        rig.othersPublish(KEY, "old");
        rig.store();
        rig.loseConnection();
        assertAlone(rig.fly(rig.publishing("mine"), ALONE), "mine");
        rig.othersPublish(KEY, "theirs");
        assertSettledOn("theirs");
    }

    @Test
    void resultFoundAlone_isNotWritten_whereSomebodyPublishedWhileTheWorkWasDone() {
        rig.othersPublish(KEY, "old");
        rig.store();
        rig.loseConnection();
        CompletableFuture<FlightResult> answer = rig.fly(lease -> {
            rig.connect();
            rig.othersPublish(KEY, "theirs");
            rig.loseConnection();
            return Flight.publish("mine");
        }, ALONE);
        assertAlone(answer, "mine");
        assertThat(rig.kept()).as("nothing older shows on top").isEqualTo(FlightRig.json("theirs"));
        assertSettledOn("theirs");
    }

    @Test
    void resultFoundAlone_isNotWritten_overAWriteThatIsNotCommitted() {
        rig.store();
        rig.loseConnection();
        rig.store().put(KEY, FlightRig.json("by hand"));
        assertAlone(rig.fly(rig.publishing("mine"), ALONE), "mine");
        assertThat(rig.store().pending()).hasSize(1);
        assertSettledOn("by hand");
    }

    @Test
    void resultFoundAlone_isNotWritten_overARowWhoseRevisionNobodyTold() {
        var row = new Row(KEY, Value.of(FlightRig.json("old")), "string", 0, 0);
        rig.cache.open(FlightRig.STORE, "dev_rig")
                .commit(Commit.ofReplacement(0, 1, List.of(row)));
        rig.server.become(ConnectionStatus.CONNECTING);
        CompletableFuture<FlightResult> answer = rig.fly(rig.publishing("mine"), ALONE);
        rig.advance(Duration.ofSeconds(5));
        assertAlone(answer, "mine");
        assertThat(rig.store().pending()).isEmpty();
        assertThat(rig.kept()).isEqualTo(FlightRig.json("old"));
    }

    @Test
    void resultFoundAlone_isNotWritten_overASubtree() {
        rig.othersPut(KEY, Map.of("pages", 3));
        rig.store();
        rig.loseConnection();
        assertAlone(rig.fly("mine"), "mine");
        assertThat(rig.store().pending()).isEmpty();
        assertThat(rig.kept()).isEqualTo(Map.of("pages", 3L));
    }

    // --- When the connection goes

    @Test
    void whoWaitsForSomebodyElse_worksAlone_asSoonAsTheConnectionIsGone() {
        rig.othersLock(LOCK, Duration.ofMinutes(1));
        CompletableFuture<FlightResult> follower = rig.fly("mine");
        CompletableFuture<FlightResult> behind = rig.fly("another");
        assertThat(follower).isNotDone();
        rig.loseConnection();
        assertAlone(follower, "mine");
        assertThat(behind.resultNow().value().plain()).isEqualTo("mine");
        assertThat(behind.resultNow().source()).isEqualTo(Source.AWAITED);
        assertThat(rig.runs).hasValue(1);
    }

    @Test
    void whoWaitsForSomebodyElse_failsAsSoonAsTheConnectionIsGone_whereTheOptionsSaySo() {
        rig.othersLock(LOCK, Duration.ofMinutes(1));
        var options = FlightOptions.defaults().onUnavailable(OnUnavailable.ERROR);
        CompletableFuture<FlightResult> follower = rig.fly(rig.publishing("mine"), options);
        assertThat(follower).isNotDone();
        rig.loseConnection();
        assertThat(follower.state()).isEqualTo(Future.State.FAILED);
        assertThat(follower.exceptionNow()).isInstanceOf(UnavailableException.class);
        assertThat(rig.runs).hasValue(0);
    }

    @Test
    void whoPausesBeforeTheNextAttempt_worksAlone_asSoonAsTheConnectionIsGone() {
        rig.othersLock(LOCK, Duration.ofMinutes(1));
        CompletableFuture<FlightResult> follower = rig.fly("mine");
        rig.othersWrite("op", "delete", "path", LOCK);
        assertThat(follower).as("it pauses").isNotDone();
        rig.loseConnection();
        assertAlone(follower, "mine");
    }

    @Test
    void whoWaitsForTheLease_worksAlone_asSoonAsTheConnectionIsGone_andGivesItBackIfItComes() {
        rig.store();
        rig.losesWhatTheServerSays();
        CompletableFuture<FlightResult> answer = rig.fly("mine");
        assertThat(answer).isNotDone();
        rig.loseConnection();
        assertAlone(answer, "mine");
        rig.connect();
        assertThat(rig.isLocked()).as("the lease came late and was given back").isFalse();
        assertSettledOn("mine");
    }

    @Test
    void firstConnectionThatFails_isNotWaitedForAnyLonger() {
        rig.server.become(ConnectionStatus.CONNECTING);
        CompletableFuture<FlightResult> answer = rig.fly("mine");
        assertThat(answer).isNotDone();
        rig.server.become(ConnectionStatus.RECONNECTING);
        rig.settle();
        assertAlone(answer, "mine");
    }

    @Test
    void firstConnection_isWaitedFor_andTheWorkIsCoordinatedAsSoonAsItIsThere() {
        rig.server.become(ConnectionStatus.CONNECTING);
        CompletableFuture<FlightResult> answer = rig.fly("mine");
        assertThat(answer).isNotDone();
        rig.connect();
        assertThat(answer.resultNow().coordinated()).isTrue();
    }

    @Test
    void firstConnectionThatIsNeitherMadeNorRefused_isWaitedForForFiveSeconds() {
        rig.server.become(ConnectionStatus.CONNECTING);
        CompletableFuture<FlightResult> answer = rig.fly("mine");
        rig.advance(Duration.ofMillis(4_900));
        assertThat(answer).isNotDone();
        rig.advance(Duration.ofMillis(100));
        assertAlone(answer, "mine");
    }
}
