package dev.dust.sync;

import static dev.dust.sync.CoreDriver.TRANSITIONS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.cache.OutboxChange;
import dev.dust.cache.OutboxEntry;
import dev.dust.op.Op;
import dev.dust.op.OpCodec;
import dev.dust.op.Precondition;
import dev.dust.path.DustPath;
import dev.dust.subscribe.DustEvent;
import dev.dust.time.TimerId;
import dev.dust.transport.ClientMessage;
import dev.dust.value.Value;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The life of a pending op, state by state, and what a later run knows of it. */
class OpLifeTest {
    private static final Op ACQUIRE = new Op.Acquire(DustPath.parse("lock"), 1_000, null);

    private static CoreDriver reply(CoreDriver driver, String status, Map<String, ?> response) {
        return driver.answer(driver.newest(ClientMessage.WRITE), status, response);
    }

    private static CoreDriver putOff(CoreDriver driver) {
        return reply(driver, "error", Map.of("reason", "rate_limited", "retry_after_ms", 60_000));
    }

    private static CoreDriver noVerdict(CoreDriver driver) {
        return reply(driver, "error", Map.of("reason", "{:writer_unavailable, {:timeout, 1}}"));
    }

    private static CoreDriver live() {
        return new CoreDriver().live();
    }

    private static CoreDriver sent() {
        return live().put("k", 1);
    }

    /** An earlier run left it, and it cannot be sent. */
    private static CoreDriver held() {
        Op put = new Op.Put(DustPath.parse("k"), Value.of(1), Precondition.NONE);
        return new CoreDriver().check((opId, op) -> "the number is too large")
                .restore(new OutboxEntry("op_1", 1, 0, 0, OpCodec.store(put, false, false)));
    }

    private static CoreDriver lease(CoreDriver driver) {
        return driver.input(new Input.Submit("op_lease", ACQUIRE));
    }

    private static void fails(CoreDriver driver) {
        driver.crash().fire(TimerId.REJOIN).joined(0).caughtUp(0);
    }

    @Test
    void everyTransitionOfAnOp_isTaken() {
        var discard = new Input.Discard("op_1");
        var notStored = new Input.NotStored("op_1");
        new CoreDriver().put("k", 1).input(discard);
        // Held, and taken back; or the server turns out to have it.
        held().input(discard);
        held().connect().joined(2).echo(2, "op_1");
        held().connect().joined(1).event(1, "x", 1).echo(1, "op_1");
        new CoreDriver().put("k", 1).input(notStored);
        sent().input(discard);
        sent().input(notStored);
        sent().disconnect().input(discard);
        reply(sent(), "ok", Map.of("store_seq", 1)).echo(1, "op_1");
        reply(sent(), "error", Map.of("reason", "conflict"));
        noVerdict(sent());
        // An event ahead of others, before and after the reply; one more of it; and the connection that brought it is lost.
        sent().echo(3, "op_1").echo(2, "op_1").disconnect();
        reply(sent(), "ok", Map.of("store_seq", 2)).echo(2, "op_1");
        sent().event(1, "x", 1).echo(3, "op_1").echo(1, "op_1");
        // What it is told twice.
        var twice = reply(sent(), "ok", Map.of("store_seq", 5));
        twice.event(1, "x", 1).echo(1, "op_1");
        // Told when it is waiting to be sent again.
        putOff(sent()).event(1, "x", 1).echo(1, "op_1");
        putOff(sent()).echo(2, "op_1");
        // Told by the catch-up, which may begin with what is here already.
        sent().event(1, "x", 1).disconnect().echo(1, "op_1").connect().joined(2).echo(1, "op_1");
        sent().disconnect().connect().joined(3).echo(2, "op_1");
        sent().disconnect().connect().joined(0).caughtUp(0);
        var failed = sent();
        for (int i = 0; i < 3; i++) {
            fails(failed);
        }
        // Leases that would come late.
        lease(new CoreDriver().connect()).disconnect();
        lease(live()).disconnect().connect().joined(0).caughtUp(0);
        putOff(lease(live()).pass(Duration.ofSeconds(30)).fire(TimerId.ACK));
        reply(live().input(new Input.Submit("op_release", new Op.Release(DustPath.parse("lock"), 7))), "ok",
                Map.of("released", false));

        assertThat(TRANSITIONS.neverTaken(OpState.TABLE)).isEmpty();
    }

