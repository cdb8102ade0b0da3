package dev.dust.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.time.TimerId;
import dev.dust.transport.ClientMessage;
import dev.dust.transport.CloseReason;
import dev.dust.transport.ServerMessage;
import dev.dust.value.MapValue;
import dev.dust.value.Value;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Nothing is dropped in silence: what does not come as it should is fetched again, by another way, or told as missing. */
class CatchUpFailureTest {

    private static List<Value> joins(CoreDriver driver) {
        return driver.sent(ClientMessage.JOIN).stream().map(join -> join.payload().get("last_store_seq")).toList();
    }

    private static CoreDriver failedCatchUp(CoreDriver driver, long serverSeq) {
        return driver.joined(serverSeq).server(ServerMessage.ERROR, Map.of()).fire(TimerId.REJOIN);
    }

    @Test
    void catchUpThatFailsFromOneSeq_isAskedForFromTheBeginning() {
        var driver = new CoreDriver().live().event(1, "k", 1).disconnect().connect();
        for (int i = 0; i < 3; i++) {
            failedCatchUp(driver, 2);
        }
        assertThat(joins(driver)).extracting(Value::toPlain).containsExactly(0L, 1L, 1L, 1L, 0L);

        driver.joined(2).event(1, "k", 1).event(2, "k", 2).caughtUp(2);
        assertThat(driver.core().applied()).isEqualTo(2);
        assertThat(driver.core().membership()).isEqualTo(Membership.LIVE);
        assertThat(driver.core().trouble()).isNull();
        driver.server(ServerMessage.CLOSE, Map.of()).fire(TimerId.REJOIN);
        assertThat(joins(driver).getLast()).isEqualTo(Value.of(2));
    }

    @Test
    void catchUpThatFailsFromTheBeginning_isToldToWhoWaits_andAnotherFormatIsTried() {
        var driver = new CoreDriver().connect();
        failedCatchUp(driver, 2);
        failedCatchUp(driver, 2);
        assertThat(driver.all(Effect.Unready.class)).isEmpty();
        failedCatchUp(driver, 2);

        assertThat(driver.all(Effect.Unready.class)).singleElement()
                .satisfies(unready -> assertThat(unready.why()).hasMessageContaining("failed 3 times in a row"));
        assertThat(driver.all(Effect.OtherFormat.class)).hasSize(1);
        assertThat(driver.core().trouble()).contains("failed 3 times in a row");
        driver.joined(2).event(1, "k", 1).event(2, "k", 2).caughtUp(2);
        assertThat(driver.core().trouble()).isNull();
    }

    @Test
    void connectionsThatAreLostInACatchUp_areNoFailureOfTheServers() {
        var driver = new CoreDriver().connect();
        for (int i = 0; i < 9; i++) {
            driver.joined(2).disconnect(CloseReason.By.NETWORK).connect();
        }
        assertThat(driver.all(Effect.Unready.class)).isEmpty();
    }

    @Test
    void joinAtANegativeSeq_isTriedAgainAfterAWhile_notAtOnce() {
        var driver = new CoreDriver().connect().joined(-1);
        assertThat(driver.core().membership()).isEqualTo(Membership.WAITING);
        assertThat(joins(driver)).hasSize(1);
    }

    @Test
    void unreadableFrame_isFetchedAgain_andWhereItStaysUnreadableTheStoreGoesOn_andSaysSo() {
        var driver = new CoreDriver().live();
        for (int i = 0; i < 3; i++) {
            driver.input(new Input.Missed("not JSON"));
            assertThat(driver.core().membership()).isEqualTo(Membership.WAITING);
            driver.fire(TimerId.REJOIN).joined(1);
        }
        driver.input(new Input.Missed("not JSON")).caughtUp(1);

        assertThat(driver.core().membership()).isEqualTo(Membership.LIVE);
        assertThat(driver.core().applied()).isEqualTo(1);
        assertThat(driver.core().missing()).isEqualTo(1);
        assertThat(driver.core().trouble()).contains("not JSON");
    }

    private static CoreDriver withoutTheEndOfTheCatchUp() {
        var driver = new CoreDriver().live().event(1, "k", 1);
        for (int i = 0; i < 3; i++) {
            driver.input(new Input.Missed("not JSON")).fire(TimerId.REJOIN).joined(1);
        }
        return driver.server(ServerMessage.CATCH_UP_COMPLETE, Map.of("through_seq", "1"));
    }

