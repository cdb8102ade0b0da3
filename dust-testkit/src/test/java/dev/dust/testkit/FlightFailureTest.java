package dev.dust.testkit;

import static dev.dust.testkit.FlightRig.KEY;
import static dev.dust.testkit.FlightRig.LOCK;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.Flight;
import dev.dust.FlightOptions;
import dev.dust.FlightResult.Source;
import dev.dust.FlightResult;
import dev.dust.error.RefusedException;
import dev.dust.subscribe.DustEvent;
import dev.dust.subscribe.Mode;
import dev.dust.subscribe.SubscriptionOptions;
import dev.dust.write.OpName;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever is thrown in a flight reaches its caller and nobody else; the lease and the turn are given back. */
class FlightFailureTest {
    private static final FlightOptions OPTIONS = FlightOptions.defaults();

    private final FlightRig rig = new FlightRig();

    @AfterEach
    void close() {
        rig.close();
    }

    static List<Throwable> failures() {
        return List.of(new IllegalStateException("broken"), new IOException("sneaky"), new AssertionError("an error"),
                new StackOverflowError(), new ExceptionInInitializerError("a class that does not load"));
    }

    @SuppressWarnings("unchecked") // That is how checked exceptions come where nobody declares them.
    private static <T extends Throwable, R> R sneak(Throwable failure) throws T {
        throw (T) failure;
    }

    private static void assertFailed(CompletableFuture<FlightResult> answer, Throwable failure) {
        assertThat(answer.state()).isEqualTo(Future.State.FAILED);
        assertThat(answer.exceptionNow()).isSameAs(failure);
    }

    /** Nothing of a flight that failed is left: the next caller has the lease and the turn at once. */
    private void assertNextOneFlies() {
        assertThat(rig.isLocked()).as("the lease is held").isFalse();
        CompletableFuture<FlightResult> next = rig.fly(rig.publishing("next"), OPTIONS.fresh(value -> false));
        assertThat(next).isCompleted();
        assertThat(next.resultNow().source()).isEqualTo(Source.COMPUTED);
        assertThat(next.resultNow().coordinated()).isTrue();
    }

    // --- What the application's own code throws

    @ParameterizedTest
    @MethodSource("failures")
    void whatFreshThrows_afterTheLeaseWasWon_failsTheFlight(Throwable failure) {
        rig.othersPublish(KEY, "old");
        var asked = new AtomicInteger();
        CompletableFuture<FlightResult> answer = rig.fly(rig.publishing("new"), OPTIONS.fresh(value -> {
            return asked.incrementAndGet() == 1 ? false : sneak(failure);
        }));
        assertFailed(answer, failure);
        assertNextOneFlies();
    }

    /** However often it was asked before: at the call, for the turn, while somebody else holds the lease, once it is won. */
    @ParameterizedTest
    @MethodSource("failures")
    void whatFreshThrows_wheneverThatIs_failsTheFlight(Throwable failure) {
        rig.othersPublish(KEY, "old");
        int throwAt = 1;
        for (boolean thrown = true; thrown; throwAt++) {
            var left = new AtomicInteger(throwAt);
            rig.othersLock(LOCK, Duration.ofMinutes(1));
            rig.settle();
            CompletableFuture<FlightResult> answer = rig.fly(rig.publishing("new"), OPTIONS.fresh(value -> {
                return left.decrementAndGet() == 0 ? sneak(failure) : false;
            }));
            rig.othersWrite("op", "delete", "path", LOCK);
            rig.advance(Duration.ofSeconds(10));
            thrown = left.get() <= 0;
            if (thrown) {
                assertFailed(answer, failure);
                assertNextOneFlies();
            } else {
                assertThat(answer.resultNow().value().plain()).isEqualTo("new");
            }
        }
        assertThat(throwAt).as("fresh is asked several times").isGreaterThan(4);
    }

    @ParameterizedTest
    @MethodSource("failures")
    void whatFreshThrows_ofSomebodyElsesResult_failsItsOwnFlightOnly(Throwable failure) {
        rig.othersLock(LOCK, Duration.ofMinutes(1));
        CompletableFuture<FlightResult> first = rig.fly("x");
        CompletableFuture<FlightResult> second = rig.fly(rig.publishing("x"), OPTIONS.fresh(value -> sneak(failure)));
        CompletableFuture<FlightResult> third = rig.fly("x");
        rig.othersPublish(KEY, "theirs");
        assertThat(first.resultNow().value().plain()).isEqualTo("theirs");
        assertFailed(second, failure);
        assertThat(third.resultNow().value().plain()).isEqualTo("theirs");
    }

    @ParameterizedTest
    @MethodSource("failures")
    void whatTheWorkThrows_failsTheFlight(Throwable failure) {
        assertFailed(rig.fly(lease -> sneak(failure), OPTIONS), failure);
        assertNextOneFlies();
    }

    @ParameterizedTest
    @MethodSource("failures")
    void whatTheWorkThrows_withoutAConnection_failsTheFlight(Throwable failure) {
        rig.store();
        rig.loseConnection();
        assertFailed(rig.fly(lease -> sneak(failure), OPTIONS), failure);
        rig.connect();
        assertNextOneFlies();
    }

