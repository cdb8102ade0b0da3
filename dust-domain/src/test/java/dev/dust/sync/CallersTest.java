package dev.dust.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.error.AnswerTimeoutException;
import dev.dust.error.DustException;
import dev.dust.error.InvalidRequestException;
import dev.dust.error.RefusedException;
import dev.dust.error.UnavailableException;
import dev.dust.op.Op;
import dev.dust.op.Precondition;
import dev.dust.path.DustPath;
import dev.dust.time.TimerId;
import dev.dust.transport.ClientMessage;
import dev.dust.transport.ServerMessage;
import dev.dust.value.Value;
import dev.dust.write.WriteBounds;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Whoever waits is answered, once, and with what is so. */
class CallersTest {

    private static SyncConfig config(boolean waitOutRateLimits) {
        return new SyncConfig(Duration.ofSeconds(2), Duration.ZERO, Duration.ofSeconds(30), 256, 1_000, 1 << 20,
                WriteBounds.defaults(), waitOutRateLimits, true);
    }

    private static List<DustException> failures(CoreDriver driver) {
        return driver.all(Effect.Answer.class).stream().map(Effect.Answer::outcome).filter(Outcome.Failed.class::isInstance)
                .map(outcome -> ((Outcome.Failed) outcome).error()).toList();
    }

    private static CoreDriver limited(CoreDriver driver, long millis) {
        return driver.answer(driver.newest(ClientMessage.WRITE), "error",
                Map.of("reason", "rate_limited", "retry_after_ms", millis));
    }

    private static Duration retry(CoreDriver driver) {
        return driver.all(Effect.SetTimer.class).stream().filter(timer -> timer.id() == TimerId.RETRY).toList().getLast()
                .delay();
    }

    @Test
    void eachCallerHearsOfItsTimeout_theSecondAndThirdToo() {
        var driver = new CoreDriver().put("a", 1).pass(Duration.ofSeconds(10)).put("b", 1).pass(Duration.ofSeconds(10))
                .put("c", 1);
        for (int caller = 1; caller <= 3; caller++) {
            Duration wait = driver.all(Effect.SetTimer.class).stream().filter(timer -> timer.id() == TimerId.ACK).toList()
                    .getLast().delay();
            driver.forget();
            driver.pass(caller == 1 ? Duration.ofSeconds(10) : wait).fire(TimerId.ACK);
            assertThat(driver.all(Effect.Answer.class)).extracting(Effect.Answer::opId).containsExactly("op_" + caller);
        }
    }

    @Test
    void callerOfAWriteThatTheServerPutsOff_waitsOn() {
        var driver = limited(new CoreDriver(config(true)).live().put("k", 1), 60_000);
        driver.pass(Duration.ofSeconds(30)).fire(TimerId.ACK).pass(Duration.ofSeconds(30)).fire(TimerId.RETRY)
                .fire(TimerId.ACK);
        assertThat(failures(driver)).isEmpty();

        driver.answer(driver.newest(ClientMessage.WRITE), "ok", Map.of("store_seq", 1));
        assertThat(driver.all(Effect.Answer.class)).hasSize(1);
    }

    @Test
    void callerWhoDoesNotWaitRateLimitsOut_hearsOfTheLimit_andTheWriteStays() {
        var driver = limited(new CoreDriver(config(false)).live().put("k", 1), 60_000);
        driver.pass(Duration.ofSeconds(30)).fire(TimerId.ACK);

        assertThat(failures(driver)).singleElement().isInstanceOf(RefusedException.RateLimited.class)
                .satisfies(limit -> assertThat(limit).hasMessageContaining("stays in the outbox"));
        assertThat(driver.core().pendingOps()).isEqualTo(1);
    }

    @Test
    void callerWhoseServerIsSilentAfterALimit_hearsATimeoutInTheEnd() {
        var driver = limited(new CoreDriver(config(true)).live().put("k", 1), 1_000);
        driver.pass(Duration.ofSeconds(1)).fire(TimerId.RETRY);
        driver.pass(Duration.ofSeconds(29)).fire(TimerId.ACK).pass(Duration.ofSeconds(30)).fire(TimerId.ACK);
        assertThat(failures(driver)).singleElement().isInstanceOf(AnswerTimeoutException.class);
    }

    @Test
    void whatServersSayOfWaiting_isKeptWithinBounds() {
        assertThat(retry(limited(new CoreDriver().live().put("k", 1), 0))).isEqualTo(Duration.ofSeconds(1));
        assertThat(retry(limited(new CoreDriver().live().put("k", 1), -5))).isEqualTo(Duration.ofSeconds(1));
        assertThat(retry(limited(new CoreDriver().live().put("k", 1), 1_000_000_000_000_000_000L)))
                .isEqualTo(Duration.ofMinutes(5));
        assertThat(retry(limited(new CoreDriver().live().put("k", 1), 1_500))).isEqualTo(Duration.ofMillis(1_500));

        var driver = new CoreDriver().live().put("k", 1);
        Duration waited = Duration.ZERO;
        for (int i = 0; i < 20; i++) {
            Duration wait = retry(limited(driver, 1));
            waited = waited.plus(wait);
            driver.pass(wait).fire(TimerId.RETRY);
        }
        assertThat(waited).isGreaterThan(Duration.ofSeconds(10));
    }

