package dev.dust.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dust.DustStore;
import dev.dust.HeldLease;
import dev.dust.LeaseOptions;
import dev.dust.error.AnswerTimeoutException;
import dev.dust.error.InvalidRequestException;
import dev.dust.error.RefusedException;
import dev.dust.error.UnavailableException;
import dev.dust.time.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who waits for a lease: when he has it, in whose turn, and what becomes of a lease that comes when he waits no more. */
class LeaseWaitingTest {
    private static final String KEY = "locks/one";
    private static final Duration TTL = Duration.ofSeconds(30);
    /** By when whoever waits has a lease that was given back. */
    private static final Duration HANDOVER = Duration.ofMillis(100);
    private static final LeaseOptions PATIENT = LeaseOptions.defaults().ttl(TTL).waitTimeout(Durations.FOR_EVER);

    private final FlightFleet fleet = new FlightFleet();
    private final DustStore a = fleet.joined("dev_a");
    private final DustStore b = fleet.joined("dev_b");

    @AfterEach
    void close() {
        fleet.close();
    }

    private CompletableFuture<HeldLease> waiting(DustStore store) {
        CompletableFuture<HeldLease> waiting = store.at(KEY).acquire(PATIENT);
        fleet.settle();
        return waiting;
    }

    private HeldLease held(DustStore store) {
        return fleet.get(store.at(KEY).acquire(PATIENT));
    }

    // --- When it is had

    @Test
    void leaseThatIsGivenBack_isHadByWhoWaits_within100Ms_withinAProcessAndAmongProcesses() {
        HeldLease first = held(a);
        CompletableFuture<HeldLease> within = waiting(a);
        CompletableFuture<HeldLease> among = waiting(b);
        fleet.advance(Duration.ofMinutes(5));
        assertThat(List.of(within, among)).noneMatch(CompletableFuture::isDone);
        first.close();
        fleet.advance(HANDOVER);
        assertThat(List.of(within, among)).filteredOn(CompletableFuture::isDone).hasSize(1);
        (within.isDone() ? within : among).resultNow().close();
        fleet.advance(HANDOVER);
        assertThat(List.of(within, among)).allMatch(CompletableFuture::isDone);
    }

    @Test
    void whoWaitsInOneProcess_hasTheLeaseInHisTurn() {
        HeldLease lease = held(a);
        var order = new ArrayList<Integer>();
        var waiting = new ArrayList<CompletableFuture<HeldLease>>();
        for (int i = 0; i < 5; i++) {
            int number = i;
            CompletableFuture<HeldLease> next = a.at(KEY).acquire(PATIENT);
            next.thenRun(() -> order.add(number));
            waiting.add(next);
        }
        for (CompletableFuture<HeldLease> next : waiting) {
            lease.close();
            lease = fleet.get(next);
        }
        assertThat(order).containsExactly(0, 1, 2, 3, 4);
    }

    @Test
    void whoWaits_asksForNothing_untilSomethingHappens() {
        held(a);
        waiting(b);
        int asked = fleet.pushes("dev_b");
        fleet.advance(Duration.ofHours(1));
        assertThat(fleet.pushes("dev_b")).isEqualTo(asked);
    }

    @Test
    void leaseOfAHolderThatDied_isHad_whenItsTimeIsOver() {
        fleet.get(a.at(KEY).lease(LeaseOptions.defaults().ttl(Duration.ofSeconds(20))));
        CompletableFuture<HeldLease> waiting = waiting(b);
        fleet.advance(Duration.ofSeconds(20).minusMillis(1));
        assertThat(waiting).isNotDone();
        fleet.advance(Duration.ofMillis(1));
        assertThat(waiting).isCompleted();
    }

