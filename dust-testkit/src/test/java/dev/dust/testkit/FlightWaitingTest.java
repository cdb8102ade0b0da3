package dev.dust.testkit;

import static dev.dust.testkit.FlightRig.KEY;
import static dev.dust.testkit.FlightRig.LOCK;
import static dev.dust.testkit.FlightRig.STORE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.Flight;
import dev.dust.FlightOptions;
import dev.dust.FlightResult.Source;
import dev.dust.FlightResult;
import dev.dust.LeaseOptions;
import dev.dust.cache.Commit;
import dev.dust.cache.Row;
import dev.dust.cache.RowChange;
import dev.dust.error.AnswerTimeoutException;
import dev.dust.path.DustPath;
import dev.dust.server.rules.Wire;
import dev.dust.time.TimerId;
import dev.dust.value.Value;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who waits for shared work hears of the result at once, for as long as it cares to wait. */
class FlightWaitingTest {
    private static final FlightOptions OPTIONS = FlightOptions.defaults();

    private final FlightRig rig = new FlightRig();

    @AfterEach
    void close() {
        rig.close();
    }

    private CompletableFuture<FlightResult> fly(String key, Object result, FlightOptions options) {
        CompletableFuture<FlightResult> answer = rig.store().at(key).singleFlight(rig.publishing(result), options);
        rig.settle();
        return answer;
    }

    private static void assertAwaited(CompletableFuture<FlightResult> answer, Object value) {
        assertThat(answer.state()).isEqualTo(Future.State.SUCCESS);
        assertThat(answer.resultNow().value().plain()).isEqualTo(value);
        assertThat(answer.resultNow().source()).isEqualTo(Source.AWAITED);
    }

    // --- Which key it is