    /** The rest of docs/protocol.md#leniency: whole floats are integers, in what a refusal tells too. */
    @Test
    void wholeFloatsInARefusal_areIntegers() {
        var driver = new CoreDriver().live().put("a", 1).put("b", 1);
        driver.answer(driver.sent(ClientMessage.WRITE).getFirst(), "error",
                Map.of("reason", "conflict", "current_revision", 5e9));
        assertThat(((RefusedException.Conflict) failures(driver).getFirst()).currentRevision()).hasValue(5_000_000_000L);
    }

    private static CoreDriver leaseAsked(long ttlMillis) {
        return new CoreDriver().live().input(new Input.Submit("op_l", new Op.Acquire(DustPath.parse("lock"), ttlMillis, null)));
    }

    private static Map<String, Object> granted() {
        return Map.of("store_seq", 1, "op", "lease", "path", "lock", "client_op_id", "op_l", "device_id", "dev_test", "value",
                Map.of("_type", "lease", "token", 1, "expires_at", 1_000));
    }

    @Test
    void leaseWhoseTimeIsOverWhenTheAnswerComes_isNotHandedOut() {
        var lost = leaseAsked(1_000).disconnect().pass(Duration.ofSeconds(7)).connect().joined(1)
                .server(ServerMessage.EVENT, granted());
        assertThat(failures(lost)).singleElement().isInstanceOf(UnavailableException.class);

        var late = leaseAsked(1_000).pass(Duration.ofSeconds(1));
        late.answer(late.newest(ClientMessage.WRITE), "ok", Map.of("store_seq", 1, "token", 1, "expires_at", 1));
        assertThat(failures(late)).singleElement().isInstanceOf(UnavailableException.class);

        var renewal = new CoreDriver().live().input(new Input.Submit("op_r", new Op.Renew(DustPath.parse("lock"), 1, 1_000)))
                .pass(Duration.ofSeconds(1));
        renewal.answer(renewal.newest(ClientMessage.WRITE), "ok", Map.of("store_seq", 2));
        assertThat(failures(renewal)).singleElement().isInstanceOf(UnavailableException.class);
    }

    @Test
    void leaseThatIsAnsweredInTime_isHandedOut() {
        var driver = leaseAsked(1_000).pass(Duration.ofMillis(999)).server(ServerMessage.EVENT, granted());
        assertThat(driver.all(Effect.Answer.class).getLast().outcome()).isInstanceOf(Outcome.Leased.class);
    }

    @Test
    void outboxIsBoundedInBytes() {
        var driver = new CoreDriver(
                new SyncConfig(Duration.ofSeconds(2), Duration.ZERO, Duration.ofSeconds(30), 3, 1_000, 10_000));
        for (int i = 0; i < 4; i++) {
            driver.put("k" + i, "x".repeat(4_000));
        }
        assertThat(driver.core().pendingOps()).isEqualTo(2);
        assertThat(failures(driver)).hasSize(2).allSatisfy(full -> assertThat(full.reason()).isEqualTo("outbox_full"));
        driver.put("huge", "x".repeat(20_000));
        assertThat(failures(driver).getLast()).isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("too_large");
    }

    @Test
    void callerOfACounter_hearsThatItIsAccepted_andThenItsTotal() {
        var driver = new CoreDriver().live()
                .input(new Input.Submit("op_1", new Op.Increment(DustPath.parse("n"), Value.of(1), Precondition.NONE)));
        driver.answer(driver.newest(ClientMessage.WRITE), "ok", Map.of("store_seq", 7L));
        assertThat(driver.all(Effect.Answer.class)).containsExactly(
                new Effect.Answer("op_1", new Outcome.Accepted(7, null), false));

        driver.forget();
        driver.server(ServerMessage.EVENT, Map.of("store_seq", 7L, "op", "increment", "path", "n", "value", 42L, "client_op_id",
                "op_1", "device_id", "dev_test"));
        assertThat(driver.all(Effect.Answer.class)).containsExactly(
                new Effect.Answer("op_1", new Outcome.Accepted(7, Value.of(42)), true));
    }

    @Test
    void callerOfACounter_thatASnapshotHasAlready_hearsNoTotal() {
        var driver = new CoreDriver().live()
                .input(new Input.Submit("op_1", new Op.Increment(DustPath.parse("n"), Value.of(1), Precondition.NONE)));
        driver.answer(driver.newest(ClientMessage.WRITE), "ok", Map.of("store_seq", 7L));
        driver.forget();
        driver.server("snapshot", Map.of("snapshot_seq", 8L, "entries", Map.of()));
        assertThat(driver.all(Effect.Answer.class)).containsExactly(
                new Effect.Answer("op_1", new Outcome.Accepted(7, null), true));
    }
}
