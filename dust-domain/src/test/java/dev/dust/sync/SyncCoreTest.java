package dev.dust.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.op.Fence;
import dev.dust.op.Op;
import dev.dust.op.Precondition;
import dev.dust.path.DustPath;
import dev.dust.subscribe.DustEvent;
import dev.dust.time.TimerId;
import dev.dust.transport.ClientMessage;
import dev.dust.transport.ServerMessage;
import dev.dust.value.Value;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The core's rules that scenarios on the API cannot see one by one; and that every transition of a membership is real. */
class SyncCoreTest {

    @Test
    void everyTransitionOfAMembership_isTaken() {
        new CoreDriver().connect().disconnect();
        new CoreDriver().connect().joined(5).disconnect();
        new CoreDriver().live().disconnect().connect();
        var refused = new CoreDriver().connect();
        refused.answer(refused.newest(ClientMessage.JOIN), "error", Map.of("reason", "unauthorized")).disconnect();
        var later = new CoreDriver().connect();
        later.answer(later.newest(ClientMessage.JOIN), "error", Map.of("reason", "busy")).fire(TimerId.REJOIN);
        new CoreDriver().connect().pass(Duration.ofSeconds(90)).fire(TimerId.JOIN);
        new CoreDriver().connect().joined(5).pass(Duration.ofSeconds(90)).fire(TimerId.JOIN);
        new CoreDriver().connect().server(ServerMessage.ERROR, Map.of()).disconnect();
        new CoreDriver().connect().joined(5).server(ServerMessage.CLOSE, Map.of());
        new CoreDriver().live().server(ServerMessage.CLOSE, Map.of());
        new CoreDriver().live().event(2, "k", 1).pass(Duration.ofSeconds(2)).fire(TimerId.GAP);
        new CoreDriver().live().event(1, "k", 1).disconnect().connect().joined(0);

        assertThat(CoreDriver.TRANSITIONS.neverTaken(Membership.TABLE)).isEmpty();
    }

    /**
     * docs/protocol.md#joining: a server whose history is shorter than ours has begun a new one, which no event would ever
     * bring here.
     */
    @Test
    void serverBehindTheClient_isANewHistory_andEverythingIsFetchedAgain() {
        var driver = new CoreDriver().live().event(1, "k", 1).event(2, "k", 2).disconnect().connect().joined(1);

        assertThat(driver.newest(ClientMessage.JOIN).payload().get("last_store_seq")).isEqualTo(Value.of(0));
        assertThat(driver.core().applied()).isZero();
        CommitPart reset = driver.transactions.getLast();
        assertThat(reset.commit().replacement()).isEmpty();
        assertThat(reset.commit().appliedSeq()).isZero();
    }

    /** docs/protocol.md#stale-frames: frames with a stale join_ref are to be ignored, replies included. */
    @Test
    void framesOfAnOldMembership_areIgnored() {
        var driver = new CoreDriver().live().put("k", 1);
        String old = driver.newest(ClientMessage.JOIN).ref();
        ClientMessage write = driver.newest(ClientMessage.WRITE);
        driver.event(2, "x", 1).pass(Duration.ofSeconds(2)).fire(TimerId.GAP);

        driver.server(old, null, ServerMessage.CLOSE, Map.of());
        driver.server(old, write.ref(), ServerMessage.REPLY,
                Map.of("status", "error", "response", Map.of("reason", "unauthorized")));
        driver.server(old, null, ServerMessage.CATCH_UP_COMPLETE, Map.of("through_seq", 9));

        assertThat(driver.core().membership()).isEqualTo(Membership.JOINING);
        assertThat(driver.core().pendingOps()).isEqualTo(1);
        assertThat(driver.core().applied()).isZero();
    }

    /** docs/architecture.md#outbox: in order, never overtaking, and no two ops under way whose order matters. */
    @Test
    void opOnAnOverlappingPath_waitsForTheEarlierAnswer_andSoDoesAllBehindIt() {
        var driver = new CoreDriver().live().put("a/b", 1).put("a", 2).put("z", 3);
        assertThat(paths(driver)).containsExactly("a/b");

        driver.answer(driver.newest(ClientMessage.WRITE), "ok", Map.of("store_seq", 1));
        assertThat(paths(driver)).containsExactly("a/b", "a", "z");
    }

    @Test
    void incrementsOfOnePath_areUnderWayTogether_butNoOtherOpJoinsThem() {
        var driver = new CoreDriver().live();
        increment(driver, "op_i1");
        increment(driver, "op_i2");
        driver.put("n", 0);
        assertThat(driver.sent(ClientMessage.WRITE)).hasSize(2);

        driver.answer(driver.sent(ClientMessage.WRITE).get(0), "ok", Map.of("store_seq", 1));
        assertThat(driver.sent(ClientMessage.WRITE)).hasSize(2);
        driver.answer(driver.sent(ClientMessage.WRITE).get(1), "ok", Map.of("store_seq", 2));
        assertThat(driver.sent(ClientMessage.WRITE)).hasSize(3);
    }

