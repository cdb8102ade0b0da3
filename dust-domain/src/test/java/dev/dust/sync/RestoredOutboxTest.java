package dev.dust.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.cache.Commit;
import dev.dust.cache.OutboxChange;
import dev.dust.cache.OutboxEntry;
import dev.dust.op.Op;
import dev.dust.op.OpCodec;
import dev.dust.op.Precondition;
import dev.dust.path.DustPath;
import dev.dust.time.TimerId;
import dev.dust.transport.ClientMessage;
import dev.dust.value.Value;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What an earlier run left, and what this one has to keep before it sends (docs/architecture.md#outbox). */
class RestoredOutboxTest {

    private static OutboxEntry put(String opId, long position, String path) {
        return new OutboxEntry(opId, position, 0, 0,
                OpCodec.store(new Op.Put(DustPath.parse(path), Value.of(1), Precondition.NONE), false, false));
    }

    private static List<OutboxEntry> added(CoreDriver driver) {
        var added = new ArrayList<OutboxEntry>();
        for (CommitPart part : driver.transactions) {
            for (OutboxChange change : part.commit().outbox()) {
                if (change instanceof OutboxChange.Add(OutboxEntry entry)) {
                    added.add(entry);
                }
            }
        }
        return added;
    }

    private static List<Commit> commits(CoreDriver driver) {
        return driver.transactions.stream().map(CommitPart::commit).toList();
    }

    // --- Sent again

    /**
     * The process that sends it again dies: the next one hears of it as what it may be, though it does not send it any more.
     */
    @Test
    void writeThatIsSentAgain_isKeptAsMaybeDuplicate_beforeThat_andALaterRunSaysSo() {
        var first = new CoreDriver().live().put("k", 1).disconnect().live();
        assertThat(first.sent(ClientMessage.WRITE)).hasSize(2);
        assertThat(added(first)).extracting(entry -> OpCodec.maybeDuplicate(entry.op())).containsExactly(false, true);

        var second = new CoreDriver().restore(added(first).getLast()).connect().joined(1).echo(1, "op_1").caughtUp(1);
        assertThat(second.sent(ClientMessage.WRITE)).isEmpty();
        assertThat(second.all(Effect.Tell.class)).singleElement()
                .satisfies(told -> assertThat(CoreDriver.committed(told).maybeDuplicate()).isTrue());
    }

    @Test
    void writeThatAServerTakesOnce_isNotKeptAgain() {
        var driver = new CoreDriver().connect().joinedIdempotent(0).caughtUp(0).put("k", 1).disconnect().connect()
                .joinedIdempotent(0).caughtUp(0);
        assertThat(driver.sent(ClientMessage.WRITE)).hasSize(2);
        assertThat(added(driver)).singleElement().satisfies(
                entry -> assertThat(OpCodec.maybeDuplicate(entry.op())).isFalse());
    }

    // --- Proof that the outbox is still this client's

    @Test
    void stepThatSendsWithoutHavingKeptAnything_provesTheOutboxFirst() {
        var driver = new CoreDriver().live().put("k", 1).put("l", 1).disconnect().connect().joinedIdempotent(0);
        driver.forget();
        driver.caughtUp(0);
        assertThat(driver.sent(ClientMessage.WRITE)).hasSize(2);
        assertThat(commits(driver)).containsExactly(Commit.ofOutbox(List.of()));
    }

    @Test
    void writeThatIsSentAgainAfterARateLimit_provesTheOutboxFirst() {
        var driver = new CoreDriver().live().put("k", 1);
        driver.answer(driver.newest(ClientMessage.WRITE), "error", Map.of("reason", "rate_limited", "retry_after_ms", 50));
        driver.forget();
        driver.pass(Duration.ofMillis(50)).fire(TimerId.RETRY);
        assertThat(driver.sent(ClientMessage.WRITE)).hasSize(1);
        assertThat(commits(driver)).containsExactly(Commit.ofOutbox(List.of()));
    }

    @Test
    void whatIsKeptInTheSameStep_isProofEnough_andNoProofIsAskedForWhereNothingIsSent() {
        var driver = new CoreDriver().live();
        driver.put("k", 1).event(1, "x", 1).answer(driver.newest(ClientMessage.WRITE), "ok", Map.of("store_seq", 2));
        assertThat(commits(driver)).doesNotContain(Commit.ofOutbox(List.of()));
    }

    // --- What cannot be sent

    private static CoreDriver withOneThatCannotBeSent() {
        return new CoreDriver().check((opId, op) -> opId.equals("op_huge") ? "the number is too large" : null)
                .restore(put("op_huge", 1, "k"), put("op_same", 2, "k"), put("op_other", 3, "l")).connect().joinedIdempotent(0)
                .caughtUp(0);
    }

    @Test
    void writeThatCannotBeSent_isHeld_andTold_andTheOthersGo() {
        CoreDriver driver = withOneThatCannotBeSent();
        assertThat(driver.sent(ClientMessage.WRITE)).extracting(write -> write.payload().get("client_op_id"))
                .containsExactly(Value.of("op_same"), Value.of("op_other"));
        assertThat(driver.core().pending().getFirst()).satisfies(held -> {
            assertThat(held.opId()).isEqualTo("op_huge");
            assertThat(held.stage()).isEqualTo(PendingInfo.Stage.HELD);
        });
        assertThat(driver.reports()).anyMatch(report -> report.contains("op_huge") && report.contains("too large"));
        assertThat(driver.core().trouble()).contains("1 write ").contains("op_huge").contains("too large");
    }

    @Test
    void writeThatCannotBeSent_isNotSentAfterAnotherJoin_andCanBeDiscarded() {
        CoreDriver driver = withOneThatCannotBeSent().disconnect();
        driver.forget();
        driver.connect().joinedIdempotent(0).caughtUp(0);
        assertThat(driver.sent(ClientMessage.WRITE)).hasSize(2);
        driver.forget();
        driver.input(new Input.Discard("op_huge"));
        assertThat(commits(driver)).containsExactly(Commit.ofOutbox(List.of(new OutboxChange.Remove("op_huge"))));
        assertThat(driver.core().pending()).extracting(PendingInfo::opId).containsExactly("op_same", "op_other");
        assertThat(driver.core().trouble()).isNull();
    }

    @Test
    void entryThatCannotBeRead_isTold_andCanBeDiscarded() {
        var driver = new CoreDriver().restore(OutboxEntry.unreadable("op_bad", 4, 1, 0, "it is 1200 deep")).live();
        assertThat(driver.core().trouble()).contains("op_bad").contains("1200 deep");
        assertThat(driver.core().mayDiscard("op_bad")).isTrue();
        driver.forget();
        driver.input(new Input.Discard("op_bad"));
        assertThat(commits(driver)).containsExactly(Commit.ofOutbox(List.of(new OutboxChange.Remove("op_bad"))));
        assertThat(driver.core().trouble()).isNull();
        assertThat(driver.core().mayDiscard("op_bad")).isFalse();
    }

    // --- Callers

    /** Their answer does not wait for a cache that has to agree to what may be sent after it. */
    @Test
    void callersWhoHaveWaitedLongEnough_areAnswered_beforeWhatTheyHeldUpIsSent() {
        var driver = new CoreDriver().live().put("k", 1)
                .input(new Input.Submit("op_lease", new Op.Acquire(DustPath.parse("k"), 1_000, null)))
                .input(new Input.Submit("op_behind", new Op.Put(DustPath.parse("l"), Value.of(1), Precondition.NONE)));
        driver.forget();
        driver.pass(Duration.ofSeconds(31)).fire(TimerId.ACK);
        assertThat(driver.all(Effect.Answer.class)).extracting(Effect.Answer::opId).containsExactly("op_1", "op_lease",
                "op_behind");
        assertThat(commits(driver)).isEmpty();
        assertThat(driver.all(Effect.SetTimer.class)).extracting(Effect.SetTimer::id).contains(TimerId.RETRY);
        driver.fire(TimerId.RETRY);
        assertThat(driver.sent(ClientMessage.WRITE)).singleElement()
                .satisfies(sent -> assertThat(sent.payload().get("client_op_id")).isEqualTo(Value.of("op_behind")));
    }
}
