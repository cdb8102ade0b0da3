package dev.dust.lease.machine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.lease.machine.FlightMachine.Signal;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** The life of a flight, state by state. */
class FlightLifeTest {
    private static final long OTHERS = 5;
    private static final long OWN = 9;

    private static RecordedFlight queued() {
        return new RecordedFlight().tell(Signal.START);
    }

    private static RecordedFlight checking() {
        return queued().turn(false);
    }

    private static RecordedFlight connecting() {
        return checking().tell(Signal.NOT_FOUND);
    }

    private static RecordedFlight asking(RecordedFlight flight) {
        return flight.tell(Signal.START).turn(false).tell(Signal.NOT_FOUND, Signal.CONNECTED);
    }

    private static RecordedFlight asking() {
        return asking(new RecordedFlight());
    }

    private static RecordedFlight following() {
        return asking().lock(OTHERS, 30).held();
    }

    private static RecordedFlight pausing() {
        return following().jitter(Duration.ofMillis(100)).noLock();
    }

    private static RecordedFlight catchingUp() {
        return asking().granted(OWN);
    }

    private static RecordedFlight working() {
        return catchingUp().lock(OWN, 30);
    }

    private static RecordedFlight workingInVain() {
        return working().tell(Signal.LEASE_LOST);
    }

    private static RecordedFlight workingAlone() {
        return asking().away();
    }

    private static RecordedFlight publishing() {
        return working().tell(Signal.WORKED);
    }

    private static RecordedFlight givingUp() {
        return queued().at(35);
    }

    private static RecordedFlight stopping() {
        return working().tell(Signal.CANCEL);
    }

    private static final List<Supplier<RecordedFlight>> WAITING = List.of(FlightLifeTest::queued, FlightLifeTest::checking,
            FlightLifeTest::connecting, FlightLifeTest::asking, FlightLifeTest::following, FlightLifeTest::pausing,
            FlightLifeTest::catchingUp, FlightLifeTest::givingUp);
    private static final List<Supplier<RecordedFlight>> WORK = List.of(FlightLifeTest::working, FlightLifeTest::workingInVain,
            FlightLifeTest::workingAlone);

    private static void assertDid(RecordedFlight flight, String... what) {
        assertThat(flight.did()).containsExactly(what);
    }

    /** A flight in some state, whose past is forgotten. */
    private static RecordedFlight now(RecordedFlight flight) {
        flight.did();
        return flight;
    }

    @Test
    void everyTransitionOfAFlight_isTaken() {
        for (Supplier<RecordedFlight> waiting : WAITING) {
            for (Signal signal : List.of(Signal.FOUND, Signal.LOOK_THREW, Signal.CANCEL, Signal.BREAK, Signal.RESULT_CHANGED)) {
                waiting.get().tell(signal);
            }
        }
        for (Supplier<RecordedFlight> work : WORK) {
            for (Signal signal : List.of(Signal.NOT_NEEDED, Signal.WORK_THREW, Signal.CANCEL, Signal.BREAK, Signal.WORKED)) {
                work.get().tell(signal);
            }
        }
        for (Supplier<RecordedFlight> unheard : List.<Supplier<RecordedFlight>>of(FlightLifeTest::connecting,
                FlightLifeTest::asking, FlightLifeTest::following, FlightLifeTest::pausing, FlightLifeTest::catchingUp)) {
            unheard.get().tell(Signal.AWAY);
            unheard.get().tell(Signal.UNAVAILABLE);
        }
        for (Signal signal : List.of(Signal.PUBLISHED, Signal.UNCONFIRMED, Signal.NOT_PUBLISHED, Signal.CANCEL, Signal.BREAK)) {
            publishing().tell(signal);
        }
        for (Signal signal : List.of(Signal.WORKED, Signal.WORK_THREW, Signal.NOT_NEEDED)) {
            stopping().tell(signal);
        }
        connecting().at(5);
        asking().tell(Signal.REFUSED);
        asking().noLock().held();
        following().lock(OTHERS, 40);
        following().at(30);
        following().at(20).lock(OTHERS, 50).at(35);
        pausing().lock(OTHERS + 1, 60);
        pausing().at(1);
        // It pauses beyond its time.
        following().at(20).lock(OTHERS, 50).at(Duration.ofMillis(34_900)).jitter(Duration.ofMillis(200)).noLock().at(35);
        catchingUp().at(5);
        catchingUp().tell(Signal.LEASE_LOST);
        givingUp().tell(Signal.NOT_FOUND);
        workingAlone().granted(OWN).tell(Signal.CANCEL).granted(OWN).tell(Signal.WORKED).granted(OWN);
        new RecordedFlight().tell(Signal.BREAK);

        assertThat(RecordedFlight.TRANSITIONS.neverTaken(FlightState.TABLE.transitions())).isEmpty();
    }

    // --- What there is

