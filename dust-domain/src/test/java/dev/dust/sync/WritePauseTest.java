package dev.dust.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.error.AnswerTimeoutException;
import dev.dust.op.Op;
import dev.dust.path.DustPath;
import dev.dust.time.TimerId;
import dev.dust.transport.ClientMessage;
import java.time.Duration;
import java.util.ArrayList;
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
}