    /** It may have been the one that says that all is here, which nobody says again. */
    @Test
    void frameOfACatchUpThatIsPassedOver_hasTheServerAskedHowFarItIs_andWhatHasAllIsLive() {
        var driver = withoutTheEndOfTheCatchUp();
        assertThat(driver.core().membership()).isEqualTo(Membership.CATCHING_UP);

        driver.answer(driver.newest(ClientMessage.STATUS), "ok", Map.of("current_seq", 2));
        assertThat(driver.core().membership()).as("there is more to come").isEqualTo(Membership.CATCHING_UP);

        driver.input(new Input.Missed("nor this")).event(2, "k", 2);
        driver.answer(driver.newest(ClientMessage.STATUS), "ok", Map.of("current_seq", 2));
        assertThat(driver.core().membership()).isEqualTo(Membership.LIVE);
        assertThat(driver.core().missing()).isEqualTo(2);
    }

    @Test
    void joinWhoseAnswerCannotBeRead_isSentAgainAfterAWhile_howeverOften() {
        var driver = new CoreDriver().connect();
        for (int i = 0; i < 9; i++) {
            String ref = driver.newest(ClientMessage.JOIN).ref();
            driver.input(new Input.Received(new ServerMessage(CoreDriver.STORE, ref, ref, ServerMessage.REPLY,
                    (MapValue) Value.from(Map.of("status", "ok")), List.of(List.of("response")))));
            assertThat(driver.core().membership()).isEqualTo(Membership.WAITING);
            driver.fire(TimerId.REJOIN);
        }
        assertThat(joins(driver)).hasSize(10);
        assertThat(driver.core().missing()).isZero();
    }

    @Test
    void serverThatIsBehind_whenAFrameOfItsCatchUpIsPassedOver_isJoinedAgain() {
        var driver = withoutTheEndOfTheCatchUp();
        driver.answer(driver.newest(ClientMessage.STATUS), "ok", Map.of("current_seq", 0));

        assertThat(driver.core().membership()).isEqualTo(Membership.JOINING);
    }

    @Test
    void everyFrameThatIsPassedOver_isCounted() {
        var driver = new CoreDriver().live();
        for (int i = 0; i < 3; i++) {
            driver.input(new Input.Missed("not JSON")).fire(TimerId.REJOIN).joined(1);
        }
        driver.input(new Input.Missed("not JSON")).input(new Input.Missed("nor this"));

        assertThat(driver.core().missing()).isEqualTo(2);
        assertThat(driver.core().trouble()).contains("nor this");
    }

    /** It is another history that is fetched: what could not be read of the old one counts no more. */
    @Test
    void unreadableFrame_ofAHistoryThatBeganAnew_isFetchedAgain() {
        var driver = new CoreDriver().live();
        for (int i = 0; i < 4; i++) {
            driver.input(new Input.Missed("not JSON")).fire(TimerId.REJOIN).joined(1);
        }
        driver.caughtUp(0).event(1, "k", 1).disconnect().connect().joined(0).joined(0);
        assertThat(driver.core().missing()).isZero();

        driver.input(new Input.Missed("not JSON"));
        assertThat(driver.core().membership()).isEqualTo(Membership.WAITING);
        assertThat(driver.core().missing()).isZero();
    }

    @Test
    void eventOfWhichAPartIsUnreadable_isPassedOver_andLeavesATrace() {
        var driver = new CoreDriver().live().unreadable(ServerMessage.EVENT,
                Map.of("store_seq", 1, "op", "set", "path", "k", "value", 0), List.of("value", "x"));
        driver.event(2, "l", 2);

        assertThat(driver.core().applied()).isEqualTo(2);
        assertThat(driver.core().missing()).isEqualTo(1);
        assertThat(driver.core().trouble()).contains("event 1 (set of k)");
        assertThat(driver.all(Effect.Tell.class)).extracting(told -> told.event().path().key()).containsExactly("l");
    }

    /** Whether it was a yes or a no is not known: the catch-up tells, and what it does not tell is asked again. */
    @Test
    void answerThatCannotBeRead_isNone() {
        for (String place : List.of("status", "response")) {
            var driver = new CoreDriver().live().put("k", 1);
            ClientMessage write = driver.newest(ClientMessage.WRITE);
            driver.input(new Input.Received(new ServerMessage(write.store(), write.joinRef(), write.ref(), ServerMessage.REPLY,
                    MapValue.envelope(Map.of("status", Value.of("ok"), "response", Value.NULL)), List.of(List.of(place)))));

            assertThat(driver.all(Effect.Answer.class)).isEmpty();
            assertThat(driver.core().pendingOps()).isEqualTo(1);
            assertThat(driver.core().membership()).isEqualTo(Membership.WAITING);
            driver.fire(TimerId.REJOIN).joined(1).echo(1, "op_1").caughtUp(1);
            assertThat(((Outcome.Accepted) driver.all(Effect.Answer.class).getFirst().outcome()).seq()).isEqualTo(1);
        }
    }