    /** What the cache holds after all that {@code driver} had it keep. */
    private static OutboxEntry[] kept(CoreDriver driver) {
        var entries = new LinkedHashMap<String, OutboxEntry>();
        for (CommitPart part : driver.transactions) {
            for (OutboxChange change : part.commit().outbox()) {
                switch (change) {
                    case OutboxChange.Add add -> entries.put(add.entry().opId(), add.entry());
                    case OutboxChange.Acked acked -> entries.computeIfPresent(acked.opId(),
                            (id, entry) -> entry.acked(acked.seq()));
                    case OutboxChange.AckedOf other -> {
                        // Of another device.
                    }
                    case OutboxChange.Remove remove -> entries.remove(remove.opId());
                }
            }
        }
        return entries.values().toArray(OutboxEntry[]::new);
    }

    private static CoreDriver restarted(CoreDriver driver) {
        return new CoreDriver().restore(kept(driver));
    }

    @Test
    void pendingOps_areToldAlike_beforeAndAfterARestart() {
        var stages = new ArrayList<PendingInfo.Stage>();
        for (CoreDriver driver : List.of(new CoreDriver().put("k", 1), sent(), sent().disconnect(), putOff(sent()),
                noVerdict(sent()), new CoreDriver().put("k", 1).put("l", 2).live(),
                reply(sent(), "ok", Map.of("store_seq", 2)).echo(2, "op_1"))) {
            assertThat(restarted(driver).core().pending()).isNotEmpty().isEqualTo(driver.core().pending());
            driver.core().pending().forEach(pending -> stages.add(pending.stage()));
        }
        // Whether one can be sent is for each run to say anew.
        assertThat(EnumSet.complementOf(EnumSet.copyOf(stages))).containsExactly(PendingInfo.Stage.HELD);
    }

    private static DustEvent.Committed committed(CoreDriver driver) {
        return driver.all(Effect.Tell.class).stream().map(Effect.Tell::event)
                .filter(DustEvent.Committed.class::isInstance)
                .map(DustEvent.Committed.class::cast).toList().getLast();
    }

    /** Its cache may have gone back to before it was sent, and with it what it says of that. */
    @Test
    void opThatIsKeptAsUnsent_mayHaveBeenSentAllTheSame() {
        var later = restarted(new CoreDriver().put("k", 1)).live().echo(1, "op_1");
        assertThat(committed(later).maybeDuplicate()).isTrue();
    }

    @Test
    void opIsKeptAsSent_beforeItIsSent() {
        var driver = new CoreDriver().put("k", 1).put("l", 2);
        assertThat(kept(driver)).extracting(entry -> OpCodec.isUnsent(entry.op())).containsExactly(true, true);
        driver.connect().joined(0);
        driver.forget();
        driver.caughtUp(0);
        assertThat(driver.sent(ClientMessage.WRITE)).hasSize(2);
        assertThat(kept(driver)).extracting(entry -> OpCodec.isUnsent(entry.op())).containsExactly(false, false);

        assertThat(kept(sent())).extracting(entry -> OpCodec.isUnsent(entry.op())).containsExactly(false);
    }

    @Test
    void opThatAnEarlierRunMayHaveSent_saysSo_toServersThatTakeItTwice() {
        var again = restarted(sent()).live();
        assertThat(again.sent(ClientMessage.WRITE)).hasSize(1);
        assertThat(committed(again.echo(1, "op_1")).maybeDuplicate()).isTrue();

        var once = restarted(sent()).connect().joinedIdempotent(0).caughtUp(0).echo(1, "op_1");
        assertThat(committed(once).maybeDuplicate()).isFalse();
    }

    /** The second has to wait for the first, and goes out without being kept once more. */
    @Test
    void outboxThatWentBack_toBeforeOpsWereToBeSent_learnsThatTheyAre() {
        var driver = new CoreDriver().put("k", 1).put("k", 2);
        OutboxEntry[] before = kept(driver);
        driver.live();
        assertThat(driver.sent(ClientMessage.WRITE)).hasSize(1);
        driver.forget();

        driver.input(new Input.CacheMovedBack(0, List.of(before)));

        assertThat(kept(driver)).extracting(entry -> OpCodec.isUnsent(entry.op())).containsExactly(false, false);
    }
}
