package dev.dust.cli.together;

import static dev.dust.cli.together.Fleet.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dust.Dust;
import dev.dust.DustStore;
import dev.dust.Flight;
import dev.dust.FlightFunction;
import dev.dust.FlightOptions;
import dev.dust.FlightOptions.OnUnavailable;
import dev.dust.FlightResult;
import dev.dust.FlightResult.Source;
import dev.dust.error.AnswerTimeoutException;
import dev.dust.error.ClosedException;
import dev.dust.error.DustException;
import dev.dust.error.FlightAbortedException;
import dev.dust.error.RefusedException;
import dev.dust.error.UnavailableException;
import dev.dust.value.Value;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One of many does the work, and all have its result (docs/architecture.md#single-flight). */
@Timeout(60)
class SingleFlightTest {
    private static final String KEY = "artifacts/a1";
    private static final String LOCK = "_dust:sf/" + KEY;

    private final Fleet fleet = new Fleet();
    private final AtomicInteger runs = new AtomicInteger();
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);

    @AfterEach
    void close() {
        goOn.countDown();
        fleet.close();
    }

    private FlightFunction publishing(Object value) {
        return lease -> {
            runs.incrementAndGet();
            return Flight.publish(value);
        };
    }

    /** Works until {@link #goOn}. */
    private FlightFunction busyWith(Flight end) {
        return lease -> {
            runs.incrementAndGet();
            begun.countDown();
            awaitQuietly(goOn);
            return end;
        };
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void oneWorks_allHaveTheResult() {
        List<DustStore> stores = Stream.of("dev_a", "dev_b", "dev_c").map(fleet::joined).toList();
        FlightFunction work = busyWith(Flight.publish(Map.of("pages", List.of(1, 2))));
        List<CompletableFuture<FlightResult>> calls = stores.stream().map(store -> store.singleFlight(KEY, work)).toList();
        awaitQuietly(begun);
        goOn.countDown();
        List<FlightResult> results = calls.stream().map(Fleet::get).toList();
        assertThat(runs).hasValue(1);
        assertThat(results).extracting(FlightResult::source).containsExactlyInAnyOrder(Source.COMPUTED, Source.AWAITED,
                Source.AWAITED);
        assertThat(results).allSatisfy(result -> {
            assertThat(result.value().plain()).isEqualTo(Map.of("pages", List.of(1L, 2L)));
            assertThat(result.stale()).isFalse();
            assertThat(result.coordinated()).isTrue();
        });
        assertThat(fleet.server.store(Fleet.STORE).get(KEY)).as("a map is kept as one leaf")
                .isEqualTo(Value.of("{\"pages\":[1,2]}"));
        assertThat(get(stores.getFirst().lease(LOCK, Duration.ofSeconds(1)))).as("the lease was given back").isPresent();
    }

    @Test
    void resultThatIsThere_needsNoNetwork() {
        DustStore store = fleet.joined("dev_a");
        get(store.singleFlight(KEY, publishing("first")));
        fleet.server.faults().refuseConnects(true);
        fleet.server.faults().dropConnections();
        FlightResult again = get(store.singleFlight(KEY, publishing("second")));
        assertThat(again.value().plain()).isEqualTo("first");
        assertThat(again.source()).isEqualTo(Source.CACHED);
        assertThat(runs).hasValue(1);
    }

    @Test
    void callersOfOneProcess_shareOneAttempt() {
        DustStore store = fleet.joined("dev_a");
        FlightFunction work = busyWith(Flight.publish(7));
        List<CompletableFuture<FlightResult>> calls = IntStream.range(0, 20).mapToObj(i -> store.singleFlight(KEY, work))
                .toList();
        awaitQuietly(begun);
        goOn.countDown();
        assertThat(calls.stream().map(call -> get(call).value().plain())).containsOnly(7L);
        assertThat(calls.stream().filter(call -> get(call).source() == Source.COMPUTED)).hasSize(1);
        assertThat(runs).hasValue(1);
    }

    @Test
    void abort_isTheCallersAlone_andSomebodyElseIsElected() {
        DustStore a = fleet.joined("dev_a");
        DustStore b = fleet.joined("dev_b");
        var first = a.singleFlight(KEY, busyWith(Flight.abort("not_yet")));
        awaitQuietly(begun);
        var second = b.singleFlight(KEY, publishing("done"));
        var third = a.singleFlight(KEY, publishing("done"));
        goOn.countDown();
        assertThatThrownBy(() -> get(first)).isInstanceOf(FlightAbortedException.class)
                .extracting(e -> ((DustException) e).reason()).isEqualTo("not_yet");
        assertThat(get(second).value().plain()).isEqualTo("done");
        assertThat(get(third).value().plain()).isEqualTo("done");
        assertThat(runs).hasValue(2);
    }

    @Test
    void whatTheWorkThrows_reachesItsCallerAlone_andTheLeaseIsGivenBackAtOnce() {
        DustStore a = fleet.joined("dev_a");
        DustStore b = fleet.joined("dev_b");
        var first = a.singleFlight(KEY, lease -> {
            begun.countDown();
            awaitQuietly(goOn);
            throw new IllegalArgumentException("no scanner");
        });
        awaitQuietly(begun);
        var second = b.singleFlight(KEY, publishing("done"));
        goOn.countDown();
        assertThatThrownBy(() -> get(first)).isInstanceOf(IllegalArgumentException.class).hasMessage("no scanner");
        assertThat(get(second).value().plain()).isEqualTo("done");
    }

    @Test
    void holderThatDies_isFollowedWhenItsLeaseEnds() {
        Dust dying = fleet.client("dev_a");
        DustStore a = dying.store(Fleet.STORE);
        get(a.ready());
        DustStore b = fleet.joined("dev_b");
        var options = FlightOptions.defaults().leaseTtl(Duration.ofMillis(600));
        var abandoned = a.singleFlight(KEY, busyWith(Flight.publish("too late")), options);
        awaitQuietly(begun);
        var second = b.singleFlight(KEY, publishing("done"), options);
        fleet.server.faults().of("dev_a").refuseConnects(true);
        fleet.server.faults().of("dev_a").dropConnections();
        dying.close();
        assertThatThrownBy(() -> get(abandoned)).isInstanceOf(ClosedException.class);
        assertThat(get(second).value().plain()).isEqualTo("done");
        assertThat(get(second).source()).isEqualTo(Source.COMPUTED);
    }

    @Test
    void longWork_keepsItsLease() {
        DustStore a = fleet.joined("dev_a");
        DustStore b = fleet.joined("dev_b");
        var options = FlightOptions.defaults().leaseTtl(Duration.ofMillis(400)).waitTimeout(Duration.ofSeconds(30));
        var renewals = new CountDownLatch(6);
        b.on("_dust:sf/**", event -> {
            if (event.op().equals("renew")) {
                renewals.countDown();
            }
        });
        var first = a.singleFlight(KEY, busyWith(Flight.publish("late")), options);
        awaitQuietly(begun);
        var second = b.singleFlight(KEY, publishing("another"), options);
        awaitQuietly(renewals);
        goOn.countDown();
        assertThat(get(second).value().plain()).isEqualTo("late");
        assertThat(get(second).source()).isEqualTo(Source.AWAITED);
        assertThat(get(first).coordinated()).isTrue();
        assertThat(runs).hasValue(1);
    }

    @Test
    void withoutAConnection_theWorkIsDoneAlone() {
        DustStore store = fleet.joined("dev_a");
        fleet.cutOff(store);
        FlightResult result = get(store.singleFlight(KEY, lease -> {
            assertThat(lease).isNull();
            return Flight.publish("mine");
        }));
        assertThat(result.source()).isEqualTo(Source.COMPUTED);
        assertThat(result.coordinated()).isFalse();
        assertThat(get(store.singleFlight(KEY, publishing("again"))).value().plain()).isEqualTo("mine");
    }

    @Test
    void withoutAConnection_itFailsWhereTheOptionsSaySo() {
        DustStore store = fleet.joined("dev_a");
        fleet.cutOff(store);
        var options = FlightOptions.defaults().onUnavailable(OnUnavailable.ERROR);
        assertThatThrownBy(() -> get(store.singleFlight(KEY, publishing("x"), options)))
                .isInstanceOf(UnavailableException.class);
        assertThat(runs).hasValue(0);
    }

    @Test
    void clientThatHasJustBegunToConnect_isCoordinated() {
        FlightResult result = get(fleet.store("dev_a").singleFlight(KEY, publishing("x")));
        assertThat(result.coordinated()).isTrue();
    }

    @Test
    void valueThatIsNotFresh_isMadeAnew() {
        DustStore store = fleet.joined("dev_a");
        get(store.singleFlight(KEY, publishing(1)));
        var newer = FlightOptions.defaults().fresh(value -> value.as(Integer.class) >= 2);
        FlightResult result = get(store.singleFlight(KEY, publishing(2), newer));
        assertThat(result.value().plain()).isEqualTo(2L);
        assertThat(result.source()).isEqualTo(Source.COMPUTED);
        assertThat(get(store.singleFlight(KEY, publishing(3), newer)).source()).isEqualTo(Source.CACHED);
    }

    @Test
    void whoWaitsInVain_getsTheOldValueOrATimeout() {
        DustStore a = fleet.joined("dev_a");
        DustStore b = fleet.joined("dev_b");
        get(b.singleFlight(KEY, publishing("old")));
        var options = FlightOptions.defaults().waitTimeout(Duration.ofMillis(300));
        var never = options.fresh(value -> false);
        a.singleFlight(KEY, busyWith(Flight.publish("new")), FlightOptions.defaults().fresh(value -> false));
        awaitQuietly(begun);
        FlightResult stale = get(b.singleFlight(KEY, publishing("x"), never));
        assertThat(stale.value().plain()).isEqualTo("old");
        assertThat(stale.stale()).isTrue();
        assertThat(stale.source()).isEqualTo(Source.CACHED);

        get(a.put("_dust:sf/other", null).committed());
        get(a.delete("_dust:sf/other").committed());
        assertThat(get(a.lease("_dust:sf/other", Duration.ofMinutes(1)))).isPresent();
        assertThatThrownBy(() -> get(b.singleFlight("other", publishing("x"), options)))
                .isInstanceOf(AnswerTimeoutException.class).hasMessageContaining("other");
    }

    @Test
    void resultOfWhoLostTheLease_isNotPublished() {
        DustStore store = fleet.joined("dev_a");
        assertThatThrownBy(() -> get(store.singleFlight(KEY, lease -> {
            get(store.release(lease));
            return Flight.publish("x");
        }))).isInstanceOf(RefusedException.Fenced.class);
        assertThat(fleet.server.store(Fleet.STORE).get(KEY)).isNull();
    }

    /** The mirror of the second does not show the result yet when it gets the lease: it looks again before it works. */
    @Test
    void resultThatTheMirrorMissed_isFoundBeforeTheWorkIsDoneTwice() {
        DustStore a = fleet.joined("dev_a");
        DustStore b = fleet.joined("dev_b");
        fleet.server.faults().of("dev_b").withholdBroadcasts(true);
        get(a.singleFlight(KEY, publishing("once")));
        fleet.server.faults().of("dev_b").withholdBroadcasts(false);
        assertThat(b.get(KEY).isPresent()).isFalse();
        var second = b.singleFlight(KEY, publishing("twice"));
        assertThat(get(second).value().plain()).isEqualTo("once");
        assertThat(runs).hasValue(1);
    }

    @Test
    void closing_answersWhoWaits() {
        DustStore a = fleet.joined("dev_a");
        Dust closing = fleet.client("dev_b");
        DustStore b = closing.store(Fleet.STORE);
        get(b.ready());
        assertThat(get(a.lease(LOCK, Duration.ofMinutes(1)))).isPresent();
        var waiting = b.singleFlight(KEY, publishing("x"));
        var behind = b.singleFlight(KEY, publishing("x"));
        closing.close();
        assertThatThrownBy(() -> get(waiting)).isInstanceOf(ClosedException.class);
        assertThatThrownBy(() -> get(behind)).isInstanceOf(ClosedException.class);
    }

    @Test
    void keyThatHoldsSomethingElse_isFilled() {
        DustStore store = fleet.joined("dev_a");
        get(store.put(KEY, "not JSON").committed());
        assertThat(get(store.singleFlight(KEY, publishing("x"))).source()).isEqualTo(Source.COMPUTED);
        get(store.put("_dust:sf/taken", 1).committed());
        assertThatThrownBy(() -> get(store.singleFlight("taken", publishing("x"))))
                .isInstanceOf(RefusedException.LeaseRefused.class);
    }

    @Test
    void badKey_throwsAtTheCall() {
        DustStore store = fleet.store("dev_a");
        assertThatThrownBy(() -> store.singleFlight("a//b", publishing("x"))).isInstanceOf(DustException.class);
        assertThatThrownBy(() -> FlightOptions.defaults().leaseTtl(Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
    }
}
