package dev.dust.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.cache.OutboxEntry;
import dev.dust.error.AnswerTimeoutException;
import dev.dust.op.Op;
import dev.dust.op.OpCodec;
import dev.dust.op.Precondition;
import dev.dust.path.DustPath;
import dev.dust.time.TimerId;
import dev.dust.transport.ClientMessage;
import dev.dust.value.Value;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A server that cannot write for now puts off what it is sent (docs/decisions.md#unavailable). */
class WritePauseTest {
    private static final Op.Acquire ACQUIRE = new Op.Acquire(DustPath.parse("lock"), 30_000, "me");

    private final CoreDriver driver = new CoreDriver().live();

    private void unavailable() {
        driver.answer(driver.newest(ClientMessage.WRITE), "error", Map.of("reason", "unavailable"));
    }

    private Duration retry() {
        return driver.all(Effect.SetTimer.class).stream().filter(timer -> timer.id() == TimerId.RETRY).toList().getLast()
                .delay();
    }

    private void waitUntilRetry() {
        driver.pass(retry()).fire(TimerId.RETRY);
    }

    private List<Outcome> answers() {
        return driver.all(Effect.Answer.class).stream().map(Effect.Answer::outcome).toList();
    }

    @Test
    void writeThatTheServerCannotWriteDown_isSentAgain_untilItIsTaken() {
        driver.put("k", 1);
        unavailable();
        waitUntilRetry();
        unavailable();
        assertThat(driver.core().pendingOps()).isEqualTo(1);
        waitUntilRetry();
        assertThat(driver.sent(ClientMessage.WRITE)).hasSize(3);
        driver.answer(driver.newest(ClientMessage.WRITE), "ok", Map.of("store_seq", 1));
        assertThat(answers()).singleElement().isInstanceOf(Outcome.Accepted.class);
    }

    @Test
    void clientAsksMoreAndMoreRarely_andAsOftenAsAtFirst_onceTheServerHasTakenSomething() {
        driver.put("k", 1);
        var waits = new ArrayList<Long>();
        for (int i = 0; i < 6; i++) {
            unavailable();
            waits.add(retry().toSeconds());
            waitUntilRetry();
        }
        assertThat(waits).containsExactly(1L, 2L, 4L, 8L, 16L, 16L);
        driver.answer(driver.newest(ClientMessage.WRITE), "ok", Map.of("store_seq", 1)).put("k", 2);
        unavailable();
        assertThat(retry()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void otherConnection_isTriedAtOnce() {
        driver.put("k", 1);
        unavailable();
        driver.disconnect().connect().joined(0).caughtUp(0);
        assertThat(driver.sent(ClientMessage.WRITE)).hasSize(2);
    }

    @Test
    void statusSaysSo_asLongAsSomethingWaits() {
        driver.put("k", 1);
        assertThat(driver.core().trouble()).isNull();
        unavailable();
        assertThat(driver.core().trouble()).contains("unavailable");
        waitUntilRetry();
        assertThat(driver.core().trouble()).contains("unavailable");
        driver.answer(driver.newest(ClientMessage.WRITE), "ok", Map.of("store_seq", 1));
        assertThat(driver.core().trouble()).isNull();
        driver.echo(1, "op_1").put("k", 2);
        unavailable();
        driver.input(new Input.Discard("op_2"));
        assertThat(driver.core().trouble()).isNull();
    }

    /** Nobody knows when it ends, other than with a rate limit. */
    @Test
    void caller_waitsNoLongerThanForAnyAnswer_andHearsWhy() {
        driver.put("k", 1);
        unavailable();
        driver.pass(Duration.ofSeconds(30)).fire(TimerId.ACK);
        assertThat(answers()).singleElement().isInstanceOfSatisfying(Outcome.Failed.class,
                failed -> assertThat(failed.error()).isInstanceOf(AnswerTimeoutException.class)
                        .hasMessageContaining("cannot write down anything").hasMessageContaining("stays in the outbox"));
        assertThat(driver.core().pendingOps()).isEqualTo(1);
    }

    /** Else a database that is away for a moment would cost every lease that is renewed meanwhile. */
    @Test
    void leaseOp_isAskedForAgainOverTheSameConnection_untilItsCallerGivesUp() {
        driver.input(new Input.Submit("op_lease", ACQUIRE));
        unavailable();
        assertThat(answers()).isEmpty();
        waitUntilRetry();
        assertThat(driver.sent(ClientMessage.WRITE)).hasSize(2);
        unavailable();
        driver.pass(Duration.ofSeconds(30)).fire(TimerId.ACK);
        assertThat(answers()).singleElement().isInstanceOf(Outcome.Failed.class);
        assertThat(driver.core().pendingOps()).isZero();
    }

    private void refused(String reason, Map<String, ?> more) {
        var response = new HashMap<String, Object>(more);
        response.put("reason", reason);
        driver.answer(driver.newest(ClientMessage.WRITE), "error", response);
    }

    /** It says when it is over, whatever else the server cannot do meanwhile. */
    @Test
    void rateLimit_isNotCutShort_byAServerThatCannotWrite() {
        driver.put("k", 1).put("l", 2);
        driver.answer(driver.sent(ClientMessage.WRITE).getFirst(), "error",
                Map.of("reason", "rate_limited", "retry_after_ms", 60_000));
        driver.pass(Duration.ofSeconds(10));
        unavailable();
        assertThat(retry()).isEqualTo(Duration.ofSeconds(50));
        driver.pass(Duration.ofSeconds(50)).fire(TimerId.RETRY);
        assertThat(driver.sent(ClientMessage.WRITE)).hasSize(4);
    }

    @Test
    void aServerThatCannotWrite_isAskedNoSooner_becauseARateLimitIsOver() {
        driver.put("k", 1);
        unavailable();
        waitUntilRetry();
        driver.put("l", 2);
        driver.answer(driver.sent(ClientMessage.WRITE).get(1), "error", Map.of("reason", "unavailable"));
        assertThat(retry()).isEqualTo(Duration.ofSeconds(2));
        refused("rate_limited", Map.of("retry_after_ms", 100));
        assertThat(retry()).isEqualTo(Duration.ofSeconds(2));
    }

    /** Only a rate limit is waited out beyond the time in which answers are expected. */
    @Test
    void caller_waitsNoLonger_becauseSomethingElseWasTakenWhileThePauseWasOn() {
        driver.put("k", 1).put("l", 2);
        unavailable();
        driver.answer(driver.sent(ClientMessage.WRITE).getFirst(), "ok", Map.of("store_seq", 1));
        assertThat(answers()).hasSize(1);
        driver.pass(Duration.ofSeconds(30)).fire(TimerId.ACK);
        assertThat(answers()).hasSize(2).last().isInstanceOf(Outcome.Failed.class);
    }

    /** A lease that is held ends while nobody asks for its renewal. */
    @Test
    void leaseOp_isNotKeptWaiting_forAsLongAsWritesAre() {
        driver.put("k", 1);
        for (int i = 0; i < 5; i++) {
            unavailable();
            if (i < 4) {
                waitUntilRetry();
            }
        }
        assertThat(retry()).isEqualTo(Duration.ofSeconds(16));
        driver.pass(Duration.ofSeconds(1));
        driver.input(new Input.Submit("op_lease", ACQUIRE));
        assertThat(retry()).isEqualTo(Duration.ofSeconds(2));
        waitUntilRetry();
        List<ClientMessage> sent = driver.sent(ClientMessage.WRITE);
        driver.answer(sent.getLast(), "error", Map.of("reason", "unavailable"));
        driver.answer(sent.get(sent.size() - 2), "error", Map.of("reason", "unavailable"));
        assertThat(retry()).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void leaseOp_waitsForARateLimit_asTheServerSaid() {
        driver.put("k", 1);
        refused("rate_limited", Map.of("retry_after_ms", 60_000));
        driver.pass(Duration.ofSeconds(10));
        driver.input(new Input.Submit("op_lease", ACQUIRE));
        assertThat(retry()).isEqualTo(Duration.ofSeconds(50));
    }

    /** What cannot be sent waits for nobody. */
    @Test
    void statusSaysNothing_onceAllThatIsLeftIsWhatCannotBeSent() {
        var driver = new CoreDriver().check((opId, op) -> "too long");
        driver.restore(new OutboxEntry("op_held", 1, 0, 0,
                OpCodec.store(new Op.Put(DustPath.parse("held"), Value.of(1), Precondition.NONE), false, false))).live()
                .put("k", 1);
        driver.answer(driver.newest(ClientMessage.WRITE), "error", Map.of("reason", "unavailable"));
        assertThat(driver.core().trouble()).contains("unavailable");
        driver.input(new Input.Discard("op_1"));
        assertThat(driver.core().pendingOps()).isEqualTo(1);
        assertThat(driver.core().trouble()).doesNotContain("unavailable");
    }

    /** The timer was among the effects that were dropped. */
    @Test
    void pause_ends_thoughTheTurnInWhichItBeganWasLost() {
        driver.put("k", 1);
        unavailable();
        driver.forget();
        driver.pass(Duration.ofMillis(400)).input(new Input.Torn());
        assertThat(retry()).isEqualTo(Duration.ofMillis(600));
        driver.joined(0).caughtUp(0);
        waitUntilRetry();
        assertThat(driver.sent(ClientMessage.WRITE)).hasSize(1);
    }
}
