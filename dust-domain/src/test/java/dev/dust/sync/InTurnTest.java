package dev.dust.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.cache.OutboxEntry;
import dev.dust.op.Fence;
import dev.dust.op.Op;
import dev.dust.op.OpCodec;
import dev.dust.op.Precondition;
import dev.dust.path.DustPath;
import dev.dust.time.TimerId;
import dev.dust.transport.ClientMessage;
import dev.dust.transport.ServerMessage;
import dev.dust.value.FileRef;
import dev.dust.value.MapValue;
import dev.dust.value.Value;
import dev.dust.write.WriteBounds;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Writes whose order matters, to a server that takes none of them out of turn (docs/protocol.md#in-turn). */
class InTurnTest {
    private static final String PROMISE = "pushes_in_turn";
    private static final Map<String, Object> OUT_OF_TURN = Map.of("reason", "out_of_turn");

    private static CoreDriver live() {
        return live(new CoreDriver());
    }

    private static CoreDriver live(CoreDriver driver) {
        return driver.connect().joined(0, PROMISE, "idempotent_ops").caughtUp(0);
    }

    /** What was sent: each op by its value, and behind a slash the refusals that the server is told of. */
    private static List<String> sent(CoreDriver driver) {
        return driver.sent(ClientMessage.WRITE).stream().map(InTurnTest::describe).toList();
    }

    private static String describe(ClientMessage write) {
        Value refusals = write.payload().get("refusals");
        return write.payload().get("value") + (refusals == null ? "" : "/" + refusals);
    }

    private static CoreDriver refuse(CoreDriver driver, int sent, Map<String, ?> response) {
        return driver.answer(driver.sent(ClientMessage.WRITE).get(sent), "error", response);
    }

    private static CoreDriver accept(CoreDriver driver, int sent, long seq) {
        return driver.answer(driver.sent(ClientMessage.WRITE).get(sent), "ok", Map.of("store_seq", seq));
    }

    private static List<String> told(CoreDriver driver) {
        return driver.all(Effect.Answer.class).stream().map(Effect.Answer::opId).toList();
    }

    @Test
    void writesOfOnePath_goTogether_andAllButTheFirstSayHowManyRefusalsWereHeard() {
        assertThat(sent(live().put("k", 1).put("k", 2).put("k/below", 3).put("other", 4))).containsExactly("1", "2/0", "3/0",
                "4");
    }

    @Test
    void aServerThatPromisesNothing_isSentTheSecond_whenItHasAnsweredTheFirst() {
        CoreDriver driver = new CoreDriver().live().put("k", 1).put("k", 2);
        assertThat(sent(driver)).containsExactly("1");
        assertThat(sent(accept(driver, 0, 1))).containsExactly("1", "2");
    }

    /** They could take effect again, the first one behind the second. */
    @Test
    void aServerThatMayTakeAnOpTwice_isSentTheSecond_whenItHasAnsweredTheFirst() {
        CoreDriver driver = new CoreDriver().connect().joined(0, PROMISE).caughtUp(0).put("k", 1).put("k", 2);
        assertThat(sent(driver)).containsExactly("1");
        assertThat(sent(accept(driver, 0, 1))).containsExactly("1", "2");
    }

    /** The server does not count it either. */
    @Test
    void thatOneWhichWasTakenBack_wasOutOfTurn_isNoRefusalThatCounts() {
        CoreDriver driver = live().put("k", 1).put("k", 2);
        driver.input(new Input.Discard("op_2"));
        refuse(driver, 0, Map.of("reason", "exists"));
        refuse(driver, 1, OUT_OF_TURN);
        driver.put("k", 3).put("k", 4);
        assertThat(sent(driver).subList(2, 4)).containsExactly("3", "4/1");
    }

    @Test
    void whatWasPutOff_isSentAgainInOrder_whenAllThatWasBehindItHasComeBack() {
        CoreDriver driver = live().put("k", 1).put("k", 2).put("k", 3).put("k", 4);
        refuse(driver, 0, Map.of("reason", "rate_limited", "retry_after_ms", 100));
        refuse(driver, 1, OUT_OF_TURN);
        driver.fire(TimerId.RETRY);
        assertThat(sent(driver)).as("while 3 and 4 may be taken for all it knows").hasSize(4);
        refuse(driver, 2, OUT_OF_TURN);
        refuse(driver, 3, OUT_OF_TURN);
        assertThat(sent(driver).subList(4, 8)).containsExactly("1", "2/1", "3/1", "4/1");
    }

    @Test
    void aRefusal_isItsWritesOwn_andWhatWasBehindItIsSentAgain() {
        CoreDriver driver = live().put("k", 1).put("k", 2);
        refuse(driver, 0, Map.of("reason", "conflict"));
        assertThat(told(driver)).containsExactly("op_1");
        refuse(driver, 1, OUT_OF_TURN);
        assertThat(told(driver)).as("2 is not refused").containsExactly("op_1");
        assertThat(sent(driver)).containsExactly("1", "2/0", "2");
        assertThat(told(accept(driver, 2, 1))).containsExactly("op_1", "op_2");
    }

    private static CoreDriver put(CoreDriver driver, String path, Object value, Precondition condition) {
        return driver.input(
                new Input.Submit("op_" + value, new Op.Put(DustPath.parse(path), Value.from(value), condition)));
    }

    /** If both took effect and are sent again, it is refused, and the one before it would come last. */
    @Test
    void writeWithAConditionOnItsRow_waitsForWhatIsBeforeItOnItsPath() {
        CoreDriver driver = live().put("k", 1);
        put(driver, "k", 7, new Precondition(0, true, null));
        put(driver, "other", 8, Precondition.NONE);
        assertThat(sent(driver)).containsExactly("1");
        accept(driver, 0, 1);
        assertThat(sent(driver)).containsExactly("1", "7", "8");
        driver.put("k", 2);
        assertThat(sent(driver)).as("what follows it does not wait").endsWith("2/0");
    }

    @Test
    void writesUnderOneLease_goTogether_andWaitForThoseThatAreNot() {
        var fence = new Precondition(0, false, new Fence(DustPath.parse("lock"), 7));
        var another = new Precondition(0, false, new Fence(DustPath.parse("lock"), 8));
        CoreDriver driver = live().put("k", 1);
        put(driver, "k", 7, fence);
        put(driver, "k", 8, fence);
        put(driver, "k", 9, another);
        assertThat(sent(driver)).containsExactly("1");
        accept(driver, 0, 1);
        assertThat(sent(driver)).containsExactly("1", "7", "8/0");
        accept(driver, 1, 2);
        assertThat(sent(driver)).hasSize(3);
        accept(driver, 2, 3);
        assertThat(sent(driver)).containsExactly("1", "7", "8/0", "9");
    }

    /** It would seem to say that all before it are under its lease. */
    @Test
    void incrementUnderALease_waitsForOneThatIsNot() {
        var fence = new Fence(DustPath.parse("lock"), 7);
        CoreDriver driver = live();
        driver.input(new Input.Submit("op_a", new Op.Increment(DustPath.parse("n"), Value.of(1), Precondition.NONE)));
        driver.input(new Input.Submit("op_b", new Op.Increment(DustPath.parse("n"), Value.of(2), Precondition.fenced(fence))));
        assertThat(sent(driver)).containsExactly("1");
        assertThat(sent(accept(driver, 0, 1))).containsExactly("1", "2");
    }

    /** It was not taken for sure, so that it makes no duplicate of it to send it again. */
    @Test
    void whatWasOutOfTurn_isNoDuplicate() {
        CoreDriver driver = live().put("k", 1).put("k", 2);
        refuse(driver, 0, Map.of("reason", "rate_limited", "retry_after_ms", 100));
        refuse(driver, 1, OUT_OF_TURN);
        driver.disconnect().connect().joined(7, PROMISE, "idempotent_ops");
        driver.server(ServerMessage.SNAPSHOT, Map.of("snapshot_seq", 7, "entries", Map.of())).caughtUp(7);
        driver.echo(8, "op_1").echo(9, "op_2");
        List<Effect.Tell> told = driver.all(Effect.Tell.class);
        assertThat(told.subList(told.size() - 2, told.size())).allSatisfy(tell -> {
            assertThat(CoreDriver.committed(tell).own()).isTrue();
            assertThat(CoreDriver.committed(tell).maybeDuplicate()).isFalse();
        });
    }

    private static CoreDriver liveAgain(CoreDriver driver, int snapshot, Runnable history) {
        driver.disconnect().connect().joined(9, PROMISE, "idempotent_ops")
                .server(ServerMessage.SNAPSHOT, Map.of("snapshot_seq", snapshot, "entries", Map.of()));
        history.run();
        return driver.caughtUp(9);
    }

    /** Sent again it would take effect behind the second, which the application wrote last. */
    @Test
    void whatCameFirst_inAHistoryThatIsGone_wasTaken_ifTheServerTellsWhatCameBehindIt() {
        CoreDriver driver = live().put("a", 1).put("a/b", 2).put("k/c", 3).put("k", 4).put("k/d", 5).put("z", 6);
        driver.forget();
        liveAgain(driver, 7, () -> driver.echo(8, "op_4"));
        assertThat(sent(driver)).as("not 3, and not 4").containsExactly("1", "2/0", "5", "6");
        assertThat(told(driver)).containsExactly("op_4", "op_3");
        assertThat(driver.core().pendingOps()).isEqualTo(4);
    }

    /** What tells of it tells of what came before that in turn. */
    @Test
    void whatCameFirst_inAHistoryThatIsGone_wasTaken_ifThatIsSaidOfWhatCameBehindIt() {
        CoreDriver driver = live().put("k/c", 1).put("k", 2).put("k/d", 3);
        driver.forget();
        liveAgain(driver, 7, () -> driver.echo(8, "op_3"));
        assertThat(sent(driver)).isEmpty();
        assertThat(told(driver)).containsExactly("op_3", "op_1", "op_2");
    }

    @Test
    void whatCameFirst_wasTaken_ifWhatCameBehindItWasAnswered_andIsInTheSnapshot() {
        CoreDriver driver = live().put("k", 1).put("k", 2);
        accept(driver, 1, 6);
        driver.forget();
        liveAgain(driver, 7, () -> {
        });
        assertThat(sent(driver)).isEmpty();
        assertThat(told(driver)).containsExactly("op_1");
    }

    private static OutboxEntry kept(String opId, long position, int value, boolean unsent, boolean maybeDuplicate) {
        var put = new Op.Put(DustPath.parse("k"), Value.of(value), Precondition.NONE);
        return new OutboxEntry(opId, position, 0, 0, OpCodec.store(put, unsent, maybeDuplicate));
    }

    /** The history went, and then the process did: the next one has rows from behind it. */
    @Test
    void whatCameFirst_inAHistoryThatIsGone_wasTaken_ifALaterRunIsToldWhatCameBehindIt() {
        CoreDriver driver = new CoreDriver().restore(kept("op_1", 1, 1, false, true), kept("op_2", 2, 2, false, true))
                .connect();
        driver.joined(8, PROMISE, "idempotent_ops").joined(8, PROMISE, "idempotent_ops").echo(8, "op_2").caughtUp(8);
        assertThat(sent(driver)).isEmpty();
        assertThat(driver.core().pendingOps()).isZero();
    }

    /** A run that could not send the first, or not read it, sent the second. */
    @Test
    void whatWasNeverSent_isSent_thoughTheServerTellsWhatCameBehindIt() {
        CoreDriver driver = new CoreDriver().restore(kept("op_1", 1, 1, true, false), kept("op_2", 2, 2, false, false))
                .connect();
        driver.joined(8, PROMISE, "idempotent_ops").joined(8, PROMISE, "idempotent_ops")
                .server(ServerMessage.SNAPSHOT, Map.of("snapshot_seq", 7, "entries", Map.of())).echo(8, "op_2").caughtUp(8);
        assertThat(sent(driver)).containsExactly("1");
    }

    /** The order in which they took effect tells nothing: neither waited for the other. */
    @Test
    void whatCommutes_isSentAgain_thoughTheServerTellsWhatCameBehindIt() {
        CoreDriver driver = live();
        Stream.of("op_a", "op_b").forEach(id -> driver
                .input(new Input.Submit(id, new Op.Increment(DustPath.parse("n"), Value.of(1), Precondition.NONE))));
        driver.forget();
        liveAgain(driver, 7, () -> driver.server(ServerMessage.EVENT, Map.of("store_seq", 8, "op", "increment", "path", "n",
                "value", 2, "client_op_id", "op_b", "device_id", "dev_test")));
        assertThat(sent(driver)).containsExactly("1");
    }

    /** Neither is known to have been taken: both go again, in order. */
    @Test
    void whatASnapshotMayHave_isSentAgain_inOrder() {
        CoreDriver driver = live().put("k", 1).put("k", 2);
        driver.forget();
        liveAgain(driver, 9, () -> {
        });
        assertThat(sent(driver)).containsExactly("1", "2/0");
    }

    @Test
    void aRefusalOfAnotherPath_counts() {
        CoreDriver driver = live().put("other", 0).put("k", 1).put("k", 2);
        refuse(driver, 0, Map.of("reason", "conflict"));
        driver.put("k", 3);
        assertThat(sent(driver)).as("1 and 2 may be out of turn").hasSize(3);
        accept(driver, 1, 1);
        refuse(driver, 2, OUT_OF_TURN);
        assertThat(sent(driver)).containsExactly("0", "1", "2/0", "2", "3/1");
    }

    /** What the server tells of what it has not heard, it tells before. Else that was lost. */
    @Test
    void outOfTurn_withoutAnyRefusalHeard_isFoundOutByJoiningAgain() {
        CoreDriver driver = live().put("k", 1).put("k", 2);
        refuse(driver, 1, OUT_OF_TURN);
        assertThat(driver.sent(ClientMessage.JOIN)).hasSize(1);
        driver.fire(TimerId.REJOIN);
        assertThat(driver.sent(ClientMessage.JOIN)).hasSize(2);
        driver.joined(0, PROMISE, "idempotent_ops").caughtUp(0);
        assertThat(sent(driver)).containsExactly("1", "2/0", "1", "2/0");
    }

    @Test
    void aNewMembership_countsAnew() {
        CoreDriver driver = live().put("k", 1);
        refuse(driver, 0, Map.of("reason", "conflict"));
        driver.disconnect();
        live(driver).put("k", 2).put("k", 3);
        assertThat(sent(driver)).containsExactly("1", "2", "3/0");
    }

    @Test
    void leases_andWhatTheyFence_waitAsBefore() {
        var fence = new Precondition(0, false, new Fence(DustPath.parse("lock"), 7));
        CoreDriver driver = live().input(new Input.Submit("op_r", new Op.Renew(DustPath.parse("lock"), 7, 1_000)));
        driver.input(new Input.Submit("op_f", new Op.Put(DustPath.parse("k"), Value.of(1), fence)));
        assertThat(driver.sent(ClientMessage.WRITE)).hasSize(1);
    }

    @Test
    void aWriteToTheKeyOfALease_waitsForIt() {
        CoreDriver driver = live().input(new Input.Submit("op_r", new Op.Renew(DustPath.parse("lock"), 7, 1_000)));
        assertThat(driver.put("lock", 2).sent(ClientMessage.WRITE)).hasSize(1);
    }

    /** What it says of refusals must not make it longer than a frame may be. */
    @Test
    void aWriteThatMayFillAFrame_waits() {
        var bounds = WriteBounds.defaults().frameBytes(2_000);
        CoreDriver driver = live(
                new CoreDriver(new SyncConfig(Duration.ofSeconds(2), Duration.ZERO, Duration.ofSeconds(30), 3, 100,
                        1 << 20, bounds, true, true)));
        driver.put("k", 1).put("k", "x".repeat(1_500));
        assertThat(driver.sent(ClientMessage.WRITE)).hasSize(1);
        assertThat(accept(driver, 0, 1).sent(ClientMessage.WRITE)).hasSize(2);
    }

    @Test
    void incrementsThatCommute_tellIt_too() {
        CoreDriver driver = live().put("n", 1);
        Stream.of("op_a", "op_b").forEach(
                id -> driver
                        .input(new Input.Submit(id, new Op.Increment(DustPath.parse("n"), Value.of(1), Precondition.NONE))));
        assertThat(sent(driver)).containsExactly("1", "1/0", "1/0");
    }

    private static void putFile(CoreDriver driver, String opId, String path) {
        driver.input(new Input.Submit(opId, new Op.PutFile(DustPath.parse(path),
                FileRef.of("sha256:" + "0".repeat(64), 100_000, "text/plain", null, null), null)));
    }

    /** Its content is brought first, and what is sent after it would be there before it. */
    @Test
    void fileWhoseContentIsBrought_andWritesOnItsPath_waitForEachOther() {
        CoreDriver driver = live();
        putFile(driver, "op_file", "k");
        driver.put("k", 1).put("k/below", 2).put("other", 3);
        assertThat(driver.sent(ClientMessage.PUT_FILE)).hasSize(1);
        assertThat(sent(driver)).isEmpty();
        driver.answer(driver.newest(ClientMessage.PUT_FILE), "ok", Map.of("store_seq", 1));
        assertThat(sent(driver)).containsExactly("1", "2/0", "3");
        putFile(driver, "op_other", "other");
        assertThat(driver.sent(ClientMessage.PUT_FILE)).hasSize(1);
    }

    /** It has not heard of it: else it would take what is out of turn, since its client seems to know of one refusal more. */
    @Test
    void fileThatIsRefusedHere_isNoRefusalOfTheServers() {
        CoreDriver driver = live();
        putFile(driver, "op_file", "file");
        driver.input(new Input.FileRefused(driver.newest(ClientMessage.PUT_FILE).ref(),
                MapValue.envelope(Map.of("reason", Value.of("too_large")))));
        assertThat(told(driver)).containsExactly("op_file");
        driver.put("k", 1).put("k", 2);
        assertThat(sent(driver)).containsExactly("1", "2/0");
    }

    @Test
    void fileThatIsRefusedHere_afterItsMembershipIsOver_isSentAgain() {
        CoreDriver driver = live();
        putFile(driver, "op_file", "file");
        String ref = driver.newest(ClientMessage.PUT_FILE).ref();
        driver.disconnect();
        driver.input(new Input.FileRefused(ref, MapValue.envelope(Map.of("reason", Value.of("too_large")))));
        assertThat(told(driver)).isEmpty();
        live(driver);
        assertThat(driver.sent(ClientMessage.PUT_FILE)).hasSize(2);
    }
}