    /** A clock that is ahead takes the lease for over, and one that is behind for alive. */
    @Test
    void clockThatIsWrong_delaysTheHandover_byATtlAtMost() {
        for (Duration skew : List.of(Duration.ofMillis(-50), Duration.ofMillis(50), Duration.ofHours(-1),
                Duration.ofHours(2))) {
            fleet.shiftClock("dev_b", skew);
            fleet.get(a.at(KEY).lease(LeaseOptions.defaults().ttl(TTL)));
            CompletableFuture<HeldLease> waiting = waiting(b);
            fleet.advance(TTL.minusMillis(1));
            assertThat(waiting).isNotDone();
            fleet.advance(skew.abs().toMillis() < 100 ? HANDOVER : TTL);
            assertThat(waiting).as("%s", skew).isCompleted();
            waiting.resultNow().close();
            fleet.settle();
        }
    }

    @Test
    void whoWaitsWithoutAConnection_hasTheLeaseOnceThereIsOne() {
        fleet.cutOff("dev_b");
        CompletableFuture<HeldLease> waiting = waiting(b);
        fleet.advance(Duration.ofMinutes(10));
        assertThat(waiting).isNotDone();
        fleet.connect("dev_b");
        assertThat(waiting).isCompleted();
    }

    @Test
    void whoseAnswerIsCutOff_hasTheLeaseThatTheHistoryTellsOf() {
        fleet.hold("dev_b");
        CompletableFuture<HeldLease> waiting = waiting(b);
        fleet.cutOff("dev_b");
        fleet.deliver("dev_b");
        assertThat(waiting).isNotDone();
        fleet.connect("dev_b");
        assertThat(waiting).isCompleted();
    }

    /** Nobody can say then whose it is that stands there. */
    @Test
    void whoseAnswerIsLost_hasTheLeaseWhenItsTimeIsOver() {
        fleet.hold("dev_b");
        CompletableFuture<HeldLease> waiting = waiting(b);
        fleet.compact();
        fleet.cutOff("dev_b");
        fleet.deliver("dev_b");
        fleet.connect("dev_b");
        fleet.advance(TTL.minusSeconds(1));
        assertThat(waiting).isNotDone();
        fleet.advance(Duration.ofSeconds(1));
        assertThat(waiting).isCompleted();
    }

    @Test
    void keyThatIsOccupied_isNotWaitedFor() {
        fleet.othersPut(KEY, "no lease");
        assertThat(fleet.failure(a.acquire(KEY))).isInstanceOf(RefusedException.LeaseRefused.class);
        assertThat(fleet.failure(a.tryAcquire(KEY))).isInstanceOf(RefusedException.LeaseRefused.class);
    }

    // --- Who waits no more

    @Test
    void whoHasWaitedForAsLongAsHeCares_isTold_andNotBefore() {
        held(a);
        CompletableFuture<HeldLease> waiting = b.acquire(KEY);
        fleet.advance(Duration.ofMillis(34_999));
        assertThat(waiting).isNotDone();
        fleet.advance(Duration.ofMillis(1));
        assertThat(waiting.exceptionNow()).isInstanceOf(AnswerTimeoutException.class).hasMessageContaining(KEY);
    }

    @Test
    void whoCancels_leavesTheLine_andTheNextHasHisTurn() {
        HeldLease lease = held(a);
        CompletableFuture<HeldLease> first = waiting(b);
        CompletableFuture<HeldLease> second = waiting(b);
        CompletableFuture<HeldLease> third = waiting(b);
        first.cancel(true);
        second.cancel(true);
        fleet.settle();
        lease.close();
        fleet.advance(HANDOVER);
        assertThat(third).isCompleted();
    }

    @Test
    void leaseThatIsGrantedToWhoHasCancelled_isGivenBack() {
        fleet.hold("dev_b");
        CompletableFuture<HeldLease> waiting = waiting(b);
        assertThat(fleet.value(KEY)).as("the server has granted it").isNotNull();
        waiting.cancel(true);
        fleet.settle();
        fleet.deliver("dev_b");
        assertThat(fleet.value(KEY)).isNull();
        assertThat(fleet.get(a.tryAcquire(KEY))).isPresent();
    }