    @Test
    void eventWithoutASeq_isFetchedAgain() {
        var driver = new CoreDriver().live().server(ServerMessage.EVENT, Map.of("op", "set", "path", "k", "value", 1));
        assertThat(driver.core().membership()).isEqualTo(Membership.WAITING);
    }

    @Test
    void snapshotOfWhichAnEntryIsUnreadable_bringsTheOthers_andSaysWhatIsMissing() {
        var driver = new CoreDriver().connect().joined(5).unreadable(ServerMessage.SNAPSHOT,
                Map.of("snapshot_seq", 5, "entries",
                        Map.of("bad", Map.of("value", 0, "type", "integer"), "good",
                                Map.of("value", Map.of("_scalar", 1), "type", "integer"))),
                List.of("entries", "bad", "value", "_scalar"));
        driver.caughtUp(5);

        CommitPart stored = driver.transactions.getFirst();
        assertThat(stored.commit().replacement()).extracting("key").containsExactly("good");
        assertThat(driver.core().missing()).isEqualTo(1);
        assertThat(driver.core().trouble()).contains("entry bad of the snapshot 5");

        driver.server(ServerMessage.CLOSE, Map.of()).fire(TimerId.REJOIN).joined(6)
                .server(ServerMessage.SNAPSHOT, Map.of("snapshot_seq", 6, "entries", Map.of())).caughtUp(6);
        assertThat(driver.core().missing()).isZero();
    }

    /** The public server calls lists strings, and typed values maps; and it never tells the rows' own revisions. */
    @Test
    void typeOfASnapshot_countsWhereItAddsSomething_andTheRevisionWhereItIsTold() {
        var driver = new CoreDriver().connect().joined(5).server(ServerMessage.SNAPSHOT, Map.of("snapshot_seq", 5, "entries",
                Map.of("c", Map.of("value", Map.of("_scalar", 1), "type", "counter", "revision", 3), "d",
                        Map.of("value", Map.of("_type", "decimal", "_typed", "1.5"), "type", "map"), "l",
                        Map.of("value", Map.of("_scalar", List.of(1)), "type", "string"))));

        assertThat(driver.transactions.getFirst().commit().replacement()).extracting("key", "type", "revision")
                .containsExactly(org.assertj.core.groups.Tuple.tuple("c", "counter", 3L),
                        org.assertj.core.groups.Tuple.tuple("d", "decimal", 0L),
                        org.assertj.core.groups.Tuple.tuple("l", "list", 0L));
    }

    @Test
    void eventWhoseMapWouldBecomeFarMoreThanItsFrame_isPassedOver_andLeavesATrace() {
        Object nested = 1;
        for (int i = 0; i < 300; i++) {
            nested = Map.of("a".repeat(10), nested);
        }
        var driver = new CoreDriver().live().event(1, "k", nested);
        assertThat(driver.core().applied()).isEqualTo(1);
        assertThat(driver.core().trouble()).contains("path_too_long");
    }

    @Test
    void nonsenseSeqs_changeNothing_andAreFetchedAgain() {
        for (long nonsense : List.of(Long.MAX_VALUE, -3L)) {
            var event = new CoreDriver().live().event(nonsense, "k", 1);
            assertThat(event.core().applied()).isZero();
            assertThat(event.core().membership()).isEqualTo(Membership.WAITING);

            var snapshot = new CoreDriver().connect().joined(1).server(ServerMessage.SNAPSHOT,
                    Map.of("snapshot_seq", nonsense, "entries", Map.of()));
            assertThat(snapshot.core().applied()).isZero();
            assertThat(snapshot.core().membership()).isEqualTo(Membership.WAITING);

            var complete = new CoreDriver().connect().joined(1).caughtUp(nonsense);
            assertThat(complete.core().applied()).isZero();
            assertThat(complete.core().membership()).isEqualTo(Membership.WAITING);
        }
    }

