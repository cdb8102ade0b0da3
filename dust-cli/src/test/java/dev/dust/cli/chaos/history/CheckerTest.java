package dev.dust.cli.chaos.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.cli.chaos.history.Note.Ending;
import dev.dust.cli.chaos.history.RecordedRun.Client;
import dev.dust.cli.chaos.history.ServerHistory.Compaction;
import dev.dust.cli.chaos.history.Violation.Rule;
import dev.dust.value.LeaseValue;
import dev.dust.value.Value;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A right history is right, and each way to be wrong is found and named. */
class CheckerTest {
    private final RecordedRun run = new RecordedRun();
    private final Client a = run.client(1);
    private final Client b = run.client(2);

    private void breaks(Rule... rules) {
        assertThat(run.broken()).as("%s", run.violations()).containsExactlyInAnyOrder(rules);
    }

    @Test
    void rightHistory_isRight() {
        a.write("op_1", "set", "shared/0", "x", "x");
        b.write("op_2", "increment", "counters/0", 3, 3);
        a.write("op_3", "increment", "counters/0", -1, 2);
        b.write("op_4", "add", "sets/0", "m", List.of("m"));
        a.write("op_5", "add", "sets/0", "n", List.of("n", "m"));
        b.write("op_6", "add", "sets/0", "m", List.of("m", "n"));
        a.write("op_7", "remove", "sets/0", "n", List.of("m"));
        b.write("op_8", "set", "maps/0", Map.of("a", 1, "b", Map.of("c", 2)), Map.of("a", 1, "b", Map.of("c", 2)));
        a.write("op_9", "merge", "maps/0", Map.of("b", Map.of("d", 3)), Map.of("b", Map.of("d", 3)));
        b.write("op_10", "delete", "maps/0/a", null, null);
        a.write("op_11", "set", "cas/0", "x", "x", Condition.ABSENT, 0);
        b.write("op_12", "set", "cas/0", "y", "y", Condition.match(11), 0);
        long refused = a.make("op_13", "set", "cas/0", "z", Condition.match(11), 0);
        a.answered(refused, Ending.REFUSED, 0);
        a.write("op_14", "increment", Life.counter(1), 1, 1);
        a.read(Life.counter(1), 1);

        run.mirrored();
        assertThat(run.rows()).containsOnlyKeys("shared/0", "counters/0", "sets/0", "maps/0/b/d", "cas/0", "own/1");
        breaks();
    }

    @Test
    void leasesInTurn_areRight() {
        Committed first = a.lease("leases/0", 1_000);
        a.write("op_1", "set", "fenced/0", "x", "x", Condition.fence("leases/0", first.seq()), 500);
        long renew = a.ask("renew", "leases/0");
        run.commit(a, null, "renew", "leases/0", LeaseValue.of(null, first.seq(), 1_900));
        a.answered(renew, Ending.ACCEPTED, 0);
        b.lease("leases/0", 2_900);
        long release = b.ask("release", "leases/0");
        run.commit(b, null, "release", "leases/0", null);
        b.answered(release, Ending.ACCEPTED, 0);
        a.lease("leases/0", 3_000);

        run.mirrored();
        breaks();
    }

    @Test
    void acceptedWriteThatIsNotThere_isLost() {
        a.answered(a.make("op_1", "set", "shared/0", "x", Condition.NONE, 0), Ending.ACCEPTED, 1);

        run.mirrored();
        breaks(Rule.NO_LOST_WRITE);
    }

    @Test
    void unansweredWrite_isLost_unlessItsMemoryWentWithIt() {
        long call = a.make("op_1", "set", "shared/0", "x", Condition.NONE, 0);
        a.answered(call, Ending.UNKNOWN, 0);
        b.opened(false).killed().make("op_2", "set", "shared/0", "x", Condition.NONE, 0);

        run.mirrored();
        assertThat(run.violations()).singleElement()
                .satisfies(lost -> assertThat(lost.what()).contains("op_1", "never took effect"));
        breaks(Rule.NO_LOST_WRITE);
    }