    /** A result whose getter throws. */
    public record Unwritable() {
        /** Throws. */
        public String getText() {
            throw new AssertionError("cannot be written");
        }
    }

    @Test
    void resultThatCannotBeWritten_failsTheFlight() {
        CompletableFuture<FlightResult> answer = rig.fly(new Unwritable());
        assertThat(answer.state()).isEqualTo(Future.State.FAILED);
        assertThat(answer.exceptionNow()).hasStackTraceContaining("cannot be written");
        assertNextOneFlies();
    }

    @Test
    void whatACallerChainsAndThrows_reachesNobodyElse() {
        rig.othersLock(LOCK, Duration.ofMinutes(1));
        CompletableFuture<FlightResult> first = rig.fly("x");
        first.whenComplete((result, error) -> sneak(new AssertionError("chained")));
        CompletableFuture<FlightResult> second = rig.fly("x");
        rig.othersPublish(KEY, "theirs");
        assertThat(first.resultNow().value().plain()).isEqualTo("theirs");
        assertThat(second.resultNow().value().plain()).isEqualTo("theirs");
    }

    // --- What the application does with its future

    @Test
    void futureThatIsCancelledOrCompleted_leavesTheTurnsOfOthersAlone() {
        rig.othersLock(LOCK, Duration.ofMinutes(1));
        List<Predicate<CompletableFuture<FlightResult>>> meddling = List.of(future -> future.cancel(true),
                future -> future.complete(null), future -> future.completeExceptionally(new CancellationException()));
        List<CompletableFuture<FlightResult>> meddledWith = meddling.stream().map(way -> rig.fly("x")).toList();
        for (int i = 0; i < meddling.size(); i++) {
            assertThat(meddling.get(i).test(meddledWith.get(i))).isTrue();
        }
        CompletableFuture<FlightResult> last = rig.fly("x");
        rig.settle();
        assertThat(last).isNotDone();
        rig.othersWrite("op", "delete", "path", LOCK);
        rig.advance(Duration.ofSeconds(1));
        assertThat(last.resultNow().value().plain()).isEqualTo("x");
        assertThat(rig.runs).hasValue(1);
        assertThat(rig.isLocked()).isFalse();
    }

    // --- Executors and ports that fail

    @Test
    void executorThatTakesNothing_failsTheFlight() throws Exception {
        rig.othersLock(LOCK, Duration.ofMinutes(1));
        CompletableFuture<FlightResult> waiting = rig.fly("x");
        rig.rejectTasks();
        rig.time.advance(Duration.ofMinutes(2));
        assertThat(waiting.handle((result, error) -> error).get(30, TimeUnit.SECONDS))
                .hasRootCauseInstanceOf(RejectedExecutionException.class);
    }

    // --- A lease that is lost

    /** Work that takes so long. */
    private CompletableFuture<FlightResult> workFor(Duration duration, Runnable first) {
        return rig.fly(lease -> {
            first.run();
            rig.advance(duration);
            return Flight.publish("late");
        }, OPTIONS.leaseTtl(Duration.ofSeconds(30)));
    }

    private void assertFenced(CompletableFuture<FlightResult> answer) {
        assertThat(answer.state()).isEqualTo(Future.State.FAILED);
        assertThat(answer.exceptionNow()).isInstanceOf(RefusedException.Fenced.class);
        assertThat(rig.store().get(KEY).isPresent()).as("nothing shows").isFalse();
        assertThat(rig.store().pending()).as("nothing waits").isEmpty();
    }

    @Test
    void leaseIsRenewed_forAsLongAsTheWorkTakes() {
        CompletableFuture<FlightResult> answer = workFor(Duration.ofMinutes(10), () -> {
        });
        assertThat(answer.resultNow().coordinated()).isTrue();
        assertThat(rig.isLocked()).isFalse();
    }

    @Test
    void resultIsNotPublished_whereTheRenewalWasRefused() {
        assertFenced(workFor(Duration.ofSeconds(20), () -> rig.refuseNext("not_held")));
    }

    @Test
    void resultIsNotPublished_whereTheLeaseEndedWithoutAConnection() {
        CompletableFuture<FlightResult> answer = workFor(Duration.ofSeconds(31), rig::loseConnection);
        assertFenced(answer);
    }

    @Test
    void resultIsPublished_whereTheConnectionCameBackBeforeTheLeaseEnded() {
        CompletableFuture<FlightResult> answer = workFor(Duration.ofMinutes(2), () -> {
            rig.loseConnection();
            rig.advance(Duration.ofSeconds(15));
            rig.connect();
        });
        assertThat(answer.resultNow().coordinated()).isTrue();
    }

    @Test
    void renewalThatIsRefused_isTheLast() {
        var renewed = new AtomicInteger();
        rig.store().matching("_dust:sf/**").on(event -> renewed
                .addAndGet(event instanceof DustEvent.Committed committed && committed.op() == OpName.RENEW ? 1 : 0),
                SubscriptionOptions.defaults().mode(Mode.COMMITTED));
        workFor(Duration.ofSeconds(90), () -> {
            rig.advance(Duration.ofSeconds(25));
            rig.refuseNext("not_held");
        });
        assertThat(renewed).as("renewals at 10 s and 20 s").hasValue(2);
    }
}
