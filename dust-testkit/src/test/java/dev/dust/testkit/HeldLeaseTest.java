package dev.dust.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dust.Dust;
import dev.dust.DustStore;
import dev.dust.FileOptions;
import dev.dust.HeldLease;
import dev.dust.LeaseOptions;
import dev.dust.UpdateOptions;
import dev.dust.WriteOptions;
import dev.dust.error.ClosedException;
import dev.dust.error.InvalidRequestException;
import dev.dust.error.LeaseLostException;
import dev.dust.error.RefusedException;
import dev.dust.lease.Lease;
import dev.dust.lease.LeaseLoss;
import dev.dust.path.DustPath;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A lease in somebody's hands: how long it is held, how it is lost, and what is written under it. */
class HeldLeaseTest {
    private static final String KEY = "locks/one";
    private static final Duration TTL = Duration.ofSeconds(30);
    private static final Duration THIRD = Duration.ofSeconds(10);

    private final FlightFleet fleet = new FlightFleet();
    private final DustStore a = fleet.joined("dev_a");
    private final DustStore b = fleet.joined("dev_b");
    private final List<LeaseLoss> losses = new ArrayList<>();

    @AfterEach
    void close() {
        fleet.close();
    }

    private HeldLease held() {
        HeldLease lease = fleet.get(a.acquire(KEY));
        lease.onLost(losses::add);
        fleet.settle();
        assertThat(lease.isHeld()).isTrue();
        return lease;
    }

    private void requireLost(HeldLease lease, LeaseLoss why) {
        fleet.settle();
        assertThat(losses).containsExactly(why);
        assertThat(lease.loss()).contains(why);
        assertThat(lease.isHeld()).isFalse();
        assertThat(lease.remaining()).isZero();
        assertThatThrownBy(() -> lease.store().put("x", 1)).isInstanceOf(LeaseLostException.class)
                .hasMessageContaining(why.toString());
    }

    // --- For how long it is held

    @Test
    void leaseIsHeld_forManyTimesItsTtl_underLoad_andBelongsToNobodyElse() {
        HeldLease lease = held();
        for (int second = 0; second < 300; second++) {
            for (int i = 0; i < 10; i++) {
                b.put("load/" + i, second);
                a.put("load/" + i, second);
            }
            fleet.advance(Duration.ofSeconds(1));
            assertThat(lease.isHeld()).as("after %d s", second).isTrue();
            assertThat(fleet.get(b.tryAcquire(KEY))).as("after %d s", second).isEmpty();
        }
        assertThat(losses).isEmpty();
        assertThat(fleet.get(lease.store().put("x", 1).committed())).isPositive();
    }

    @Test
    void remainingTime_isCountedFromBeforeTheRequestLeft() {
        fleet.hold("dev_a");
        CompletableFuture<HeldLease> answer = a.acquire(KEY);
        fleet.settle();
        fleet.advance(Duration.ofSeconds(4));
        fleet.deliver("dev_a");
        HeldLease lease = fleet.get(answer);
        assertThat(lease.remaining()).isEqualTo(Duration.ofSeconds(26));
        fleet.advance(Duration.ofSeconds(6));
        assertThat(lease.remaining()).as("renewed at a third of its time").isEqualTo(TTL);
    }

    @Test
    void jumpOfTheTimeOfDay_neitherEndsNorProlongsALease() {
        HeldLease lease = held();
        for (Duration jump : List.of(Duration.ofDays(1), Duration.ofDays(-2))) {
            fleet.shiftClock("dev_a", jump);
            fleet.advance(TTL);
            assertThat(lease.isHeld()).isTrue();
        }
        fleet.cutOff("dev_a");
        fleet.advance(TTL);
        assertThat(losses).containsExactly(LeaseLoss.CUT_OFF);
    }

    // --- How it is lost

    @Test
    void leaseWhoseRenewalIsRefused_isLost() {
        HeldLease lease = held();
        fleet.broadcasts("dev_a", false);
        fleet.othersPut(KEY, "somebody else's");
        fleet.advance(THIRD.minusMillis(1));
        assertThat(lease.isHeld()).isTrue();
        fleet.advance(Duration.ofMillis(1));
        requireLost(lease, LeaseLoss.REFUSED);
    }

    @Test
    void leaseWhoseRowIsOverwritten_isLostAtOnce() {
        HeldLease lease = held();
        fleet.othersPut(KEY, "somebody else's");
        requireLost(lease, LeaseLoss.REPLACED);
    }

