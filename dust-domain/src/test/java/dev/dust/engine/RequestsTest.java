package dev.dust.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dust.error.AnswerTimeoutException;
import dev.dust.error.ClosedException;
import dev.dust.error.UnavailableException;
import dev.dust.metrics.Metrics;
import dev.dust.sync.Effect;
import dev.dust.sync.SyncConfig;
import dev.dust.sync.TakenTransitions;
import dev.dust.time.TimerId;
import dev.dust.value.MapValue;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Who waits for an answer to what is not kept hears once, and in time. */
class RequestsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final FakeTime time = new FakeTime();
    private final Requests requests = new Requests(new EngineConfig(
            new SyncConfig(Duration.ofSeconds(5), Duration.ZERO, PATIENCE, 1, 1, 1), time, Runnable::run,
            new Threads(Runnable::run),
            new Random(1), Duration.ofSeconds(3), new TakenTransitions(), Metrics.none()));
    private final CompletableFuture<MapValue> answer = new CompletableFuture<>();
    private final String id = requests.expect(answer);

    @Test
    void answerIsTheServersOne_andALaterOneIsNobodys() {
        requests.answer(new Effect.Reply(id, MapValue.EMPTY, null));
        requests.answer(new Effect.Reply(id, null, new UnavailableException("lost")));
        requests.endAll(new ClosedException());
        assertThat(answer).isCompletedWithValue(MapValue.EMPTY);
    }

    @Test
    void failureIsTheServersOne() {
        requests.answer(new Effect.Reply(id, null, new UnavailableException("lost")));
        assertThatThrownBy(answer::join).hasCauseInstanceOf(UnavailableException.class);
    }

    @Test
    void withoutAnAnswerInTime_itEndsWithoutOne() {
        assertThat(time.delays.get(TimerId.ACK)).isEqualTo(PATIENCE);
        time.fire(TimerId.ACK);
        assertThatThrownBy(answer::join).hasCauseInstanceOf(AnswerTimeoutException.class)
                .hasMessageContaining("whether it took effect is not known");
    }

    @Test
    void whereNothingComesAnyMore_everybodyHearsIt() {
        var other = new CompletableFuture<MapValue>();
        assertThat(requests.expect(other)).isNotEqualTo(id);
        requests.endAll(new ClosedException());
        assertThatThrownBy(answer::join).hasCauseInstanceOf(ClosedException.class);
        assertThatThrownBy(other::join).hasCauseInstanceOf(ClosedException.class);
    }
}