    @Test
    void leaseThatComesAfterTheTimeout_isGivenBack() {
        fleet.hold("dev_b");
        CompletableFuture<HeldLease> waiting = b.at(KEY).acquire(PATIENT.waitTimeout(Duration.ofSeconds(2)));
        fleet.advance(Duration.ofSeconds(2));
        assertThat(waiting.exceptionNow()).isInstanceOf(AnswerTimeoutException.class);
        fleet.deliver("dev_b");
        assertThat(fleet.value(KEY)).isNull();
    }

    /** Longer than any answer is waited for. */
    @Test
    void leaseThatComesWhenNoAnswerIsExpectedAnyMore_isGivenBack() {
        LeaseOptions forAnHour = PATIENT.ttl(Duration.ofHours(1)).waitTimeout(Duration.ofSeconds(40));
        fleet.hold("dev_b");
        CompletableFuture<HeldLease> waiting = b.at(KEY).acquire(forAnHour);
        CompletableFuture<Optional<HeldLease>> trying = b.at("locks/two").tryAcquire(forAnHour);
        fleet.advance(Duration.ofSeconds(41));
        assertThat(waiting.exceptionNow()).isInstanceOf(AnswerTimeoutException.class);
        assertThat(trying.exceptionNow()).isInstanceOf(AnswerTimeoutException.class);
        assertThat(fleet.value(KEY)).isNotNull();
        assertThat(fleet.value("locks/two")).isNotNull();
        fleet.deliver("dev_b");
        assertThat(fleet.value(KEY)).isNull();
        assertThat(fleet.value("locks/two")).isNull();
    }

    @Test
    void answerThatComesLate_isTakenByWhoStillWaits() {
        LeaseOptions forAnHour = PATIENT.ttl(Duration.ofHours(1));
        fleet.hold("dev_b");
        CompletableFuture<HeldLease> waiting = b.at(KEY).acquire(forAnHour);
        fleet.advance(Duration.ofSeconds(45));
        fleet.deliver("dev_b");
        HeldLease lease = fleet.get(waiting);
        assertThat(lease.remaining()).isEqualTo(Duration.ofHours(1).minusSeconds(45));
    }

    /** What the server granted may be over before its answer is here. */
    @Test
    void leaseThatIsOverWhenItsAnswerComes_isAskedForAgain() {
        fleet.hold("dev_b");
        CompletableFuture<HeldLease> waiting = b.at(KEY).acquire(PATIENT.ttl(Duration.ofSeconds(1)));
        fleet.advance(Duration.ofSeconds(2));
        fleet.deliver("dev_b");
        fleet.advance(Duration.ofSeconds(2));
        assertThat(fleet.get(waiting).isHeld()).isTrue();
    }

    // --- Who does not wait

    @Test
    void whoTries_hasTheLease_orHearsAtOnceThatSomebodyElseDoes() {
        HeldLease lease = fleet.get(a.tryAcquire(KEY)).orElseThrow();
        assertThat(fleet.get(b.tryAcquire(KEY))).isEmpty();
        fleet.advance(TTL.multipliedBy(3));
        assertThat(lease.isHeld()).isTrue();
        fleet.cutOff("dev_b");
        assertThat(fleet.failure(b.tryAcquire(KEY))).isInstanceOf(UnavailableException.class);
    }

    @Test
    void whoTriesAndCancels_givesBackWhatComes() {
        CompletableFuture<Optional<HeldLease>> trying = a.tryAcquire(KEY);
        trying.cancel(true);
        fleet.settle();
        assertThat(fleet.value(KEY)).isNull();
    }

    @Test
    void wrongOptions_areRefusedAtOnce() {
        LeaseOptions options = LeaseOptions.defaults();
        assertThatThrownBy(() -> options.ttl(Duration.ZERO)).isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> options.waitTimeout(Duration.ZERO)).isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> options.holder("\ud800")).isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> a.acquire("a//b")).isInstanceOf(InvalidRequestException.class);
    }
}