    @Test
    void leaseWhoseRenewalIsNotAnswered_isLostWhenItsTimeIsOver_andIsNotHeldAgain() {
        HeldLease lease = held();
        fleet.hold("dev_a");
        fleet.advance(TTL.minusMillis(1));
        assertThat(lease.isHeld()).isTrue();
        fleet.advance(Duration.ofMillis(1));
        requireLost(lease, LeaseLoss.UNANSWERED);
        fleet.deliver("dev_a");
        fleet.advance(Duration.ofSeconds(1));
        requireLost(lease, LeaseLoss.UNANSWERED);
        assertThat(fleet.value(KEY)).as("what the server had renewed was given back").isNull();
    }

    @Test
    void leaseThatIsCutOffForTooLong_isLostWhenItsTimeIsOver_andNotBefore() {
        HeldLease lease = held();
        fleet.advance(THIRD);
        fleet.cutOff("dev_a");
        fleet.advance(TTL.minusMillis(1));
        assertThat(lease.isHeld()).isTrue();
        assertThat(lease.remaining()).isEqualTo(Duration.ofMillis(1));
        fleet.advance(Duration.ofMillis(1));
        requireLost(lease, LeaseLoss.CUT_OFF);
    }

    @Test
    void leaseThatIsCutOffForAWhile_isRenewedOnTheNextConnection() {
        HeldLease lease = held();
        fleet.cutOff("dev_a");
        fleet.advance(TTL.minusSeconds(1));
        fleet.connect("dev_a");
        assertThat(lease.remaining()).isEqualTo(TTL);
    }

    @Test
    void processThatWasHaltedForTooLong_hasLostItsLease_knowsItAtOnce_andWritesNothingUnderIt() {
        HeldLease lease = held();
        fleet.halt("dev_a");
        fleet.advance(TTL);
        assertThat(fleet.get(b.tryAcquire(KEY))).isPresent();
        assertThat(lease.isHeld()).as("before any of its timers has run").isFalse();
        assertThatThrownBy(() -> lease.store().put("x", "stale")).isInstanceOf(LeaseLostException.class);
        fleet.resume("dev_a");
        requireLost(lease, LeaseLoss.HALTED);
        assertThat(fleet.value("x")).isNull();
    }

    /** The write was made in time, and came too late: the server is the last to judge. */
    @Test
    void writeOfAStaleHolder_doesNotLand() {
        HeldLease lease = held();
        fleet.cutOff("dev_a");
        var stale = lease.store().put("x", "stale");
        fleet.advance(TTL);
        assertThat(fleet.get(b.tryAcquire(KEY))).isPresent();
        fleet.connect("dev_a");
        assertThat(fleet.failure(stale.outcome())).isInstanceOf(RefusedException.Fenced.class);
        assertThat(fleet.value("x")).isNull();
    }

    @Test
    void whoListensToALossThatWasTold_isToldAtOnce_andWhoHasClosedIsNotTold() {
        HeldLease lease = held();
        fleet.othersPut(KEY, 1);
        var late = new ArrayList<LeaseLoss>();
        lease.onLost(why -> {
            throw new IllegalStateException("this listener fails");
        });
        lease.onLost(late::add);
        fleet.settle();
        assertThat(late).containsExactly(LeaseLoss.REPLACED);
        HeldLease other = fleet.get(a.acquire("locks/two"));
        other.onLost(late::add);
        other.close();
        fleet.othersPut("locks/two", 1);
        fleet.advance(TTL);
        assertThat(late).hasSize(1);
        assertThat(other.loss()).isEmpty();
    }

    // --- Its end

    @Test
    void closedLease_isGivenBack_afterWhatWasWrittenUnderIt() {
        HeldLease lease = held();
        var write = lease.store().put("x", 1);
        lease.close();
        lease.close();
        assertThat(lease.isHeld()).isFalse();
        assertThat(fleet.get(write.committed())).isPositive();
        assertThat(fleet.value(KEY)).isNull();
        assertThatThrownBy(() -> lease.store().put("x", 2)).isInstanceOf(LeaseLostException.class);
        fleet.advance(TTL);
        assertThat(losses).isEmpty();
    }

    @Test
    void closedClient_givesItsLeasesBack_andAnswersWhoWaits() {
        Dust closing = fleet.client("dev_c");
        DustStore c = closing.store(FlightFleet.STORE);
        HeldLease lease = fleet.get(c.acquire(KEY));
        CompletableFuture<HeldLease> waiting = c.acquire(KEY);
        fleet.settle();
        closing.close();
        fleet.settle();
        assertThat(lease.loss()).contains(LeaseLoss.CLOSED);
        assertThat(fleet.value(KEY)).isNull();
        assertThat(waiting.exceptionNow()).isInstanceOf(ClosedException.class);
        assertThatThrownBy(() -> c.acquire(KEY)).isInstanceOf(ClosedException.class);
        assertThatThrownBy(() -> c.tryAcquire(KEY)).isInstanceOf(ClosedException.class);
    }