    private static void increment(CoreDriver driver, String opId) {
        driver.input(new Input.Submit(opId,
                new Op.Increment(DustPath.parse("n"), Value.of(1), Precondition.NONE)));
    }

    /** A rate limit could refuse the renewal and let the fenced write pass, or the other way round. */
    @Test
    void opOnALeasesKey_andAWriteFencedByIt_areNotUnderWayTogether() {
        var fence = new Precondition(0, false, new Fence(DustPath.parse("lock"), 7));
        var renewal = new Input.Submit("op_r", new Op.Renew(DustPath.parse("lock"), 7, 1_000));
        var fenced = new Input.Submit("op_f", new Op.Put(DustPath.parse("k"), Value.of(1), fence));

        var first = new CoreDriver().live().input(renewal).input(fenced);
        assertThat(paths(first)).containsExactly("lock");
        first.answer(first.newest(ClientMessage.WRITE), "ok", Map.of("store_seq", 1));
        assertThat(paths(first)).containsExactly("lock", "k");

        var second = new CoreDriver().live().input(fenced).input(renewal);
        assertThat(paths(second)).containsExactly("k");
        second.answer(second.newest(ClientMessage.WRITE), "ok", Map.of("store_seq", 1));
        assertThat(paths(second)).containsExactly("k", "lock");
    }

    @Test
    void atMostMaxInFlightOps_areUnderWay() {
        var driver = new CoreDriver(
                new SyncConfig(Duration.ofSeconds(2), Duration.ZERO, Duration.ofSeconds(30), 3, 100, 1 << 20));
        driver.live();
        for (int i = 0; i < 5; i++) {
            driver.put("k" + i, i);
        }
        assertThat(paths(driver)).containsExactly("k0", "k1", "k2");
        driver.answer(driver.sent(ClientMessage.WRITE).get(1), "ok", Map.of("store_seq", 1));
        assertThat(paths(driver)).containsExactly("k0", "k1", "k2", "k3");
    }

    /** docs/architecture.md#outbox: the one case in which a client cannot know. */
    @Test
    void lostAnswerAndCompactedHistory_sendsAgain_andSaysMaybeDuplicate() {
        var driver = new CoreDriver().live().put("k", 1).disconnect().connect().joined(5);
        driver.server(ServerMessage.SNAPSHOT, Map.of("snapshot_seq", 5, "entries", Map.of())).caughtUp(5);
        assertThat(driver.sent(ClientMessage.WRITE)).hasSize(2);

        driver.server(ServerMessage.EVENT,
                Map.of("store_seq", 6, "op", "set", "path", "k", "value", 1, "client_op_id", "op_1"));
        Effect.Tell told = driver.all(Effect.Tell.class).getLast();
        assertThat(CoreDriver.committed(told).maybeDuplicate()).isTrue();
        assertThat(CoreDriver.committed(told).own()).isTrue();
    }

    /** docs/protocol.md#disorder: an event can come late, here that of the first time that the write took effect. */
    @Test
    void lateEventOfTheFirstTime_doesNotSettleTheSecond() {
        var driver = new CoreDriver().live().put("k", 1).disconnect().connect().joined(5);
        driver.server(ServerMessage.SNAPSHOT, Map.of("snapshot_seq", 5, "entries", Map.of())).caughtUp(5);
        driver.server(ServerMessage.EVENT,
                Map.of("store_seq", 3, "op", "set", "path", "k", "value", 1, "client_op_id", "op_1"));
        assertThat(driver.core().pendingOps()).isEqualTo(1);

        driver.server(ServerMessage.EVENT,
                Map.of("store_seq", 6, "op", "set", "path", "k", "value", 1, "client_op_id", "op_1"));
        assertThat(CoreDriver.committed(driver.all(Effect.Tell.class).getLast()).own()).isTrue();
        assertThat(driver.core().pendingOps()).isZero();
    }

    /** But before it is sent again, such an event tells that it need not be. */
    @Test
    void lateEventOfALostAnswer_settlesTheWrite_beforeItIsSentAgain() {
        var driver = new CoreDriver().live().put("k", 1).disconnect().connect().joined(5);
        driver.server(ServerMessage.SNAPSHOT, Map.of("snapshot_seq", 5, "entries", Map.of()));
        driver.server(ServerMessage.EVENT,
                Map.of("store_seq", 3, "op", "set", "path", "k", "value", 1, "client_op_id", "op_1"));
        driver.caughtUp(5);
        assertThat(driver.sent(ClientMessage.WRITE)).hasSize(1);
        assertThat(driver.core().pendingOps()).isZero();
    }