    @Test
    void durableWriteOfAProcessThatWasKilled_isLost() {
        a.killed().make("op_1", "set", "shared/0", "x", Condition.NONE, 0);

        run.mirrored();
        breaks(Rule.NO_LOST_WRITE);
    }

    @Test
    void writeThatTookEffectTwice_isDoubled() {
        a.write("op_1", "increment", "counters/0", 1, 1);
        run.commit(a, "op_1", "increment", "counters/0", 2);

        run.mirrored();
        breaks(Rule.NO_DOUBLED_WRITE);
    }

    /** The server had forgotten the first time. */
    private void doubleAfterCompaction(boolean said) {
        long call = a.make("op_1", "increment", "counters/0", 1, Condition.NONE, 0);
        run.commit(a, "op_1", "increment", "counters/0", 1);
        run.compactions.add(new Compaction(1, 1));
        Committed second = run.commit(a, "op_1", "increment", "counters/0", 2);
        int heardAt = a.unhear(second.seq());
        a.notes.add(heardAt, new Note.Heard(2, "increment", "counters/0", Value.of(2), "op_1", said));
        a.answered(call, Ending.ACCEPTED, 2);
        run.mirrored();
    }

    @Test
    void writeThatTookEffectTwice_andSaysThatItMayHave_isRight() {
        doubleAfterCompaction(true);

        breaks();
    }

    @Test
    void writeThatTookEffectTwice_andDoesNotSaySo_isDoubled() {
        doubleAfterCompaction(false);

        breaks(Rule.NO_DOUBLED_WRITE);
    }

    @Test
    void refusedWriteThatTookEffect_isAWrongAnswer() {
        long call = a.make("op_1", "set", "cas/0", "x", Condition.ABSENT, 0);
        run.commit(a, "op_1", "set", "cas/0", "x");
        a.answered(call, Ending.REFUSED, 0);

        run.mirrored();
        breaks(Rule.TRUE_ANSWERS);
    }

    @Test
    void refusalForWhichThereIsNoReason_isAWrongAnswer() {
        a.answered(a.make("op_1", "set", "shared/0", "x", Condition.NONE, 0), Ending.REFUSED, 0);

        run.mirrored();
        breaks(Rule.TRUE_ANSWERS);
    }

    @Test
    void acceptedAsAnotherSeq_isAWrongAnswer() {
        long call = a.make("op_1", "set", "shared/0", "x", Condition.NONE, 0);
        run.commit(a, "op_1", "set", "shared/0", "x");
        a.answered(call, Ending.ACCEPTED, 7);

        run.mirrored();
        breaks(Rule.TRUE_ANSWERS);
    }

    @Test
    void leaseThatSomebodyElseTook_isAWrongAnswer() {
        Committed taken = b.lease("leases/0", 1_000);
        a.answered(a.ask("lease", "leases/0"), Ending.ACCEPTED, taken.seq());

        run.mirrored();
        breaks(Rule.TRUE_ANSWERS);
    }

    @Test
    void callerWithoutAnAnswer_isFound() {
        a.make("op_1", "set", "shared/0", "x", Condition.NONE, 0);
        run.commit(a, "op_1", "set", "shared/0", "x");
        b.ask("lease", "leases/0");

        run.mirrored();
        assertThat(run.violations()).hasSize(2);
        breaks(Rule.ANSWERS);
    }

    @Test
    void callThatWaitedForMinutes_isFound_althoughItsProcessWasKilled() {
        long unanswered = a.make("op_1", "increment", "counters/0", 1, Condition.NONE, 0);
        run.commit(a, "op_1", "increment", "counters/0", 1);
        a.write("op_2", "increment", "counters/0", 1, 2, Condition.NONE, 61_000);
        a.killed();

        run.mirrored();
        assertThat(run.violations()).singleElement()
                .satisfies(violation -> assertThat(violation.what()).contains("call " + unanswered));
        breaks(Rule.ANSWERS);
    }

    @Test
    void callThatThrew_isFound() {
        a.notes.add(new Note.Threw(1, "IllegalStateException"));

        run.mirrored();
        breaks(Rule.ANSWERS);
    }