    // --- What is done under it

    @Test
    void everyWriteUnderALease_isFencedByIt() {
        HeldLease lease = held();
        DustStore fenced = lease.store();
        fleet.broadcasts("dev_a", false);
        fleet.othersPut(KEY, "somebody else's");
        var writes = new ArrayList<>(List.of(fenced.put("w/put", 1), fenced.delete("w/delete"), fenced.increment("w/increment"),
                fenced.merge("w/merge", java.util.Map.of("a", 1)), fenced.add("w/add", 1), fenced.remove("w/remove", 1)));
        writes.addAll(fenced.write(batch -> batch.put("w/batch", 1)));
        CompletableFuture<Integer> update = fenced.update("w/update", Integer.class, was -> 1);
        writes.forEach(write -> assertThat(fleet.failure(write.committed())).isInstanceOf(RefusedException.Fenced.class));
        assertThat(fleet.failure(update)).isInstanceOf(RefusedException.Fenced.class);
    }

    @Test
    void whatCannotBeFenced_isRefusedUnderALease() {
        HeldLease lease = held();
        var other = new Lease(DustPath.parse("locks/other"), 1, null, 0);
        List<Consumer<DustStore>> calls = List.of(store -> store.at("f").putFile(new byte[1], FileOptions.defaults()),
                store -> store.at("x").put(1, WriteOptions.defaults().fence(other)),
                store -> store.at("x").update(Integer.class, was -> 1, UpdateOptions.defaults().fence(other)));
        calls.forEach(call -> assertThatThrownBy(() -> call.accept(lease.store())).isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("fence"));
        assertThat(fleet.get(lease.store().at("x").put(1, WriteOptions.defaults().fence(lease)).committed())).isPositive();
        assertThat(fleet.get(lease.store().at("x").update(Integer.class, was -> was + 1,
                UpdateOptions.defaults().fence(lease)))).isEqualTo(2);
    }

    @Test
    void workUnderALease_isFencedByItself_andAnswers() throws Exception {
        HeldLease lease = held();
        assertThat(lease.<String>run(store -> {
            store.put("x", lease.token());
            return "done";
        })).isEqualTo("done");
        fleet.settle();
        assertThat(lease.isHeld()).isTrue();
        assertThat(a.get("x").plain()).isEqualTo(lease.token());
        assertThatThrownBy(() -> lease.run(store -> {
            throw new java.io.IOException("the work's own");
        })).isInstanceOf(java.io.IOException.class).hasMessage("the work's own");
    }

    @Test
    void workWhoseLeaseIsLost_isInterrupted_andTold() {
        HeldLease lease = held();
        assertThatThrownBy(() -> lease.run(store -> {
            fleet.othersPut(KEY, 1);
            fleet.settle();
            Thread.sleep(Duration.ofMinutes(1));
            return "never";
        })).isInstanceOf(LeaseLostException.class).hasCauseInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).as("what the thread does next is not the work").isFalse();
    }

    @Test
    void workThatDoesNotHearThatItsLeaseIsLost_hasFailedAllTheSame() {
        HeldLease lease = held();
        assertThatThrownBy(() -> lease.run(store -> {
            fleet.cutOff("dev_a");
            fleet.advance(TTL);
            return "done";
        })).isInstanceOf(LeaseLostException.class);
        assertThat(Thread.interrupted()).isFalse();
        var begun = new ArrayList<String>();
        assertThatThrownBy(() -> lease.run(store -> begun.add("begun"))).isInstanceOf(LeaseLostException.class);
        assertThat(begun).isEmpty();
        HeldLease closed = fleet.get(b.acquire("locks/two"));
        closed.close();
        assertThatThrownBy(() -> closed.run(store -> begun.add("begun"))).isInstanceOf(LeaseLostException.class)
                .hasMessageContaining("given back");
        assertThat(begun).isEmpty();
    }

    @Test
    void handle_saysWhatItIs() {
        HeldLease lease = fleet.get(a.at(KEY).acquire(LeaseOptions.defaults().holder("ann")));
        assertThat(lease.key()).isEqualTo(DustPath.parse(KEY));
        assertThat(lease.token()).isEqualTo(lease.lease().token()).isPositive();
        assertThat(lease.lease().holder()).isEqualTo("ann");
        assertThat(lease).hasToString("the lease locks/one with token " + lease.token() + " is held");
    }
}
