package dev.dust.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dust.Dust;
import dev.dust.DustStore;
import dev.dust.Flight;
import dev.dust.FlightFunction;
import dev.dust.FlightOptions.OnUnavailable;
import dev.dust.FlightOptions;
import dev.dust.FlightResult.Source;
import dev.dust.FlightResult;
import dev.dust.LeaseOptions;
import dev.dust.error.AnswerTimeoutException;
import dev.dust.error.ClosedException;
import dev.dust.error.DustException;
import dev.dust.error.FlightAbortedException;
import dev.dust.error.InvalidRequestException;
import dev.dust.error.RefusedException;
import dev.dust.error.UnavailableException;
import dev.dust.value.Value;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One of many clients does the work, and all have its result (docs/architecture.md#single-flight). */
class SingleFlightTest {
    private static final String KEY = "artifacts/a1";
    private static final String LOCK = "_dust:sf/" + KEY;
    private static final FlightOptions OPTIONS = FlightOptions.defaults();

    private final FlightFleet fleet = new FlightFleet();
    private final AtomicInteger runs = new AtomicInteger();
    private final List<Throwable> unexpected = new ArrayList<>();

    @AfterEach
    void close() {
        fleet.close();
        assertThat(unexpected).as("failed in the middle of work").isEmpty();
    }

    private FlightFunction publishing(Object value) {
        return working(() -> {
        }, Flight.publish(value));
    }

    /** Work in the middle of which something happens. */
    private FlightFunction working(Runnable meanwhile, Flight end) {
        return lease -> {
            runs.incrementAndGet();
            try {
                meanwhile.run();
            } catch (Throwable failed) {
                unexpected.add(failed);
                throw failed;
            }
            return end;
        };
    }

    @Test
    void oneWorks_allHaveTheResult() {
        List<DustStore> stores = Stream.of("dev_a", "dev_b", "dev_c").map(fleet::joined).toList();
        FlightFunction work = working(fleet::settle, Flight.publish(Map.of("pages", List.of(1, 2))));
        List<CompletableFuture<FlightResult>> calls = stores.stream().map(store -> store.singleFlight(KEY, work)).toList();
        List<FlightResult> results = calls.stream().map(fleet::get).toList();
        assertThat(runs).hasValue(1);
        assertThat(results).extracting(FlightResult::source).containsExactlyInAnyOrder(Source.COMPUTED, Source.AWAITED,
                Source.AWAITED);
        assertThat(results).allSatisfy(result -> {
            assertThat(result.value().plain()).isEqualTo(Map.of("pages", List.of(1L, 2L)));
            assertThat(result.stale()).isFalse();
            assertThat(result.coordinated()).isTrue();
        });
        assertThat(fleet.value(KEY)).as("a map is kept as one leaf").isEqualTo(Value.of("{\"pages\":[1,2]}"));
        assertThat(fleet.value(LOCK)).as("the lease was given back").isNull();
    }

    @Test
    void resultThatIsThere_needsNoNetwork_andNoThread() {
        DustStore store = fleet.joined("dev_a");
        fleet.get(store.singleFlight(KEY, publishing("first")));
        fleet.cutOff("dev_a");
        CompletableFuture<FlightResult> again = store.singleFlight(KEY, publishing("second"));
        assertThat(again).isCompleted();
        assertThat(again.resultNow().value().plain()).isEqualTo("first");
        assertThat(again.resultNow().source()).isEqualTo(Source.CACHED);
        assertThat(runs).hasValue(1);
    }

    @Test
    void callersOfOneProcess_shareOneAttempt() {
        DustStore store = fleet.joined("dev_a");
        FlightFunction work = working(fleet::settle, Flight.publish(7));
        List<CompletableFuture<FlightResult>> calls = IntStream.range(0, 20).mapToObj(i -> store.singleFlight(KEY, work))
                .toList();
        assertThat(calls.stream().map(call -> fleet.get(call).value().plain())).containsOnly(7L);
        assertThat(calls.stream().filter(call -> fleet.get(call).source() == Source.COMPUTED)).hasSize(1);
        assertThat(runs).hasValue(1);
    }

    /** The second wants a newer one, and works for it; the third stands behind the second. */
    @Test
    void callerWhoIsContentWithAResult_doesNotWaitForTheNext() {
        DustStore store = fleet.joined("dev_a");
        var third = new CompletableFuture<FlightResult>();
        var first = store.singleFlight(KEY, publishing("first"));
        var second = store.at(KEY).singleFlight(working(() -> {
            fleet.settle();
            assertThat(third).isCompleted();
        }, Flight.publish("second")), OPTIONS.fresh(value -> "second".equals(value.plain())));
        store.singleFlight(KEY, publishing("third")).thenAccept(third::complete);
        assertThat(fleet.get(first).value().plain()).isEqualTo("first");
        assertThat(fleet.get(second).value().plain()).isEqualTo("second");
        assertThat(fleet.get(third).value().plain()).isEqualTo("first");
        assertThat(runs).hasValue(2);
    }

    @Test
    void abort_isTheCallersAlone_andSomebodyElseIsElected() {
        DustStore a = fleet.joined("dev_a");
        DustStore b = fleet.joined("dev_b");
        var others = new ArrayList<CompletableFuture<FlightResult>>();
        var first = a.singleFlight(KEY, working(() -> {
            others.add(b.singleFlight(KEY, publishing("done")));
            others.add(a.singleFlight(KEY, publishing("done")));
            fleet.settle();
        }, Flight.abort("not_yet")));
        assertThat(fleet.failure(first)).isInstanceOf(FlightAbortedException.class)
                .extracting(e -> ((DustException) e).reason()).isEqualTo("not_yet");
        fleet.advance(Duration.ofSeconds(1));
        assertThat(others).hasSize(2).allSatisfy(other -> assertThat(fleet.get(other).value().plain()).isEqualTo("done"));
        assertThat(runs).hasValue(2);
    }

    @Test
    void whatTheWorkThrows_reachesItsCallerAlone_andTheLeaseIsGivenBackAtOnce() {
        DustStore a = fleet.joined("dev_a");
        DustStore b = fleet.joined("dev_b");
        var second = new ArrayList<CompletableFuture<FlightResult>>();
        var first = a.singleFlight(KEY, lease -> {
            second.add(b.singleFlight(KEY, publishing("done")));
            fleet.settle();
            throw new IllegalArgumentException("no scanner");
        });
        assertThat(fleet.failure(first)).isInstanceOf(IllegalArgumentException.class).hasMessage("no scanner");
        fleet.advance(Duration.ofSeconds(1));
        assertThat(fleet.get(second.getFirst()).value().plain()).isEqualTo("done");
    }

    @Test
    void holderThatDies_isFollowedWhenItsLeaseEnds() {
        Dust dying = fleet.client("dev_a");
        DustStore a = dying.store(FlightFleet.STORE);
        DustStore b = fleet.joined("dev_b");
        var patient = OPTIONS.waitTimeout(Duration.ofMinutes(2));
        var abandoned = new ArrayList<CompletableFuture<FlightResult>>();
        var second = new ArrayList<CompletableFuture<FlightResult>>();
        abandoned.add(a.at(KEY).singleFlight(working(() -> {
            second.add(b.at(KEY).singleFlight(publishing("done"), patient));
            fleet.advance(Duration.ofSeconds(25));
            fleet.cutOff("dev_a");
            dying.close();
            fleet.settle();
            assertThat(abandoned.getFirst().exceptionNow()).isInstanceOf(ClosedException.class);
            // It was renewed after 20 s.
            fleet.advance(Duration.ofMillis(24_900));
            assertThat(second.getFirst()).isNotDone();
            fleet.advance(Duration.ofMillis(500));
        }, Flight.publish("too late")), patient));
        fleet.settle();
        FlightResult result = fleet.get(second.getFirst());
        assertThat(result.value().plain()).isEqualTo("done");
        assertThat(result.source()).isEqualTo(Source.COMPUTED);
    }

    @Test
    void longWork_keepsItsLease_andNobodyAsksForIt() {
        DustStore a = fleet.joined("dev_a");
        DustStore b = fleet.joined("dev_b");
        var options = OPTIONS.waitTimeout(Duration.ofHours(1));
        var second = new ArrayList<CompletableFuture<FlightResult>>();
        var first = a.at(KEY).singleFlight(working(() -> {
            second.add(b.at(KEY).singleFlight(publishing("another"), options));
            fleet.advance(Duration.ofMinutes(10));
        }, Flight.publish("late")), options);
        assertThat(fleet.get(first).coordinated()).isTrue();
        assertThat(fleet.get(second.getFirst()).value().plain()).isEqualTo("late");
        assertThat(fleet.get(second.getFirst()).source()).isEqualTo(Source.AWAITED);
        assertThat(runs).hasValue(1);
        assertThat(fleet.pushes("dev_b")).as("it asked once").isOne();
    }

    @Test
    void withoutAConnection_theWorkIsDoneAlone() {
        DustStore store = fleet.joined("dev_a");
        fleet.cutOff("dev_a");
        FlightResult result = fleet.get(store.singleFlight(KEY, lease -> {
            assertThat(lease).isNull();
            return Flight.publish("mine");
        }));
        assertThat(result.source()).isEqualTo(Source.COMPUTED);
        assertThat(result.coordinated()).isFalse();
        assertThat(fleet.get(store.singleFlight(KEY, publishing("again"))).value().plain()).isEqualTo("mine");
    }

    @Test
    void withoutAConnection_itFailsWhereTheOptionsSaySo() {
        DustStore store = fleet.joined("dev_a");
        fleet.cutOff("dev_a");
        assertThat(fleet.failure(store.at(KEY).singleFlight(publishing("x"), OPTIONS.onUnavailable(OnUnavailable.ERROR))))
                .isInstanceOf(UnavailableException.class);
        assertThat(runs).hasValue(0);
    }

    @Test
    void clientThatHasJustBegunToConnect_isCoordinated() {
        DustStore store = fleet.client("dev_a").store(FlightFleet.STORE);
        assertThat(fleet.get(store.singleFlight(KEY, publishing("x"))).coordinated()).isTrue();
    }

    @Test
    void valueThatIsNotFresh_isMadeAnew() {
        DustStore store = fleet.joined("dev_a");
        fleet.get(store.singleFlight(KEY, publishing(1)));
        var newer = OPTIONS.fresh(value -> value.as(Integer.class) >= 2);
        FlightResult result = fleet.get(store.at(KEY).singleFlight(publishing(2), newer));
        assertThat(result.value().plain()).isEqualTo(2L);
        assertThat(result.source()).isEqualTo(Source.COMPUTED);
        assertThat(fleet.get(store.at(KEY).singleFlight(publishing(3), newer)).source()).isEqualTo(Source.CACHED);
    }

    @Test
    void whoWaitsInVain_getsTheOldValueOrATimeout() {
        DustStore a = fleet.joined("dev_a");
        DustStore b = fleet.joined("dev_b");
        fleet.get(b.singleFlight(KEY, publishing("old")));
        var options = OPTIONS.waitTimeout(Duration.ofSeconds(10));
        var never = options.fresh(value -> false);
        a.at(KEY).singleFlight(working(() -> {
            var waiting = b.at(KEY).singleFlight(publishing("x"), never);
            fleet.advance(Duration.ofSeconds(10));
            FlightResult stale = waiting.resultNow();
            assertThat(stale.value().plain()).isEqualTo("old");
            assertThat(stale.stale()).isTrue();
            assertThat(stale.source()).isEqualTo(Source.CACHED);
        }, Flight.publish("new")), OPTIONS.fresh(value -> false));
        fleet.settle();
        assertThat(runs).hasValue(2);

        assertThat(fleet.get(a.at("_dust:sf/other").lease(LeaseOptions.defaults().ttl(Duration.ofMinutes(1))))).isPresent();
        var inVain = b.at("other").singleFlight(publishing("x"), options);
        fleet.advance(Duration.ofSeconds(10));
        assertThat(inVain.exceptionNow()).isInstanceOf(AnswerTimeoutException.class).hasMessageContaining("other");
    }

    @Test
    void resultOfWhoLostTheLease_isNotPublished() {
        DustStore store = fleet.joined("dev_a");
        assertThat(fleet.failure(store.singleFlight(KEY, lease -> {
            fleet.get(store.release(lease.lease()));
            return Flight.publish("x");
        }))).isInstanceOf(RefusedException.Fenced.class);
        assertThat(fleet.value(KEY)).isNull();
    }

    /** The view of the second does not show the result yet when it gets the lease: it looks again before it works. */
    @Test
    void resultThatTheViewMissed_isFoundBeforeTheWorkIsDoneTwice() {
        DustStore a = fleet.joined("dev_a");
        DustStore b = fleet.joined("dev_b");
        fleet.broadcasts("dev_b", false);
        fleet.get(a.singleFlight(KEY, publishing("once")));
        fleet.broadcasts("dev_b", true);
        assertThat(b.get(KEY).isPresent()).isFalse();
        var second = b.singleFlight(KEY, publishing("twice"));
        fleet.advance(Duration.ofSeconds(3));
        assertThat(fleet.get(second).value().plain()).isEqualTo("once");
        assertThat(runs).hasValue(1);
    }

    @Test
    void closing_answersWhoWaits() {
        DustStore a = fleet.joined("dev_a");
        Dust closing = fleet.client("dev_b");
        DustStore b = closing.store(FlightFleet.STORE);
        assertThat(fleet.get(a.at(LOCK).lease(LeaseOptions.defaults().ttl(Duration.ofMinutes(1))))).isPresent();
        var waiting = b.singleFlight(KEY, publishing("x"));
        var behind = b.singleFlight(KEY, publishing("x"));
        fleet.settle();
        assertThat(waiting).isNotDone();
        closing.close();
        assertThat(fleet.failure(waiting)).isInstanceOf(ClosedException.class);
        assertThat(fleet.failure(behind)).isInstanceOf(ClosedException.class);
    }

    @Test
    void keyThatHoldsSomethingElse_isFilled() {
        DustStore store = fleet.joined("dev_a");
        fleet.get(store.put(KEY, "not JSON").committed());
        assertThat(fleet.get(store.singleFlight(KEY, publishing("x"))).source()).isEqualTo(Source.COMPUTED);
        fleet.get(store.put("_dust:sf/taken", 1).committed());
        assertThat(fleet.failure(store.singleFlight("taken", publishing("x"))))
                .isInstanceOf(RefusedException.LeaseRefused.class);
    }

    @Test
    void badKey_throwsAtTheCall() {
        DustStore store = fleet.joined("dev_a");
        assertThatThrownBy(() -> store.singleFlight("a//b", publishing("x"))).isInstanceOf(DustException.class);
        assertThatThrownBy(() -> OPTIONS.leaseTtl(Duration.ZERO)).isInstanceOf(InvalidRequestException.class);
    }

    // --- Whose part is over

    @Test
    void cancelledWork_isInterrupted_andSomebodyElseIsElected() {
        DustStore a = fleet.joined("dev_a");
        DustStore b = fleet.joined("dev_b");
        var calls = new ArrayList<CompletableFuture<FlightResult>>();
        var interrupted = new AtomicInteger();
        calls.add(a.singleFlight(KEY, working(() -> {
            calls.add(b.singleFlight(KEY, publishing("theirs")));
            fleet.settle();
            calls.getFirst().cancel(true);
            fleet.settle();
            interrupted.addAndGet(Thread.interrupted() ? 1 : 0);
            assertThat(fleet.value(LOCK)).as("others wait until it is over").isNotNull();
        }, Flight.publish("cancelled"))));
        fleet.settle();
        assertThat(Thread.interrupted()).as("the executor's thread is left interrupted").isFalse();
        assertThat(interrupted).hasValue(1);
        fleet.advance(Duration.ofSeconds(1));
        assertThat(calls.getLast().resultNow().value().plain()).isEqualTo("theirs");
        assertThat(fleet.value(LOCK)).isNull();
    }

    @Test
    void cancelledWork_thatIsNotInterestedInInterrupts_leavesNoInterruptBehind() {
        DustStore a = fleet.joined("dev_a");
        var calls = new ArrayList<CompletableFuture<FlightResult>>();
        calls.add(a.singleFlight(KEY, working(() -> {
            calls.getFirst().cancel(true);
            fleet.settle();
        }, Flight.publish("cancelled"))));
        fleet.settle();
        assertThat(Thread.interrupted()).isFalse();
        assertThat(fleet.value(KEY)).as("nobody wants it").isNull();
        assertThat(fleet.value(LOCK)).isNull();
    }

    @Test
    void cancelledWait_leavesTheLineToOthers() {
        DustStore a = fleet.joined("dev_a");
        assertThat(fleet.get(fleet.joined("dev_b").at(LOCK).lease(LeaseOptions.defaults().ttl(Duration.ofSeconds(10)))))
                .isPresent();
        var first = a.singleFlight(KEY, publishing("first"));
        var second = a.singleFlight(KEY, publishing("second"));
        fleet.settle();
        first.cancel(true);
        fleet.advance(Duration.ofSeconds(11));
        assertThat(second.resultNow().value().plain()).isEqualTo("second");
        assertThat(runs).hasValue(1);
        assertThat(fleet.value(LOCK)).isNull();
    }

    // --- A lease that is cut off

    /** Renewals at 10 s and 20 s do not get through; without one at 25 s the lease would be over at 30 s. */
    @Test
    void leaseThatWasCutOff_isRenewed_asSoonAsThereIsAConnection() {
        DustStore a = fleet.joined("dev_a");
        DustStore b = fleet.joined("dev_b");
        var second = new ArrayList<CompletableFuture<FlightResult>>();
        var first = a.singleFlight(KEY, working(() -> {
            second.add(b.at(KEY).singleFlight(publishing("another"), OPTIONS.waitTimeout(Duration.ofHours(1))));
            fleet.advance(Duration.ofSeconds(5));
            fleet.cutOff("dev_a");
            fleet.advance(Duration.ofSeconds(20));
            fleet.connect("dev_a");
            fleet.advance(Duration.ofSeconds(9));
        }, Flight.publish("mine")));
        assertThat(fleet.get(first).coordinated()).isTrue();
        assertThat(fleet.get(second.getFirst()).value().plain()).isEqualTo("mine");
        assertThat(runs).hasValue(1);
    }
}