    @ParameterizedTest
    @ValueSource(strings = {"jobs/\\*", "jobs/*", "jobs/**", "jobs/\\**", "jobs/\\\\*", "*", "\\*", "\\**/x", "**/a~1*~0",
            "*/\\*/**"})
    void keyThatLooksLikeAPattern_isThatKey(String key) {
        rig.othersLock("_dust:sf/" + key, Duration.ofMinutes(1));
        CompletableFuture<FlightResult> waiting = fly(key, "mine", OPTIONS);
        rig.othersPublish("jobs/other", "of another key");
        assertThat(waiting).isNotDone();
        rig.othersPublish(key, "theirs");
        assertAwaited(waiting, "theirs");
        assertThat(rig.runs).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"locks/\\*", "locks/*", "locks/**", "locks/\\**"})
    void lockThatLooksLikeAPattern_isThatLock(String lock) {
        rig.othersLock(lock, Duration.ofMinutes(1));
        CompletableFuture<FlightResult> waiting = fly(KEY, "mine", OPTIONS.lockKey(lock));
        rig.othersWrite("op", "delete", "path", lock);
        rig.advance(Duration.ofSeconds(1));
        assertThat(waiting.resultNow().source()).isEqualTo(Source.COMPUTED);
    }

    @Test
    void resultThatIsReplacedFromAbove_isHeardOf() {
        rig.othersLock(LOCK, Duration.ofMinutes(1));
        CompletableFuture<FlightResult> waiting = rig.fly("mine");
        rig.othersPut(DustPath.parse(KEY).parent().key(), Map.of("a1", FlightRig.json("theirs")));
        assertAwaited(waiting, "theirs");
    }

    @Test
    void resultThatComesAfterABurstOfChanges_isHeardOf() {
        rig.othersLock(LOCK, Duration.ofMinutes(1));
        CompletableFuture<FlightResult> waiting = rig.fly("mine");
        for (int i = 0; i < 2_000; i++) {
            rig.server.write(STORE, Wire.mapOf("op", "set", "path", KEY, "value", "not JSON " + i));
        }
        rig.othersPublish(KEY, "theirs");
        assertAwaited(waiting, "theirs");
    }

    @Test
    void resultThatAnotherProcessPutIntoTheSharedCacheFirst_isHeardOf() {
        rig.othersLock(LOCK, Duration.ofMinutes(1));
        CompletableFuture<FlightResult> waiting = rig.fly("mine");
        rig.settle();
        String text = FlightRig.json("theirs");
        rig.cache.open(STORE, "dev_second")
                .commit(Commit.of(1, 2).changes(List.of(new RowChange.Put(new Row(KEY, Value.of(text), "string", 2, 0)))));
        rig.othersPublish(KEY, "theirs");
        assertAwaited(waiting, "theirs");
    }

    @Test
    void twoKeysThatShareALock_haveTheirOwnResults() {
        rig.othersLock("lock", Duration.ofMinutes(1));
        FlightOptions options = OPTIONS.lockKey("lock");
        CompletableFuture<FlightResult> one = fly("one", 1, options);
        CompletableFuture<FlightResult> two = fly("two", 2, options);
        rig.othersWrite("op", "delete", "path", "lock");
        rig.advance(Duration.ofSeconds(5));
        assertThat(one.resultNow().value().plain()).isEqualTo(1L);
        assertThat(two.resultNow().value().plain()).isEqualTo(2L);
    }

    // --- How long it waits

    static List<Duration> forEver() {
        return List.of(Duration.ofNanos(Long.MAX_VALUE), Duration.ofSeconds(Long.MAX_VALUE, 999_999_999));
    }

    @ParameterizedTest
    @MethodSource("forEver")
    void whoWaitsForEver_waits(Duration forEver) {
        rig.advance(Duration.ofMinutes(1));
        rig.othersLock(LOCK, Duration.ofDays(2));
        CompletableFuture<FlightResult> waiting = rig.fly(rig.publishing("mine"), OPTIONS.waitTimeout(forEver));
        CompletableFuture<FlightResult> behind = rig.fly(rig.publishing("mine"), OPTIONS.waitTimeout(forEver));
        rig.advance(Duration.ofDays(1));
        assertThat(waiting).isNotDone();
        assertThat(behind).isNotDone();
        rig.othersPublish(KEY, "theirs");
        assertAwaited(waiting, "theirs");
        assertAwaited(behind, "theirs");
    }

    @ParameterizedTest
    @MethodSource("forEver")
    void leaseForEver_isTaken_renewed_andGivenBack(Duration forEver) {
        rig.advance(Duration.ofMinutes(1));
        CompletableFuture<FlightResult> answer = rig.fly(lease -> {
            rig.advance(Duration.ofDays(1));
            assertThat(lease.remaining()).isGreaterThan(Duration.ofDays(36_500));
            return Flight.publish("mine");
        }, OPTIONS.leaseTtl(forEver));
        assertThat(answer.resultNow().coordinated()).isTrue();
        assertThat(rig.isLocked()).isFalse();
        assertThat(rig.store().at("other").lease(LeaseOptions.defaults().ttl(forEver))).isNotCompletedExceptionally();
    }

    @Test
    void whoWaitsInVain_isToldAfterItsTime_andNotBefore() {
        rig.othersLock(LOCK, Duration.ofDays(1));
        CompletableFuture<FlightResult> waiting = rig.fly("mine");
        rig.advance(Duration.ofMillis(34_999));
        assertThat(waiting).isNotDone();
        rig.advance(Duration.ofMillis(1));
        assertThat(waiting.exceptionNow()).isInstanceOf(AnswerTimeoutException.class);
    }

    @Test
    void whoWaits_setsOneTimer_andLeavesNoneBehind() {
        rig.othersLock(LOCK, Duration.ofDays(1));
        CompletableFuture<FlightResult> waiting = rig.fly("mine");
        assertThat(rig.time.set()).containsEntry(TimerId.AWAIT, 1);
        for (int i = 0; i < 10; i++) {
            rig.othersPut(KEY, "not JSON " + i);
        }
        assertThat(rig.time.set()).containsEntry(TimerId.AWAIT, 1);
        rig.othersPublish(KEY, "theirs");
        assertAwaited(waiting, "theirs");
        assertThat(rig.time.set()).doesNotContainKey(TimerId.AWAIT);
    }
}
