package dev.dust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.dust.error.UnavailableException;
import dev.dust.lease.Lease;
import dev.dust.path.DustPath;
import dev.dust.sync.Outcome;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Whatever the engine answers, whoever asked has an answer. */
class AnswersTest {
    private static final DustPath KEY = DustPath.parse("lock");

    private final CompletableFuture<Outcome> engine = new CompletableFuture<>();
    private final List<CompletableFuture<?>> answers = List.of(Answers.leasedUnlessHeld(engine, KEY));

    @Test
    void answerToSomethingElse_isAFailure() {
        engine.complete(new Outcome.Accepted(3, null));
        assertThat(answers).extracting(CompletableFuture::state).containsOnly(Future.State.FAILED);
        assertThat(answers).extracting(CompletableFuture::exceptionNow)
                .allSatisfy(failure -> assertThat(failure).isInstanceOf(IllegalStateException.class));
        assertThatIllegalStateException()
                .isThrownBy(() -> Answers.renewed(new Outcome.Accepted(3, null), new Lease(KEY, 1, null, 0)));
    }

    @Test
    void failure_isTheAnswer_asItIs() {
        var away = new UnavailableException("away");
        engine.complete(new Outcome.Failed(away));
        assertThat(answers).extracting(CompletableFuture::exceptionNow).containsOnly(away);
    }

    @Test
    void engineThatFails_isAFailure_asItIs() {
        var error = new AssertionError("broken");
        engine.completeExceptionally(error);
        assertThat(answers).extracting(CompletableFuture::exceptionNow).containsOnly(error);
    }
}