    /**
     * What was sent on a connection that is gone may reach the server after the catch-up: then the write takes effect twice.
     */
    @Test
    void resendOverANewConnection_mayBeADuplicate_unlessTheServerTakesEachOpOnce() {
        var driver = new CoreDriver().live().put("k", 1).disconnect().connect().joined(0).caughtUp(0);
        assertThat(driver.sent(ClientMessage.WRITE)).hasSize(2);
        driver.echo(1, "op_1");
        assertThat(CoreDriver.committed(driver.all(Effect.Tell.class).getLast()).maybeDuplicate()).isTrue();

        var once = new CoreDriver().live().put("k", 1).disconnect().connect().joinedIdempotent(0).caughtUp(0);
        once.echo(1, "op_1");
        assertThat(CoreDriver.committed(once.all(Effect.Tell.class).getLast()).maybeDuplicate()).isFalse();
    }

    /** On one connection frames keep their order: the catch-up tells all that was sent before it. */
    @Test
    void resendOnTheSameConnection_isNoDuplicate() {
        var driver = new CoreDriver().live().put("k", 1).server(ServerMessage.CLOSE, Map.of()).fire(TimerId.REJOIN).joined(0)
                .caughtUp(0);
        driver.echo(1, "op_1");
        assertThat(CoreDriver.committed(driver.all(Effect.Tell.class).getLast()).maybeDuplicate()).isFalse();
    }

    @Test
    void secondEventOfOneWrite_isToldAsOwn_andAsADuplicate() {
        var driver = new CoreDriver().live().put("k", 1).disconnect().connect().joined(0).caughtUp(0);
        driver.echo(1, "op_1").echo(2, "op_1");

        DustEvent.Committed second = CoreDriver.committed(driver.all(Effect.Tell.class).getLast());
        assertThat(second.storeSeq()).isEqualTo(2);
        assertThat(second.own()).isTrue();
        assertThat(second.maybeDuplicate()).isTrue();
        assertThat(driver.reports()).anyMatch(report -> report.contains("took effect a second time"));
    }

    /** A write that the server swallowed, reply and echo both, is found out by asking how far the server is. */
    @Test
    void writeThatTheServerLost_isSentAgain_onceTheServerSaysThatNothingIsMissing() {
        var driver = new CoreDriver().live().put("k", 1).pass(Duration.ofSeconds(60)).fire(TimerId.FRESHNESS);
        driver.answer(driver.newest(ClientMessage.STATUS), "ok", Map.of("current_seq", 0)).joined(0).caughtUp(0);

        assertThat(paths(driver)).containsExactly("k", "k");
    }

    @Test
    void outboxIsBounded_andARefusedWriteLeavesNothingBehind() {
        var driver = new CoreDriver(
                new SyncConfig(Duration.ofSeconds(2), Duration.ZERO, Duration.ofSeconds(30), 3, 2, 1 << 20));
        driver.put("a", 1).put("b", 1).put("c", 1);

        assertThat(driver.core().pendingOps()).isEqualTo(2);
        Effect.Answer answer = driver.all(Effect.Answer.class).getLast();
        assertThat(answer.opId()).isEqualTo("op_3");
        assertThat(((Outcome.Failed) answer.outcome()).error().reason()).isEqualTo("outbox_full");
        assertThat(driver.transactions).hasSize(2);
    }

    @Test
    void writesThatCouldNotBeKept_areNotSent_andLaterCallersStillHearOfATimeout() {
        var driver = new CoreDriver(
                new SyncConfig(Duration.ofSeconds(2), Duration.ZERO, Duration.ofSeconds(30), 1, 9, 1 << 20));
        driver.live().put("a", 1).put("b", 1).input(new Input.NotStored("op_1"));
        assertThat(paths(driver)).containsExactly("a");
        driver.input(new Input.NotStored("op_2"));
        assertThat(driver.core().pendingOps()).isZero();

        driver.forget();
        driver.put("c", 1);
        assertThat(driver.all(Effect.SetTimer.class)).extracting(Effect.SetTimer::id).contains(TimerId.ACK);
        driver.pass(Duration.ofSeconds(30)).fire(TimerId.ACK);
        assertThat(driver.all(Effect.Answer.class)).extracting(Effect.Answer::opId).containsExactly("op_3");
    }

    @Test
    void moreEarlyEventsThanAreKept_areFetchedAgain() {
        var driver = new CoreDriver().live();
        for (long seq = 2; seq <= Ordering.MOST_EARLY + 5; seq++) {
            driver.event(seq, "k", seq);
        }
        driver.event(1, "k", 1);
        assertThat(driver.core().applied()).isEqualTo(Ordering.MOST_EARLY + 1);

        driver.pass(Duration.ofSeconds(2)).fire(TimerId.GAP).pass(Duration.ofSeconds(2)).fire(TimerId.GAP);
        assertThat(driver.newest(ClientMessage.JOIN).payload().get("last_store_seq"))
                .isEqualTo(Value.of(Ordering.MOST_EARLY + 1));
    }

    private static List<String> paths(CoreDriver driver) {
        return driver.sent(ClientMessage.WRITE).stream().map(message -> message.payload().get("path").toString()).toList();
    }
}
