package dev.dust.lease.machine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.lease.LeaseLoss;
import dev.dust.lease.machine.LeaseMachine.Signal;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** The life of a lease, state by state, by the clock of the process that holds it. */
class LeaseLifeTest {

    private static RecordedLease held() {
        return new RecordedLease();
    }

    private static RecordedLease renewing() {
        return held().at(10);
    }

    private static RecordedLease cutOff() {
        return renewing().tell(Signal.UNHEARD);
    }

    private static RecordedLease inDoubt() {
        return renewing().at(30);
    }

    private static RecordedLease lost() {
        return renewing().tell(Signal.REFUSED);
    }

    @Test
    void everyTransitionOfALease_isTaken() {
        held().haltedUntil(31);
        renewing().tell(Signal.RENEWED);
        renewing().tell(Signal.REFUSED);
        renewing().tell(Signal.CONNECTED).tell(Signal.UNHEARD);
        cutOff().tell(Signal.CONNECTED);
        cutOff().at(20);
        cutOff().haltedUntil(30);
        inDoubt().tell(Signal.RENEWED);
        inDoubt().tell(Signal.UNHEARD);
        inDoubt().tell(Signal.REFUSED);
        inDoubt().tell(Signal.GIVE_UP);
        List<Supplier<RecordedLease>> holding = List.of(LeaseLifeTest::held, LeaseLifeTest::renewing, LeaseLifeTest::cutOff,
                LeaseLifeTest::inDoubt);
        for (Supplier<RecordedLease> lease : holding) {
            lease.get().row(RecordedLease.TOKEN + 1);
            lease.get().tell(Signal.RELEASE);
        }
        lost().tell(Signal.RELEASE);

        assertThat(RecordedLease.TRANSITIONS.neverTaken(LeaseState.TABLE.transitions())).isEmpty();
    }

    @Test
    void leaseIsRenewed_atAThirdOfItsTime_countedFromWhenTheRequestLeft() {
        RecordedLease lease = held();
        assertThat(lease.wakesAt()).isEqualTo(10);
        lease.at(10);
        assertThat(lease.did).containsExactly("renew");
        lease.at(12).tell(Signal.RENEWED);
        assertThat(lease.wakesAt()).isEqualTo(20);
    }

    @Test
    void renewedLease_endsATtlAfterTheRenewalLeft() {
        RecordedLease lease = renewing().at(25).tell(Signal.RENEWED);
        lease.at(39);
        assertThat(lease.isHeld()).isTrue();
        lease.at(40);
        assertThat(lease.isHeld()).isFalse();
    }

    @Test
    void leaseThatIsCutOff_isHeldUntilItsTimeIsOver_andLostThen() {
        RecordedLease lease = cutOff();
        for (int seconds : List.of(20, 29)) {
            lease.at(seconds).tell(Signal.UNHEARD);
            assertThat(lease.isHeld()).isTrue();
        }
        lease.at(30);
        assertThat(lease.isHeld()).isFalse();
        assertThat(lease.machine.loss()).isEqualTo(LeaseLoss.CUT_OFF);
        assertThat(lease.did).containsExactly("renew", "renew", "lost: CUT_OFF");
        assertThat(lease.wakesAt()).isEqualTo(-1);
    }

    @Test
    void leaseThatIsCutOff_isRenewed_asSoonAsThereIsAConnection() {
        RecordedLease lease = cutOff().at(15).tell(Signal.CONNECTED);
        assertThat(lease.did).containsExactly("renew", "renew");
        lease.at(16).tell(Signal.RENEWED).at(44);
        assertThat(lease.isHeld()).isTrue();
    }

    /** The answer to a renewal that was cut off comes after the next connection does. */
    @Test
    void renewalThatTheLastConnectionTookWithIt_isRepeatedAtOnce_onTheNext() {
        RecordedLease lease = renewing().at(12).tell(Signal.CONNECTED).tell(Signal.UNHEARD);
        assertThat(lease.did).containsExactly("renew", "renew");
        lease.tell(Signal.UNHEARD);
        assertThat(lease.did).as("once for each connection").containsExactly("renew", "renew");
    }

    @Test
    void leaseWhoseRenewalIsNotAnswered_isInDoubtWhenItsTimeIsOver_andTheAnswerDecides() {
        assertThat(inDoubt().isHeld()).isFalse();
        assertThat(inDoubt().machine.isOver()).isFalse();
        assertThat(inDoubt().machine.loss()).isNull();
        assertThat(inDoubt().at(31).tell(Signal.RENEWED).isHeld()).isTrue();
        assertThat(inDoubt().at(31).tell(Signal.UNHEARD).machine.loss()).isEqualTo(LeaseLoss.UNANSWERED);
        assertThat(inDoubt().at(31).tell(Signal.REFUSED).machine.loss()).isEqualTo(LeaseLoss.REFUSED);
    }

    @Test
    void holderIsToldOfADoubt_once_andMayGiveUp_whatIsAnsweredThenIsTooLate() {
        RecordedLease lease = inDoubt();
        assertThat(lease.did).containsExactly("renew", "doubted");
        lease.at(31).tell(Signal.GIVE_UP).tell(Signal.RENEWED);
        assertThat(lease.isHeld()).isFalse();
        assertThat(lease.machine.loss()).isEqualTo(LeaseLoss.UNANSWERED);
        assertThat(held().tell(Signal.GIVE_UP).isHeld()).as("where there is no doubt").isTrue();
    }

    /** The server renewed it, but that may be over, too. */
    @Test
    void renewalThatIsAnsweredAfterItsOwnTime_isTooLate() {
        RecordedLease lease = inDoubt().at(41).tell(Signal.RENEWED);
        assertThat(lease.isHeld()).isFalse();
        assertThat(lease.at(41).machine.loss()).isEqualTo(LeaseLoss.HALTED);
    }

    @Test
    void refusedRenewal_isTheLast() {
        RecordedLease lease = lost().at(60);
        assertThat(lease.did).containsExactly("renew", "lost: REFUSED");
        assertThat(lease.machine.loss()).isEqualTo(LeaseLoss.REFUSED);
        assertThat(lease.isHeld()).isFalse();
    }

    @Test
    void processThatWasHaltedForTooLong_hasLostItsLease_andRenewsNothing() {
        RecordedLease lease = held().haltedUntil(30);
        assertThat(lease.did).containsExactly("lost: HALTED");
    }

    @Test
    void rowThatHasNotComeYet_isNoLoss_andOneThatHasGoneIs() {
        RecordedLease lease = held().row(null).row(RecordedLease.TOKEN - 1);
        assertThat(lease.isHeld()).isTrue();
        lease.row(RecordedLease.TOKEN).row(RecordedLease.TOKEN);
        assertThat(lease.isHeld()).isTrue();
        assertThat(lease.row(null).machine.loss()).isEqualTo(LeaseLoss.REPLACED);
        assertThat(held().row(RecordedLease.TOKEN + 1).machine.loss()).isEqualTo(LeaseLoss.REPLACED);
    }

    @Test
    void leaseIsReleased_once_andHasNoTimerAfterwards() {
        for (RecordedLease lease : List.of(held(), renewing(), cutOff(), inDoubt(), lost())) {
            lease.did.clear();
            lease.tell(Signal.RELEASE).tell(Signal.RELEASE).tell(Signal.RENEWED).tell(Signal.REFUSED).at(100);
            assertThat(lease.did).containsExactly("release");
            assertThat(lease.machine.isOver()).isTrue();
            assertThat(lease.wakesAt()).isEqualTo(-1);
        }
    }
}
