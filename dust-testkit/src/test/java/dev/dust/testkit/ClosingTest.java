package dev.dust.testkit;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dust.ConnectionStatus;
import dev.dust.Dust;
import dev.dust.DustOptions;
import dev.dust.DustStore;
import dev.dust.FileOptions;
import dev.dust.PendingWrite;
import dev.dust.Write;
import dev.dust.adapter.jackson.JacksonCodecs;
import dev.dust.error.InvalidRequestException;
import dev.dust.testkit.time.VirtualTime;
import dev.dust.time.Durations;
import dev.dust.time.TimerId;
import dev.dust.value.Value;
import dev.dust.write.OpName;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

/** What waits for the server when a client ends, and what is known of it before. */
class ClosingTest {
    private static final String STORE = "org/store";

    private final VirtualTime time = new VirtualTime();
    private final CallbackThreads threads = new CallbackThreads();
    private final TestingServer server = new TestingServer(time, threads);

    private Dust client(UnaryOperator<DustOptions> options) {
        return new Dust(new NaiveCache(), server, new JacksonCodecs(),
                options.apply(DustOptions.defaults().time(time).engineExecutor(threads)));
    }

    private Dust client() {
        return client(options -> options);
    }

    private void settle() {
        do {
            threads.awaitRest();
        } while (time.fireDue());
    }

    private Dust offline() {
        Dust dust = client();
        dust.store(STORE);
        settle();
        server.become(ConnectionStatus.RECONNECTING);
        settle();
        return dust;
    }

    private void comeBack() {
        server.become(ConnectionStatus.CONNECTED);
        time.fire(TimerId.RECONNECT);
        settle();
    }

    /** The warnings that {@code work} logs of a client. */
    private static List<String> warningsOf(Runnable work) {
        var heard = new CopyOnWriteArrayList<String>();
        Logger logger = Logger.getLogger(Dust.class.getName());
        var handler = new Handler() {
            @Override
            public void publish(LogRecord event) {
                if (event.getLevel() == Level.WARNING) {
                    heard.add(event.getMessage());
                }
            }

            @Override
            public void flush() {
                // Nothing is held back.
            }

            @Override
            public void close() {
                // There is nothing to close.
            }
        };
        logger.addHandler(handler);
        try {
            work.run();
        } finally {
            logger.removeHandler(handler);
        }
        return heard;
    }

    @Test
    void closing_saysHowManyWritesACacheInMemoryDrops() {
        Dust dust = offline();
        dust.store(STORE).put("a", 1);
        dust.store(STORE).put("b", 1);
        dust.store("org/other").put("c", 1);

        assertThat(warningsOf(() -> dust.close())).singleElement().asString().contains("closing drops 3 writes")
                .contains(STORE + "=2");
        assertThat(warningsOf(() -> dust.close())).isEmpty();
    }

    @Test
    void closing_saysNothingWhereNothingIsDropped() {
        Dust dust = client();
        dust.store(STORE).put("a", 1);
        settle();
        assertThat(warningsOf(() -> dust.close())).isEmpty();
    }

    @Test
    void flush_returnsWhenNothingWaits() throws Exception {
        try (Dust dust = offline()) {
            DustStore store = dust.store(STORE);
            assertThat(store.flush(Duration.ofSeconds(1))).isTrue();
            Write write = store.put("a", 1);
            CompletableFuture<Boolean> flushed = CompletableFuture.supplyAsync(() -> dust.flush(Duration.ofMinutes(1)));
            comeBack();
            assertThat(flushed.get(60, SECONDS)).isTrue();
            assertThat(write.stage()).isEqualTo(Write.Stage.ACCEPTED);
        }
    }

    @Test
    void closingWithPatience_givesUpWhenThatIsOver() throws Exception {
        Dust dust = offline();
        dust.store(STORE).put("a", 1);
        CompletableFuture<Boolean> closed = CompletableFuture.supplyAsync(() -> dust.close(Duration.ofSeconds(10)));
        while (!closed.isDone()) {
            time.advance(Duration.ofSeconds(1), this::settle);
        }
        assertThat(closed.get()).isFalse();
    }

    @Test
    void pendingWrites_tellWhatTheyWrite_andCanBeTakenBack() {
        try (Dust dust = offline()) {
            DustStore store = dust.store(STORE);
            Write put = store.put("a", Map.of("x", 1));
            store.increment("n", 3);

            List<PendingWrite> pending = store.pending();
            assertThat(pending).extracting(PendingWrite::op).containsExactly(OpName.SET, OpName.INCREMENT);
            assertThat(pending.getFirst().opId()).isEqualTo(put.opId());
            assertThat(pending.getFirst().operand().value()).isEqualTo(Value.from(Map.of("x", 1)));
            assertThat(pending.getLast().operand().as(Long.class)).isEqualTo(3);

            assertThat(pending.getFirst().discard()).isTrue();
            assertThat(pending.getFirst().discard()).isFalse();
            assertThat(store.get("a").isPresent()).isFalse();
            assertThat(store.pending()).extracting(PendingWrite::op).containsExactly(OpName.INCREMENT);
        }
    }

    @Test
    void writeThatNeverFits_isRefusedAsTooLarge_andNotAsTryAgain() {
        try (Dust dust = client(options -> options.maxPendingBytes(1_000))) {
            assertThatThrownBy(() -> dust.store(STORE).put("a", "x".repeat(2_000)))
                    .isInstanceOfSatisfying(InvalidRequestException.class,
                            error -> assertThat(error.reason()).isEqualTo("too_large"));
        }
        try (Dust dust = client()) {
            assertThatThrownBy(() -> dust.store(STORE).at("f").putFile(new byte[80_000_000], FileOptions.defaults()))
                    .isInstanceOfSatisfying(InvalidRequestException.class,
                            error -> assertThat(error.reason()).isEqualTo("too_large"));
        }
    }

    @Test
    void withoutAckTimeout_aCallerWaitsForAsLongAsItTakes() {
        try (Dust dust = client(options -> options.ackTimeout(Durations.FOR_EVER))) {
            dust.store(STORE);
            settle();
            server.become(ConnectionStatus.RECONNECTING);
            CompletableFuture<Long> committed = dust.store(STORE).put("a", 1).committed();
            time.advance(Duration.ofDays(1), this::settle);
            assertThat(committed).isNotDone();
            comeBack();
            assertThat(committed).isCompleted();
        }
    }
}
