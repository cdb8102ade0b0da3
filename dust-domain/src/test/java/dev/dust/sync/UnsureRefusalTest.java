package dev.dust.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.cache.OutboxEntry;
import dev.dust.cache.RowChange;
import dev.dust.error.RefusedException;
import dev.dust.op.Op;
import dev.dust.op.OpCodec;
import dev.dust.op.Precondition;
import dev.dust.path.DustPath;
import dev.dust.subscribe.DustEvent;
import dev.dust.time.TimerId;
import dev.dust.transport.ClientMessage;
import dev.dust.transport.CloseReason;
import dev.dust.transport.ServerMessage;
import dev.dust.value.MapValue;
import dev.dust.value.Value;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is told as surely refused never takes effect (docs/protocol.md#takeover). */
class UnsureRefusalTest {
    private static final DustPath K = DustPath.parse("k");
    private static final Value ONE = Value.of(1);
    private static final Precondition IF_ABSENT = new Precondition(0, true, null);
    private static final String ONCE = "idempotent_ops";
    private static final String TAKEOVER = "session_takeover";

    static Stream<Op> ops() {
        return Stream.of(new Op.Put(K, ONE, IF_ABSENT), new Op.Put(K, ONE, new Precondition(3, false, null)),
                new Op.Put(K, ONE, Precondition.NONE), new Op.Delete(K, new Precondition(3, false, null)),
                new Op.Merge(K, MapValue.envelope(Map.of("a", ONE)), Precondition.NONE),
                new Op.Increment(K, ONE, Precondition.NONE),
                new Op.Add(K, ONE, Precondition.NONE), new Op.Remove(K, ONE, Precondition.NONE));
    }

    private static CoreDriver sent(Op op) {
        return new CoreDriver().live().input(new Input.Submit("op_1", op));
    }

    private static CoreDriver sent() {
        return sent(ops().findFirst().orElseThrow());
    }

    private static CoreDriver refused(CoreDriver driver, String reason) {
        return driver.answer(driver.newest(ClientMessage.WRITE), "error", Map.of("reason", reason));
    }

    private static CoreDriver putOff(CoreDriver driver) {
        return driver.answer(driver.newest(ClientMessage.WRITE), "error",
                Map.of("reason", "rate_limited", "retry_after_ms", 60_000));
    }

    /** The connection is lost, and another made, to a server that promises so much. */
    private static CoreDriver reconnected(CoreDriver driver, String... promises) {
        return driver.disconnect().connect().joined(0, promises).caughtUp(0);
    }

    private static DustEvent.Refused refusal(CoreDriver driver) {
        return driver.all(Effect.Tell.class).stream().map(Effect.Tell::event).filter(DustEvent.Refused.class::isInstance)
                .map(DustEvent.Refused.class::cast).toList().getLast();
    }

    @ParameterizedTest
    @MethodSource("ops")
    void refusalOfWhatWasSentOverAConnectionThatIsGone_isNotSure(Op op) {
        assertThat(refusal(refused(reconnected(sent(op)), "exists")).maybeDuplicate()).isTrue();
        // Such a server knows what it took, and not what it refused.
        assertThat(refusal(refused(reconnected(sent(op), ONCE), "exists")).maybeDuplicate()).isTrue();
    }

    @Test
    void whoMadeTheWrite_isToldTheSame() {
        var driver = refused(reconnected(sent(), ONCE), "exists");
        var outcome = (Outcome.Failed) driver.all(Effect.Answer.class).getLast().outcome();
        assertThat(outcome.error()).isSameAs(refusal(driver).error()).isInstanceOfSatisfying(RefusedException.Conflict.class,
                refused -> assertThat(refused.maybeDuplicate()).isTrue());
    }

    @ParameterizedTest
    @MethodSource("ops")
    void refusal_isSure_whereTheServerTakesNothingOfTheOldConnection(Op op) {
        assertThat(refusal(refused(reconnected(sent(op), TAKEOVER), "exists")).maybeDuplicate()).isFalse();
        assertThat(refusal(refused(reconnected(sent(op), ONCE, TAKEOVER), "exists")).maybeDuplicate()).isFalse();
    }

    @Test
    void refusal_isSure_whereAllWasSentOverOneConnection() {
        assertThat(refusal(refused(sent(), "exists")).maybeDuplicate()).isFalse();
        var rejoined = sent().server(ServerMessage.CLOSE, Map.of()).fire(TimerId.REJOIN).joined(0).caughtUp(0);
        assertThat(rejoined.sent(ClientMessage.WRITE)).hasSize(2);
        assertThat(refusal(refused(rejoined, "exists")).maybeDuplicate()).isFalse();
    }

    @Test
    void earlierSendingThatTakesEffectAfterTheRefusal_isAppliedAsAnybodys_andTold() {
        var driver = refused(reconnected(sent(), ONCE), "exists");
        assertThat(driver.core().pendingOps()).isZero();
        driver.forget();

        driver.echo(1, "op_1");

        assertThat(driver.transactions).singleElement().satisfies(part -> {
            assertThat(part.commit().outbox()).isEmpty();
            assertThat(part.commit().changes()).hasAtLeastOneElementOfType(RowChange.Put.class);
        });
        DustEvent.Committed told = CoreDriver.committed(driver.all(Effect.Tell.class).getLast());
        assertThat(told.own()).isTrue();
        assertThat(told.maybeDuplicate()).isTrue();
        assertThat(driver.reports()).anyMatch(report -> report.contains("took effect although it was refused"));
    }

    private static CoreDriver ofEarlierRun() {
        return new CoreDriver().restore(
                new OutboxEntry("op_1", 1, 0, 0, OpCodec.store(new Op.Put(K, ONE, IF_ABSENT), false, false)));
    }

    @Test
    void refusalOfWhatAnEarlierRunMayHaveSent_isNotSure_unlessTheServerTakesOver() {
        var perhaps = ofEarlierRun().connect().joined(0, ONCE).caughtUp(0);
        assertThat(refusal(refused(perhaps, "exists")).maybeDuplicate()).isTrue();

        var surely = ofEarlierRun().connect().joined(0, ONCE, TAKEOVER).caughtUp(0);
        assertThat(refusal(refused(surely, "exists")).maybeDuplicate()).isFalse();
    }

    private static Value asked(CoreDriver driver) {
        return driver.newest(ClientMessage.JOIN).payload().get(TAKEOVER);
    }

    @Test
    void takeoverIsAskedFor_whereTheServerHasSaidThatItCanBe() {
        var driver = new CoreDriver().connect();
        assertThat(asked(driver)).isNull();
        driver.joined(0, Map.of(TAKEOVER, false)).caughtUp(0);
        assertThat(driver.sent(ClientMessage.JOIN)).as("nothing is under way").hasSize(1);
        driver.disconnect().connect();
        assertThat(asked(driver)).isEqualTo(Value.of(true));
        driver.joined(0).caughtUp(0).disconnect().connect();
        assertThat(asked(driver)).as("another server").isNull();
    }

    @Test
    void whoLearnsOfTakeoverTooLate_joinsOnceMore_ifAnEarlierRunMayHaveSentSomething() {
        var driver = ofEarlierRun().connect().joined(0, Map.of(TAKEOVER, false));
        assertThat(driver.sent(ClientMessage.JOIN)).hasSize(2);
        assertThat(asked(driver)).isEqualTo(Value.of(true));
        driver.joined(0, TAKEOVER).caughtUp(0);
        assertThat(refusal(refused(driver, "exists")).maybeDuplicate()).isFalse();
    }

    @Test
    void whoAsksInVain_goesOnWithoutATakeover() {
        var driver = ofEarlierRun().connect().joined(0, Map.of(TAKEOVER, false)).joined(0, Map.of(TAKEOVER, false)).caughtUp(0);
        assertThat(driver.sent(ClientMessage.JOIN)).hasSize(2);
        assertThat(refusal(refused(driver, "exists")).maybeDuplicate()).isTrue();
    }

    @Test
    void refusalOfWhatABusyServerMayYetGetTo_isNotSure() {
        var driver = refused(sent(), "{:writer_unavailable, {:timeout, 1}}").fire(TimerId.REJOIN).joined(0, ONCE).caughtUp(0);
        assertThat(driver.sent(ClientMessage.WRITE)).hasSize(2);
        assertThat(refusal(refused(driver, "exists")).maybeDuplicate()).isTrue();
    }

    @Test
    void refusalByTheClientItself_isNotSure_either() {
        var driver = sent();
        for (int failures = 0; failures <= 3; failures++) {
            driver.disconnect(CloseReason.By.SERVER).connect().joined(0, ONCE).caughtUp(0);
        }
        assertThat(refusal(driver).error().reason()).isEqualTo("server_crashed");
        assertThat(refusal(driver).maybeDuplicate()).isTrue();
    }

    @Test
    void resendOverANewConnection_isNoDuplicate_whereTheServerTakesOver() {
        var driver = reconnected(sent(), TAKEOVER);
        assertThat(driver.sent(ClientMessage.WRITE)).hasSize(2);
        driver.echo(1, "op_1");
        assertThat(CoreDriver.committed(driver.all(Effect.Tell.class).getLast()).maybeDuplicate()).isFalse();
    }

    private static String discarded(CoreDriver driver) {
        driver.input(new Input.Discard("op_1"));
        return ((Outcome.Failed) driver.all(Effect.Answer.class).getLast().outcome()).error().getMessage();
    }

    @Test
    void discardOfWhatIsPutOff_saysThatAnEarlierSendingMayTakeEffect() {
        assertThat(discarded(putOff(sent()))).contains("before it was sent");
        assertThat(discarded(putOff(reconnected(sent(), ONCE)))).contains("may take effect all the same");
        assertThat(discarded(putOff(reconnected(sent(), ONCE, TAKEOVER)))).contains("before it was sent");
    }

    /** A snapshot hides whether the earlier sending has arrived meanwhile: who sends it again does not know. */
    @Test
    void whatIsPutOff_mayHaveTakenEffectInAHistoryThatIsGone() {
        var driver = putOff(reconnected(sent(), ONCE)).server(ServerMessage.CLOSE, Map.of()).fire(TimerId.REJOIN).joined(5,
                ONCE);
        driver.server(ServerMessage.SNAPSHOT, Map.of("snapshot_seq", 5, "entries", Map.of())).caughtUp(5)
                .pass(Duration.ofMinutes(2)).fire(TimerId.RETRY);
        assertThat(driver.sent(ClientMessage.WRITE)).hasSize(3);
        driver.echo(6, "op_1");
        assertThat(CoreDriver.committed(driver.all(Effect.Tell.class).getLast()).maybeDuplicate()).isTrue();
    }
}