    @Test
    void resultThatIsThere_isTheAnswer_whateverItWaitsFor() {
        for (Supplier<RecordedFlight> waiting : WAITING) {
            RecordedFlight flight = now(waiting.get()).tell(Signal.FOUND);
            assertThat(flight.isOver()).isTrue();
            assertThat(flight.did()).hasSize(2).contains("end").containsAnyOf("cached", "awaited");
            assertThat(flight.isWoken()).as("a timer is left behind").isFalse();
        }
    }

    @Test
    void resultThatChanges_isLookedAt_whereSomebodyWaitsForIt() {
        for (Supplier<RecordedFlight> waiting : List.<Supplier<RecordedFlight>>of(FlightLifeTest::queued,
                FlightLifeTest::connecting, FlightLifeTest::following, FlightLifeTest::pausing, FlightLifeTest::catchingUp)) {
            assertDid(now(waiting.get()).tell(Signal.RESULT_CHANGED), "look");
        }
    }

    /** It may have come after the last look. */
    @Test
    void holderThatPublished_isNotMissed_whenTheLeaseIsRefused() {
        assertDid(now(asking()).held(), "look");
        assertDid(now(asking()).noLock().held(), "at most 250 ms", "look");
    }

    @Test
    void resultOfTheHolderBefore_showsBeforeTheWorkBegins() {
        RecordedFlight flight = now(asking()).granted(OWN);
        assertDid(flight, "keep lease");
        assertDid(flight.lock(OTHERS, 30));
        assertDid(flight.lock(OWN, 30), "work");
        assertDid(now(asking()).lock(OWN, 30).granted(OWN), "keep lease", "work");
        assertDid(flight.tell(Signal.NOT_NEEDED), "awaited", "end");
    }

    // --- Who works

    @Test
    void whoHasTheLease_works_publishes_andAnswers() {
        assertDid(publishing().tell(Signal.PUBLISHED), "line up", "watch", "look", "link?", "ask", "keep lease", "work",
                "publish", "computed", "end");
        assertDid(now(publishing()).tell(Signal.UNCONFIRMED), "computed, unconfirmed", "end");
        assertDid(now(publishing()).tell(Signal.NOT_PUBLISHED), "failed", "end");
    }

    @Test
    void whoLostTheLease_publishesNothing() {
        assertDid(now(workingInVain()).tell(Signal.WORKED), "fenced", "end");
    }

    @Test
    void whoLosesTheLeaseBeforeTheWork_standsAgain() {
        RecordedFlight flight = now(catchingUp()).tell(Signal.LEASE_LOST);
        assertDid(flight, "drop lease", "at most 250 ms");
        assertDid(flight.at(1), "ask");
        assertDid(flight.granted(OWN + 5).lock(OWN, 30), "keep lease");
        assertDid(flight.lock(OWN + 5, 30), "work");
    }

    @Test
    void withoutAServer_theWorkIsDoneAlone_orItFails() {
        for (Supplier<RecordedFlight> waiting : List.<Supplier<RecordedFlight>>of(FlightLifeTest::connecting,
                FlightLifeTest::asking, FlightLifeTest::following, FlightLifeTest::pausing)) {
            RecordedFlight flight = now(waiting.get()).away();
            assertDid(flight, "work alone");
            assertDid(flight.tell(Signal.WORKED), "keep result", "computed, unconfirmed", "end");
        }
        assertDid(now(asking(new RecordedFlight(false))).away(), "failed", "end");
        assertDid(now(catchingUp()).away(), "work");
        assertDid(now(asking(new RecordedFlight(false)).granted(OWN)).away(), "work");
    }

    @Test
    void leaseThatComesTooLate_isGivenBack() {
        assertDid(now(workingAlone()).granted(OWN), "drop lease");
        assertDid(now(asking().tell(Signal.CANCEL)).granted(OWN), "drop lease");
        assertDid(now(workingAlone().tell(Signal.CANCEL)).granted(OWN), "drop lease");
    }

    // --- Who waits

    @Test
    void follower_waitsUntilTheLeaseIsOver_andNoLonger() {
        RecordedFlight flight = now(following()).at(Duration.ofMillis(29_999));
        assertDid(flight);
        assertDid(flight.jitter(Duration.ofMillis(200)).at(30), "at most 250 ms");
        assertDid(flight.at(31), "ask");
    }

    @Test
    void followerWhoComesLate_goesByWhatTheLeaseSays() {
        RecordedFlight flight = now(asking().lock(OTHERS, 12).held()).at(11);
        assertDid(flight);
        assertDid(flight.at(13), "at most 250 ms", "ask");
    }

    /** The lease says that it is over, or lasts for days: the two have different times of day. */
    @Test
    void followerWhoseTimeOfDayIsWrong_asksATtlAfterTheLeaseWasLastProlonged() {
        for (long says : List.of(-1_000L, 1_000_000L)) {
            RecordedFlight flight = now(asking().lock(OTHERS, says).held()).at(20).lock(OTHERS, says + 20).at(29);
            assertDid(flight);
            RecordedFlight old = now(asking().lock(OTHERS, says).held()).at(29);
            assertDid(old);
            assertDid(old.at(31), "at most 250 ms", "ask");
        }
    }