    @Test
    void dependentWritesInTheWrongOrder_areFound() {
        long first = a.make("op_1", "set", "maps/0", Map.of("x", 1), Condition.NONE, 0);
        long second = a.make("op_2", "set", "maps/0/x", 2, Condition.NONE, 0);
        run.commit(a, "op_2", "set", "maps/0/x", 2);
        run.commit(a, "op_1", "set", "maps/0", Map.of("x", 1));
        a.answered(second, Ending.ACCEPTED, 1).answered(first, Ending.ACCEPTED, 2);

        run.mirrored();
        breaks(Rule.ORDER);
    }

    /** Two writes of one path, of which the server forgets that they took effect, and takes these again. */
    private void takeAgain(String... opIds) {
        a.make("op_1", "set", "shared/0", "x", Condition.NONE, 0);
        a.make("op_2", "set", "shared/0", "y", Condition.NONE, 0);
        run.commit(a, "op_1", "set", "shared/0", "x");
        run.commit(a, "op_2", "set", "shared/0", "y");
        run.compactions.add(new Compaction(2, 2));
        for (String opId : opIds) {
            run.commit(a, opId, "set", "shared/0", opId.equals("op_1") ? "x" : "y", true);
        }
        a.killed();
        run.mirrored();
    }

    @Test
    void dependentWritesThatTookEffectTwice_inOrderBothTimes_areRight() {
        takeAgain("op_1", "op_2");
        breaks();
    }

    @Test
    void dependentWritesOfWhichTheEarlierTookEffectLast_areFound() {
        takeAgain("op_1");
        breaks(Rule.ORDER);
    }

    @Test
    void dependentWritesThatTookEffectTwice_inTheWrongOrderTheSecondTime_areFound() {
        takeAgain("op_2", "op_1");
        breaks(Rule.ORDER);
    }

    @Test
    void independentAndCommutingWrites_mayTakeEffectInAnyOrder() {
        a.make("op_1", "increment", "counters/0", 1, Condition.NONE, 0);
        a.make("op_2", "increment", "counters/0", 2, Condition.NONE, 0);
        a.make("op_3", "set", "shared/0", "x", Condition.NONE, 0);
        run.commit(a, "op_3", "set", "shared/0", "x");
        run.commit(a, "op_2", "increment", "counters/0", 2);
        run.commit(a, "op_1", "increment", "counters/0", 3);
        a.killed();

        run.mirrored();
        breaks();
    }

    @Test
    void counterThatIsOff_isFound() {
        a.write("op_1", "increment", "counters/0", 2, 2);
        b.write("op_2", "increment", "counters/0", 2, 2);

        run.mirrored();
        breaks(Rule.ARITHMETIC);
    }

    @Test
    void setThatLostAMember_isFound() {
        a.write("op_1", "add", "sets/0", "m", List.of("m"));
        b.write("op_2", "add", "sets/0", "n", List.of("n"));

        run.mirrored();
        breaks(Rule.ARITHMETIC);
    }

    @Test
    void swapOfARevisionThatWasReplaced_isFound() {
        a.write("op_1", "set", "cas/0", "x", "x", Condition.ABSENT, 0);
        b.write("op_2", "set", "cas/0", "y", "y", Condition.match(1), 0);
        a.write("op_3", "set", "cas/0", "z", "z", Condition.match(1), 0);

        run.mirrored();
        breaks(Rule.CONDITIONS);
    }

    @Test
    void writeWhereSomethingWas_thoughNothingWasToBe_isFound() {
        a.write("op_1", "set", "cas/0", "x", "x", Condition.ABSENT, 0);
        b.write("op_2", "set", "cas/0", "y", "y", Condition.ABSENT, 0);

        run.mirrored();
        breaks(Rule.CONDITIONS);
    }

    @Test
    void twoHoldersOfALease_areFound() {
        a.lease("leases/0", 1_000);
        b.lease("leases/0", 1_500);

        run.mirrored();
        breaks(Rule.ONE_HOLDER);
    }

