package dev.dust.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.cache.OutboxChange;
import dev.dust.cache.OutboxEntry;
import dev.dust.op.Op;
import dev.dust.op.OpCodec;
import dev.dust.op.Precondition;
import dev.dust.path.DustPath;
import dev.dust.subscribe.DustEvent;
import dev.dust.transport.ClientMessage;
import dev.dust.transport.ServerMessage;
import dev.dust.value.Value;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What cores that share a cache do for each other (docs/architecture.md#durable-cache). */
class SharedCacheTest {
    private static final Op PUT = new Op.Put(DustPath.parse("k"), Value.of(1), Precondition.NONE);

    private static OutboxEntry entry(String opId, long ackedSeq) {
        return new OutboxEntry(opId, 1, 0, ackedSeq, OpCodec.store(PUT, false, false));
    }

    private static CoreDriver hear(CoreDriver driver, long seq, String deviceId, String opId) {
        return driver.server(ServerMessage.EVENT, Map.of("store_seq", seq, "op", "set", "path", "k", "value", 1, "device_id",
                deviceId, "client_op_id", opId));
    }

    @Test
    void eventOfAnotherDevice_isNotedInThatOnesOutbox_inTheSameCommit() {
        var driver = hear(new CoreDriver().live(), 1, "dev_other", "op_other");

        CommitPart applied = driver.transactions.getLast();
        assertThat(applied.commit().appliedSeq()).isEqualTo(1);
        assertThat(applied.commit().outbox()).containsExactly(new OutboxChange.AckedOf("dev_other", "op_other", 1));
    }

    @Test
    void eventOfAnUnknownWriter_orOfAnEarlierRun_isNotedNowhere() {
        var driver = hear(new CoreDriver().live(), 1, "dev_test", "op_earlier").event(2, "k", 2);

        assertThat(driver.transactions).allSatisfy(store -> assertThat(store.commit().outbox()).isEmpty());
        assertThat(driver.core().applied()).isEqualTo(2);
    }

    @Test
    void writeOfAnEarlierRun_thatOthersSawCommitted_isNotSentAgain() {
        var driver = new CoreDriver().restore(entry("op_old", 2)).connect().joined(2);
        assertThat(driver.sent(ClientMessage.WRITE)).isEmpty();

        driver.event(1, "x", 1);
        assertThat(driver.core().pendingOps()).isEqualTo(1);
        hear(driver, 2, "dev_test", "op_old").caughtUp(2);
        assertThat(driver.core().pendingOps()).isZero();
        assertThat(driver.sent(ClientMessage.WRITE)).isEmpty();
    }

    /** One of them in a history that is gone: the server was restored from a backup, and used its seqs again. */
    @Test
    void writesThatWereAcceptedUnderOneSeq_areBothSettled() {
        var later = new OutboxEntry("op_new", 2, 0, 2, OpCodec.store(PUT, false, false));
        var driver = new CoreDriver().restore(entry("op_old", 2), later).connect().joined(2);

        driver.event(1, "x", 1).event(2, "x", 2).caughtUp(2);
        assertThat(driver.core().pendingOps()).isZero();
    }

    /** The server was restored from a backup that lacks it. */
    @Test
    void writeThatAnEarlierRunWasToldOf_andTheServerHasLost_isSettledByTheCatchUp() {
        var driver = new CoreDriver().restore(entry("op_old", 5)).connect().joined(2);

        driver.event(1, "x", 1).event(2, "x", 2).caughtUp(2);
        assertThat(driver.core().pendingOps()).isZero();
    }

    /** Somebody else replaced the rows by a snapshot, and this write may be in it. */
    @Test
    void untraceableWriteOfAnEarlierRun_isSentAgain_andSaysMaybeDuplicate() {
        var driver = new CoreDriver().restore(entry("op_old", OutboxEntry.UNTRACEABLE)).live();
        assertThat(driver.sent(ClientMessage.WRITE)).hasSize(1);

        hear(driver, 1, "dev_test", "op_old");
        DustEvent.Committed told = CoreDriver.committed(driver.all(Effect.Tell.class).getLast());
        assertThat(told.own()).isTrue();
        assertThat(told.maybeDuplicate()).isTrue();
    }

    /** The history is gone, but another process saw the write go by before, and noted it. */
    @Test
    void writeBehindASnapshot_thatOthersSawCommitted_isNotSentAgain() {
        var driver = new CoreDriver().live().put("k", 1).disconnect().connect().joined(5);
        driver.server(ServerMessage.SNAPSHOT, Map.of("snapshot_seq", 5, "entries", Map.of()))
                .input(new Input.OutboxRead(List.of(entry("op_1", 3)))).caughtUp(5);

        assertThat(driver.sent(ClientMessage.WRITE)).hasSize(1);
        assertThat(driver.core().pendingOps()).isZero();
        assertThat(((Outcome.Accepted) driver.all(Effect.Answer.class).getLast().outcome()).seq()).isEqualTo(3);
    }

    /** What is known of a write stays known while it is kept anew: nothing is removed on the way. */
    @Test
    void writeThatIsKeptAnew_isAddedOverItself() {
        var driver = new CoreDriver().live().put("k", 1).disconnect().connect().joined(5);
        driver.server(ServerMessage.SNAPSHOT, Map.of("snapshot_seq", 5, "entries", Map.of()));

        assertThat(driver.transactions.getLast().commit().outbox()).singleElement()
                .isInstanceOfSatisfying(OutboxChange.Add.class, add -> {
                    assertThat(add.entry().opId()).isEqualTo("op_1");
                    assertThat(OpCodec.maybeDuplicate(add.entry().op())).isTrue();
                });
    }

    /** Another process found out first that the server's history began anew, and took the rows back. */
    @Test
    void rowsThatWereTakenBack_areFollowedFromThere() {
        var driver = new CoreDriver().live().event(1, "k", 1).event(2, "k", 2).input(new Input.CacheMovedBack(1, List.of()));

        assertThat(driver.core().membership()).isEqualTo(Membership.JOINING);
        assertThat(driver.newest(ClientMessage.JOIN).payload().get("last_store_seq")).isEqualTo(Value.of(1));
        assertThat(driver.all(Effect.TellSnapshot.class)).containsExactly(new Effect.TellSnapshot(1));
    }

    /** The join that is under way asked for what follows the rows that are no more. */
    @Test
    void rowsThatWereTakenBackDuringAJoin_areJoinedForAgain() {
        var driver = new CoreDriver().live().event(1, "k", 1).disconnect().connect();
        assertThat(driver.newest(ClientMessage.JOIN).payload().get("last_store_seq")).isEqualTo(Value.of(1));
        driver.input(new Input.CacheMovedBack(0, List.of()));

        assertThat(driver.newest(ClientMessage.JOIN).payload().get("last_store_seq")).isEqualTo(Value.of(0));
    }

    @Test
    void outboxThatWentBack_getsAgainWhatItLacks_andLosesWhatTheServerHasSettled() {
        var driver = new CoreDriver().live().event(1, "x", 1).event(2, "x", 2).disconnect().put("k", 1);
        driver.forget();
        OutboxEntry unreadable = new OutboxEntry("op_later", 3, 0, 0, Value.of("of a later version"));
        driver.input(new Input.CacheMovedBack(1, List.of(entry("op_settled", 0), unreadable)));

        var changes = driver.transactions.stream().flatMap(store -> store.commit().outbox().stream()).toList();
        assertThat(changes).hasSize(2).first().isEqualTo(new OutboxChange.Remove("op_settled"));
        assertThat(changes).last().isInstanceOfSatisfying(OutboxChange.Add.class,
                add -> assertThat(add.entry().opId()).isEqualTo("op_1"));
    }

    /** A cache that goes back twice may take along what was put right between: its rows, which stood still, say nothing. */
    @ParameterizedTest
    @ValueSource(strings = {ServerMessage.EVENT, ServerMessage.SNAPSHOT, ServerMessage.CATCH_UP_COMPLETE})
    void outboxThatWentBack_isPutRightOnceMore_byWhateverMovesTheRowsOn(String what) {
        var driver = new CoreDriver().live().event(1, "x", 1).put("k", 1);
        driver.input(new Input.CacheMovedBack(1, List.of(entry("op_settled", 0)))).joined(3);
        driver.forget();
        switch (what) {
            case ServerMessage.EVENT -> driver.event(2, "x", 2);
            case ServerMessage.SNAPSHOT -> driver.server(what, Map.of("snapshot_seq", 3, "entries", Map.of()));
            default -> driver.caughtUp(3);
        }
        List<OutboxChange> changes = outboxOfMove(driver);
        assertThat(changes).hasSize(2).first().isEqualTo(new OutboxChange.Remove("op_settled"));
        assertThat(changes).last().isInstanceOfSatisfying(OutboxChange.Add.class,
                add -> assertThat(add.entry().opId()).isEqualTo("op_1"));

        driver.event(4, "x", 4).caughtUp(4);
        assertThat(outboxOfMove(driver)).as("once").isEmpty();
    }

    @Test
    void writeThatMovesTheRowsOnItself_isSettled_andNotPutInAgain() {
        var driver = new CoreDriver().live().put("k", 1);
        driver.answer(driver.newest(ClientMessage.WRITE), "ok", Map.of("store_seq", 1));
        driver.input(new Input.CacheMovedBack(0, List.of())).joined(1);
        driver.forget();
        driver.echo(1, "op_1");
        assertThat(outboxOfMove(driver)).containsExactly(new OutboxChange.Remove("op_1"));
    }

    /** What the last commit that moved the rows did to the outbox. */
    private static List<OutboxChange> outboxOfMove(CoreDriver driver) {
        return driver.transactions.stream().map(CommitPart::commit).filter(commit -> commit.appliedSeq() > commit.expectedSeq())
                .toList().getLast().outbox();
    }

    /** The server has it: its event comes again. */
    @Test
    void acceptedWrite_whoseRowWentBack_isSettledByItsEvent_andNotSentAgain() {
        var driver = new CoreDriver().live().put("k", 1);
        driver.answer(driver.newest(ClientMessage.WRITE), "ok", Map.of("store_seq", 2));
        driver.event(1, "x", 1).input(new Input.CacheMovedBack(0, List.of(entry("op_1", 2))));
        driver.joined(2).event(1, "x", 1).echo(2, "op_1").caughtUp(2);

        assertThat(driver.sent(ClientMessage.WRITE)).hasSize(1);
        assertThat(driver.core().pendingOps()).isZero();
        assertThat(driver.core().applied()).isEqualTo(2);
    }

    @Test
    void framesThatCouldNotBeTaken_areFetchedAgain_fromWhatIsApplied_howeverOften() {
        var driver = new CoreDriver().live().event(1, "k", 1);
        for (int i = 0; i < 10; i++) {
            int joins = driver.sent(ClientMessage.JOIN).size();
            driver.input(new Input.Overrun("too many"));
            assertThat(driver.sent(ClientMessage.JOIN)).hasSize(joins + 1);
            assertThat(driver.newest(ClientMessage.JOIN).payload().get("last_store_seq")).isEqualTo(Value.of(1));
            driver.joined(1).caughtUp(1);
        }
        assertThat(driver.core().missing()).isZero();
    }

    /** One entry that cannot be read stands in no other's way, and its position is not given away. */
    @Test
    void entryThatCannotBeRead_isReported_andStays_andTheOthersGo() {
        var good = new OutboxEntry("op_good", 3, 1, 0,
                OpCodec.store(new Op.Put(DustPath.parse("k"), Value.of(1), Precondition.NONE), false, false));
        var emptyPath = new OutboxEntry("op_empty", 5, 1, 0, Value.from(List.of("set", "", 1)));
        var driver = new CoreDriver().restore(OutboxEntry.unreadable("op_bad", 4, 1, 0, "it is 1200 deep"), good, emptyPath)
                .live();

        assertThat(driver.reports()).anyMatch(report -> report.contains("op_bad") && report.contains("1200 deep"))
                .anyMatch(report -> report.contains("op_empty"));
        assertThat(driver.core().pending()).extracting(PendingInfo::opId).containsExactly("op_good");
        assertThat(driver.sent(ClientMessage.WRITE)).hasSize(1);
        driver.forget();
        driver.put("new", 1);
        var added = (OutboxChange.Add) driver.transactions.getFirst().commit().outbox().getFirst();
        assertThat(added.entry().position()).isEqualTo(6);
    }
}