    @Test
    void followerWhoAskedTooEarly_doesSoNotAtOnceAgain() {
        RecordedFlight flight = now(asking().lock(OTHERS, 12).held()).at(13);
        assertDid(flight, "at most 250 ms", "ask");
        assertDid(flight.held().at(29), "look");
        assertDid(flight.at(31), "at most 500 ms", "ask");
    }

    @Test
    void holderThatLives_isNotAskedFor() {
        RecordedFlight flight = now(following());
        for (int seconds = 10; seconds < 35; seconds += 10) {
            flight.at(seconds).lock(OTHERS, seconds + 30);
        }
        assertDid(flight.at(34));
    }

    /** The refusal came before the event of the lease that it tells of. */
    @Test
    void leaseThatTheViewDoesNotShowYet_isWaitedFor() {
        RecordedFlight flight = now(asking()).held();
        assertDid(flight.at(20).lock(OTHERS, 50).at(29), "look");
        assertDid(flight.noLock(), "at most 250 ms");
    }

    @Test
    void leaseThatWentWhileItWasAskedFor_isNotWaitedFor() {
        assertDid(now(asking()).lock(OTHERS, 30).noLock().held().at(1), "at most 250 ms", "look", "ask");
    }

    @Test
    void whoPauses_andSeesSomebodyElseTakeTheLease_followsThatOne() {
        RecordedFlight flight = now(pausing()).lock(OTHERS + 1, 30);
        assertDid(flight.at(29));
        assertDid(flight.noLock(), "at most 500 ms");
    }

    @Test
    void pauses_growWithEachAttempt_upToFourSeconds() {
        RecordedFlight flight = now(asking());
        for (long most : new long[]{250, 500, 1_000, 2_000, 4_000, 4_000}) {
            flight.noLock().held();
            assertDid(flight, "at most " + most + " ms", "look");
            flight.tell(Signal.DUE);
            assertDid(flight, "ask");
        }
    }

    @Test
    void whoWaitsForOthers_givesUpInTime_andLooksOnceMoreBefore() {
        for (RecordedFlight flight : List.of(queued(), following().at(20).lock(OTHERS, 50))) {
            now(flight.at(Duration.ofMillis(34_999)));
            assertDid(flight.at(35), "look");
            assertDid(flight.tell(Signal.NOT_FOUND), "too late", "end");
            assertThat(flight.isWoken()).isFalse();
        }
    }

    @Test
    void whoHasTheLease_isNotBoundByWhatItWouldWaitForOthers() {
        for (RecordedFlight flight : List.of(working(), workingAlone(), publishing())) {
            assertDid(now(flight).at(1_000));
            assertThat(flight.isOver()).isFalse();
        }
    }

    @Test
    void whoStoodInLine_hasWaited() {
        assertDid(now(queued().turn(true)).tell(Signal.FOUND), "awaited", "end");
        assertDid(now(queued().turn(false)).tell(Signal.FOUND), "cached", "end");
    }

    // --- Ends

    @Test
    void cancellation_endsWhatWaits_andInterruptsWhatWorks() {
        for (Supplier<RecordedFlight> waiting : WAITING) {
            assertDid(now(waiting.get()).tell(Signal.CANCEL), "end");
        }
        for (Supplier<RecordedFlight> work : WORK) {
            RecordedFlight flight = now(work.get()).tell(Signal.CANCEL);
            assertDid(flight, "interrupt");
            assertThat(flight.isOver()).as("the lease is held until the work is over").isFalse();
            assertDid(flight.tell(Signal.WORK_THREW), "end");
        }
    }

    @Test
    void flightThatCannotGoOn_answersAtOnce_andHoldsTheLeaseUntilTheWorkIsOver() {
        for (Supplier<RecordedFlight> waiting : WAITING) {
            assertDid(now(waiting.get()).tell(Signal.BREAK), "failed", "end");
        }
        for (Supplier<RecordedFlight> work : WORK) {
            RecordedFlight flight = now(work.get()).tell(Signal.BREAK);
            assertDid(flight, "failed", "now");
            assertDid(flight.tell(Signal.WORKED), "end");
        }
    }

    @Test
    void whatThrows_isTheAnswer() {
        for (Supplier<RecordedFlight> waiting : WAITING) {
            assertDid(now(waiting.get()).tell(Signal.LOOK_THREW), "failed", "end");
        }
        for (Supplier<RecordedFlight> work : WORK) {
            assertDid(now(work.get()).tell(Signal.LOOK_THREW));
            assertDid(now(work.get()).tell(Signal.WORK_THREW), "failed", "end");
        }
    }

    @Test
    void nothingIsDone_afterTheEnd() {
        RecordedFlight flight = now(publishing().tell(Signal.PUBLISHED));
        for (Signal signal : Signal.values()) {
            if (signal != Signal.GRANTED) {
                flight.tell(signal);
            }
        }
        assertDid(flight.noLock().lock(OTHERS, 99).at(1_000));
    }
}