    @Test
    void leaseThatIsProlongedByAnotherClient_orTooLate_isFound() {
        Committed lease = a.lease("leases/0", 1_000);
        b.ask("renew", "leases/0");
        b.killed();
        run.commit(b, null, "renew", "leases/0", LeaseValue.of(null, lease.seq(), 1_500));
        long late = a.ask("renew", "leases/0");
        run.commit(a, null, "renew", "leases/0", LeaseValue.of(null, lease.seq(), 3_500));
        a.answered(late, Ending.ACCEPTED, 0);

        run.mirrored();
        assertThat(run.violations()).hasSize(2);
        breaks(Rule.ONE_HOLDER);
    }

    @Test
    void leaseThatIsReleasedByAnotherClient_isFound() {
        a.lease("leases/0", 1_000);
        long release = b.ask("release", "leases/0");
        run.commit(b, null, "release", "leases/0", null);
        b.answered(release, Ending.ACCEPTED, 0);

        run.mirrored();
        breaks(Rule.ONE_HOLDER);
    }

    @Test
    void leaseWithATokenThatIsNotItsSeq_isFound() {
        long call = a.ask("lease", "leases/0");
        run.commit(a, null, "lease", "leases/0", LeaseValue.of(null, 7, 1_000));
        a.answered(call, Ending.ACCEPTED, 1);

        run.mirrored();
        breaks(Rule.ONE_HOLDER);
    }

    @Test
    void fencedWriteUnderTheNextHoldersLease_isFound() {
        Committed first = a.lease("leases/0", 1_000);
        b.lease("leases/0", 2_000);
        a.write("op_1", "set", "fenced/0", "x", "x", Condition.fence("leases/0", first.seq()), 900);

        run.mirrored();
        breaks(Rule.FENCES);
    }

    @Test
    void fencedWriteAfterTheEndOfTheLease_isFound() {
        Committed lease = a.lease("leases/0", 1_000);
        a.write("op_1", "set", "fenced/0", "x", "x", Condition.fence("leases/0", lease.seq()), 2_000);

        run.mirrored();
        breaks(Rule.FENCES);
    }

    @Test
    void opThatNobodyMade_isFound() {
        run.commit(a, "op_1", "set", "shared/0", "x");

        run.mirrored();
        breaks(Rule.WHOLE_HISTORY);
    }

    @Test
    void opOfAnotherClientsWrite_isFound() {
        long call = a.make("op_1", "set", "shared/0", "x", Condition.NONE, 0);
        run.commit(b, "op_1", "set", "shared/0", "x");
        a.answered(call, Ending.ACCEPTED, 1);

        run.mirrored();
        breaks(Rule.WHOLE_HISTORY);
    }

    @Test
    void opThatIsNotWhatWasCalled_isFound() {
        long call = a.make("op_1", "set", "shared/0", "x", Condition.NONE, 0);
        run.commit(a, "op_1", "set", "shared/1", "x");
        a.answered(call, Ending.ACCEPTED, 1);

        run.mirrored();
        breaks(Rule.ARITHMETIC);
    }

    @Test
    void opOfACallInWhoseMiddleAProcessWasKilled_isItsOwn() {
        a.notes.add(new Note.Called(1, "set", "shared/0", Value.of("x"), Condition.NONE, 0));
        run.commit(a.killed(), "op_1", "set", "shared/0", "x");

        run.mirrored();
        breaks();
    }

    @Test
    void historyWithAHole_isFound() {
        run.events.add(new Committed(2, "set", "shared/0", Value.of("x"), "dev_1", "op_1"));
        a.killed().make("op_1", "set", "shared/0", "x", Condition.NONE, 0);
        b.killed();

        breaks(Rule.WHOLE_HISTORY);
    }

    private void writeThrice() {
        a.write("op_1", "set", "shared/0", "x", "x");
        a.write("op_2", "set", "shared/1", "x", "x");
        a.write("op_3", "set", "shared/2", "x", "x");
        run.mirrored();
    }

    @Test
    void subscriptionThatMissedAnOp_isFound() {
        writeThrice();
        b.unhear(2);

        breaks(Rule.HEARD_ORDER);
    }

    @Test
    void subscriptionThatHeardTwice_isFound() {
        writeThrice();
        b.hear(run.events.getLast(), false);

        breaks(Rule.HEARD_ORDER);
    }

