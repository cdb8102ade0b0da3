package dev.dust.lease.machine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.lease.machine.AcquireMachine.Signal;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** How somebody comes to a lease, state by state. */
class AcquireLifeTest {

    private static RecordedAcquire queued() {
        return new RecordedAcquire().tell(Signal.START);
    }

    private static RecordedAcquire connecting() {
        return queued().tell(Signal.TURN);
    }

    private static RecordedAcquire asking() {
        return connecting().tell(Signal.CONNECTED);
    }

    private static RecordedAcquire following() {
        return asking().row(7, 20_000).held();
    }

    private static RecordedAcquire over() {
        return asking().tell(Signal.CANCEL);
    }

    @Test
    void everyTransitionOfOneWhoWaitsForALease_isTaken() {
        new RecordedAcquire().tell(Signal.BREAK);
        connecting().tell(Signal.GRANTED);
        asking().tell(Signal.GRANTED);
        asking().noRow().held();
        asking().tell(Signal.CONNECTED, Signal.UNHEARD);
        asking().tell(Signal.UNHEARD).at(1_000);
        asking().tell(Signal.REFUSED);
        following().tell(Signal.GRANTED);
        following().row(8, 20_000);
        following().noRow();
        following().at(20_000);
        over().tell(Signal.GRANTED);
        List<Supplier<RecordedAcquire>> waiting = List.of(AcquireLifeTest::queued, AcquireLifeTest::connecting,
                AcquireLifeTest::asking, AcquireLifeTest::following);
        for (Supplier<RecordedAcquire> one : waiting) {
            one.get().tell(Signal.TIMEOUT);
            one.get().tell(Signal.CANCEL);
            one.get().tell(Signal.BREAK);
        }

        assertThat(RecordedAcquire.TRANSITIONS.neverTaken(AcquireState.TABLE.transitions())).isEmpty();
    }

    @Test
    void whoWantsALease_waitsForHisTurn_thenForTheConnection_thenAsks() {
        RecordedAcquire one = queued();
        assertThat(one.did).containsExactly("lineUp");
        one.tell(Signal.CONNECTED);
        assertThat(one.did).as("out of turn").hasSize(1);
        one.tell(Signal.TURN);
        assertThat(one.did).containsExactly("lineUp", "watch");
        one.tell(Signal.CONNECTED, Signal.CONNECTED);
        assertThat(one.did).containsExactly("lineUp", "watch", "ask");
        one.tell(Signal.GRANTED);
        assertThat(one.did).containsExactly("lineUp", "watch", "ask", "handOver", "end");
        assertThat(one.wakesAt()).isEqualTo(-1);
    }

    @Test
    void leaseOfAnother_isAskedForWhenItIsGivenBack_andWhenItsTimeIsOver() {
        assertThat(following().wakesAt()).isEqualTo(20_000);
        assertThat(following().noRow().did).endsWith("ask", "ask");
        assertThat(following().at(19_999).did).containsOnlyOnce("ask");
        assertThat(following().at(20_000).did).endsWith("ask", "ask");
        assertThat(following().at(5_000).row(7, 20_000).at(24_999).did).as("prolonged").containsOnlyOnce("ask");
    }

    /** Nothing else would tell that it is free: its holder is gone, and does not give it back. */
    @Test
    void leaseThatIsAskedForAMomentBeforeTheServersTime_isAskedForAgainInAMoment() {
        RecordedAcquire one = following().at(20_000).held();
        assertThat(one.wakesAt()).isEqualTo(20_100);
        assertThat(one.at(20_100).did).endsWith("ask", "ask");
    }

    @Test
    void leaseThatWasGivenBackBeforeTheAnswer_isAskedForAtOnce() {
        assertThat(asking().row(7, 20_000).noRow().held().did).endsWith("ask", "ask");
    }

    /** The server's time of day is a little behind ours, or much. */
    @Test
    void leaseThatIsOverByOurTimeOfDayAlone_isAskedForMoreAndMoreSeldom_andOnceATtlInTheEnd() {
        RecordedAcquire one = asking().row(7, -3_600_000).held();
        assertThat(one.wakesAt()).isEqualTo(100);
        one.at(100).held();
        assertThat(one.wakesAt()).isEqualTo(300);
        for (int i = 0; i < 20; i++) {
            one.at(one.wakesAt());
            if (one.did.contains("tooLate")) {
                break;
            }
            one.held();
        }
        assertThat(one.did.stream().filter("ask"::equals)).hasSizeLessThan(13);
    }

    @Test
    void leaseWhoseEndIsFarAway_isAskedForOnceATtl_becauseTheTimeOfDayMayBeWrong() {
        assertThat(asking().row(7, 3_600_000).held().wakesAt()).isEqualTo(30_000);
    }

    @Test
    void requestThatIsNotHeard_isRepeatedOnTheNextConnection_onceForEach() {
        RecordedAcquire one = asking().tell(Signal.UNHEARD);
        assertThat(one.did).containsOnlyOnce("ask");
        one.tell(Signal.CONNECTED);
        assertThat(one.did).endsWith("ask", "ask");
        assertThat(asking().tell(Signal.CONNECTED, Signal.UNHEARD).did).endsWith("ask", "ask");
        assertThat(asking().tell(Signal.UNHEARD).at(1_000).did).endsWith("ask", "tellLink");
    }

    @Test
    void whoWaitsNoMore_givesBackWhatComesLate() {
        for (Signal end : List.of(Signal.CANCEL, Signal.BREAK, Signal.TIMEOUT)) {
            RecordedAcquire one = asking().tell(end);
            one.tell(Signal.GRANTED);
            assertThat(one.did).endsWith("end", "giveBack");
            assertThat(one.wakesAt()).isEqualTo(-1);
        }
    }

    @Test
    void whoHasWaitedForAsLongAsHeCares_isToldSo_whereverHeIs() {
        for (RecordedAcquire one : List.of(queued(), connecting(), asking())) {
            assertThat(one.at(99_999).did).doesNotContain("end");
            assertThat(one.at(100_000).did).endsWith("tooLate", "end");
        }
    }
}