    /** The server came back from a backup under a client that lives. */
    @Test
    void statusBehindTheMirror_isANewHistory() {
        var driver = new CoreDriver().live().event(1, "k", 1).event(2, "k", 2).pass(Duration.ofSeconds(30))
                .fire(TimerId.FRESHNESS);
        driver.answer(driver.newest(ClientMessage.STATUS), "ok", Map.of("current_seq", 1));
        assertThat(joins(driver).getLast()).isEqualTo(Value.of(2));
        driver.joined(1);
        assertThat(joins(driver).getLast()).isEqualTo(Value.of(0));
        assertThat(driver.core().applied()).isZero();
    }

    @Test
    void eventsThatAreInAlready_makeTheClientAskHowFarTheServerIs_thoughItIsNotQuiet() {
        var driver = new CoreDriver().live().event(1, "k", 1).event(2, "k", 2);
        driver.pass(Duration.ofSeconds(29)).event(1, "k", 3).pass(Duration.ofSeconds(1)).fire(TimerId.FRESHNESS);
        assertThat(driver.sent(ClientMessage.STATUS)).hasSize(1);
    }

    @Test
    void earlyEvents_endWithTheirConnection() {
        var driver = new CoreDriver().live().event(1, "k", 1).event(3, "old", 3).disconnect().connect().joined(1);
        driver.event(2, "k", 2).event(3, "new", 3).caughtUp(3);
        assertThat(driver.all(Effect.Tell.class)).extracting(told -> told.event().path().key()).containsExactly("k", "k",
                "new");
    }

    @Test
    void earlyEvents_areBoundedInBytes() {
        var driver = new CoreDriver().live();
        String text = "x".repeat(1 << 20);
        for (int seq = 2; seq < 40; seq++) {
            driver.event(seq, "k", text);
        }
        driver.event(1, "k", 1);
        assertThat(driver.core().applied()).isLessThan(20);
    }

    @Test
    void holeThatAJoinDoesNotFill_isGivenEverLonger() {
        var driver = new CoreDriver().live().event(9, "k", 1);
        var waits = new java.util.ArrayList<Duration>();
        for (int i = 0; i < 4; i++) {
            Duration wait = driver.all(Effect.SetTimer.class).stream().filter(timer -> timer.id() == TimerId.GAP).toList()
                    .getLast().delay();
            waits.add(wait);
            driver.pass(wait).fire(TimerId.GAP).joined(0).caughtUp(0);
        }
        assertThat(waits).containsExactly(Duration.ofSeconds(2), Duration.ofSeconds(4), Duration.ofSeconds(8),
                Duration.ofSeconds(16));
    }

    /** A reply and an event that name two seqs, or two events: whatever is said, an op is settled once. */
    @Test
    void answersThatDisagree_settleAnOpOnce() {
        var twice = new CoreDriver().live().put("k", 1).echo(2, "op_1").echo(1, "op_1").caughtUp(2);
        assertThat(twice.core().pendingOps()).isZero();

        var reply = new CoreDriver().live().put("k", 1);
        reply.echo(3, "op_1").answer(reply.newest(ClientMessage.WRITE), "ok", Map.of("store_seq", 2)).caughtUp(3);
        assertThat(reply.core().pendingOps()).isZero();
        assertThat(reply.core().applied()).isEqualTo(3);
    }

    /** Accepted as a seq that the history does not reach: the server is asked, and the catch-up ends it. */
    @Test
    void writeAcceptedAsASeqThatNeverComes_isSettledByTheCatchUp() {
        for (long far : List.of(Long.MAX_VALUE, 1_000L)) {
            var driver = new CoreDriver().live().put("k", 1);
            driver.answer(driver.newest(ClientMessage.WRITE), "ok", Map.of("store_seq", far)).pass(Duration.ofSeconds(60))
                    .fire(TimerId.FRESHNESS);
            driver.answer(driver.newest(ClientMessage.STATUS), "ok", Map.of("current_seq", 0)).joined(0).caughtUp(0);
            assertThat(driver.core().pendingOps()).isZero();
        }
    }

    @Test
    void writeWhoseEventIsHereEarly_isNotSettledBeforeItsTurn() {
        var driver = new CoreDriver().live().put("k", 1).server(ServerMessage.CLOSE, Map.of()).fire(TimerId.REJOIN).joined(1);
        driver.echo(3, "op_1").event(1, "l", 1).caughtUp(1);
        assertThat(driver.core().pendingOps()).isEqualTo(1);
        driver.event(2, "l", 2);
        assertThat(driver.core().pendingOps()).isZero();
    }
}