    @Test
    void subscriptionThatHeardInAnotherOrder_isFound() {
        writeThrice();
        b.notes.add(b.unhear(2), new Note.Heard(3, "set", "shared/2", Value.of("x"), "op_3", false));

        breaks(Rule.HEARD_ORDER);
    }

    @Test
    void subscriptionThatHeardSomethingElse_isFound() {
        writeThrice();
        b.notes.add(b.unhear(2), new Note.Heard(2, "set", "shared/1", Value.of("y"), "op_2", false));

        breaks(Rule.HEARD_ORDER);
    }

    @Test
    void subscriptionThatDidNotHearTheEnd_isFound() {
        writeThrice();
        b.unhear(3);

        breaks(Rule.HEARD_ORDER);
    }

    @Test
    void subscriptionWithoutTheBeginning_isFound_unlessItsCacheWasThereBefore() {
        writeThrice();
        b.unhear(1);
        breaks();

        b.notes.set(0, new Note.Opened("dev_2", false, 2));
        breaks(Rule.HEARD_ORDER);
    }

    @Test
    void subscriptionThatWasToldOfASnapshot_goesOnFromThere() {
        writeThrice();
        b.unhear(1);
        b.notes.add(b.unhear(2), new Note.Replaced(2));
        b.notes.set(0, new Note.Opened("dev_2", false, 2));
        breaks();
    }

    @Test
    void snapshotThatGoesBack_isFound() {
        writeThrice();
        b.notes.add(b.unhear(3), new Note.Replaced(1));
        b.notes.add(new Note.Heard(2, "set", "shared/1", Value.of("x"), "op_2", false));
        b.notes.add(new Note.Heard(3, "set", "shared/2", Value.of("x"), "op_3", false));

        breaks(Rule.HEARD_ORDER);
    }

    @Test
    void counterThatShrinks_isFound() {
        a.write("op_1", "increment", Life.counter(1), 1, 1);
        a.write("op_2", "increment", Life.counter(1), 1, 2);
        b.read(Life.counter(1), 2).read(Life.counter(1), 1);

        run.mirrored();
        breaks(Rule.MONOTONIC_READS);
    }

    @Test
    void readWithoutAnOwnWrite_isFound() {
        a.write("op_1", "increment", Life.counter(1), 1, 1);
        a.read(Life.counter(1), 0);

        run.mirrored();
        breaks(Rule.MONOTONIC_READS);
    }

    @Test
    void readThatCountsAnOwnWriteTwice_isFound() {
        a.write("op_1", "increment", Life.counter(1), 1, 1);
        a.read(Life.counter(1), 2);

        run.mirrored();
        breaks(Rule.MONOTONIC_READS);
    }

    @Test
    void historyThatGoesBackUnderAReader_isFound() {
        a.notes.add(new Note.CounterRead("own/9", 0, 5));
        a.notes.add(new Note.CounterRead("own/9", 0, 4));

        run.mirrored();
        breaks(Rule.MONOTONIC_READS);
    }

    @Test
    void mirrorWithAnotherValue_orAnotherRevision_orWithoutARow_isFound() {
        Client c = run.client(3);
        a.write("op_1", "set", "shared/0", "x", "x");
        a.mirror(Map.of("shared/0", new Row(Value.of("y"), 1)));
        b.mirror(Map.of("shared/0", new Row(Value.of("x"), 2)));
        c.mirror(Map.of());

        assertThat(run.violations()).hasSize(3);
        breaks(Rule.EQUAL_MIRRORS);
    }

    @Test
    void mirrorThatWasNotShown_orIsNotOfTheEnd_isFound() {
        a.write("op_1", "set", "shared/0", "x", "x");
        b.notes.add(new Note.Mirrored(0, run.rows()));

        assertThat(run.violations()).hasSize(2);
        breaks(Rule.EQUAL_MIRRORS);
    }

    @Test
    void rowThatWasDeletedAndIsBack_isResurrected() {
        a.write("op_1", "set", "maps/0", Map.of("x", 1), Map.of("x", 1));
        a.write("op_2", "delete", "maps/0", null, null);
        a.mirror(Map.of());
        b.mirror(Map.of("maps/0/x", new Row(Value.of(1), 1)));

        breaks(Rule.NO_RESURRECTION);
    }
}
