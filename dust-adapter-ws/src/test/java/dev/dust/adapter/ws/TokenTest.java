package dev.dust.adapter.ws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dust.transport.CloseReason.By;
import dev.dust.transport.CloseReason.Lost;
import dev.dust.transport.CloseReason.Refused;
import dev.dust.transport.CloseReason;
import dev.dust.transport.FileRefusedException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where tokens come from, and which are none. */
class TokenTest extends SocketTest {
    private static final WebSocketOptions QUICK = WebSocketOptions.defaults().connectTimeout(Duration.ofMillis(100));

    private CloseReason attempt() {
        var each = new RecordingListener();
        transport.connect(HANDSHAKE, each);
        return each.awaitClosed();
    }

    private void from(Supplier<String> source, WebSocketOptions options) {
        transport = transport(Token.from(source), options);
    }

    /** The content of a secret file of two lines, among others. */
    @ParameterizedTest
    @ValueSource(
            strings = {"dust_tok_1\nhidden", "dust_tok_1\r\nhidden", "hidden\t1", "hidden\0", "hid\u007fden", "hidden\u0085x",
                    "hidden\u0416", "\ufeffhidden", "hidden\ud83d\ude00"})
    void aTokenThatHttpHasNoFormFor_isShownToNobody_andToldNowhere(String token) {
        assertThatThrownBy(() -> Token.of(token)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the token has a").hasMessageNotContaining("hid");
        from(() -> token, WebSocketOptions.defaults());

        try (var log = new CapturedLog()) {
            assertThat(attempt()).isInstanceOfSatisfying(Refused.class,
                    reason -> assertThat(reason.message()).contains("the token has a").doesNotContain("hid"));
            assertThatThrownBy(() -> transport.download("sha256:00", 0)).isInstanceOf(FileRefusedException.class)
                    .hasMessageNotContaining("hid");
            assertThat(log.all()).noneMatch(line -> line.contains("hid"));
        }
        assertThat(server.requestsLeft()).isZero();
    }

    @Test
    void whiteSpaceAround_isNoPartOfIt() {
        from(() -> " dust_tok_\u00eb 1\r\n", WebSocketOptions.defaults());

        open();

        assertThat(server.peer().request().target()).contains("token=dust_tok_%C3%AB%201&");
    }

    @Test
    void aSourceThatFails_losesThisAttemptOnly_andWhatItSaysIsToldNowhere() throws IOException {
        var token = new AtomicReference<String>();
        from(() -> {
            if (token.get() == null) {
                throw new IllegalStateException("cannot decrypt dust_tok_hidden");
            }
            return token.get();
        }, WebSocketOptions.defaults());

        try (var log = new CapturedLog()) {
            assertThat(attempt()).isInstanceOfSatisfying(Lost.class, reason -> assertThat(reason.message())
                    .contains("its source failed", "IllegalStateException").doesNotContain("hidden"));
            assertThatThrownBy(() -> transport.download("sha256:00", 0)).isInstanceOf(IOException.class)
                    .isNotInstanceOf(FileRefusedException.class).hasMessageNotContaining("hidden");
            assertThat(log.all()).noneMatch(line -> line.contains("hidden"));
        }
        token.set("fresh");
        open();
    }

    @Test
    void anErrorOfASource_losesThisAttemptOnly() {
        var calls = new AtomicInteger();
        from(() -> {
            if (calls.getAndIncrement() == 0) {
                throw new NoClassDefFoundError("vault");
            }
            return "fresh";
        }, WebSocketOptions.defaults());

        assertThat(attempt()).isInstanceOf(Lost.class);
        open();
    }

    @Test
    void aSourceThatHangsOnce_losesThatAttempt_andIsAskedAgain() {
        var calls = new AtomicInteger();
        var never = new CountDownLatch(1);
        var hangsNoMore = new CountDownLatch(1);
        from(() -> {
            if (calls.getAndIncrement() == 0) {
                try {
                    never.await();
                } catch (InterruptedException e) {
                    hangsNoMore.countDown();
                    throw new IllegalStateException(e);
                }
            }
            return "fresh";
        }, QUICK);

        assertThat(attempt()).isInstanceOfSatisfying(Lost.class, reason -> {
            assertThat(reason.message()).contains("its source has not answered within 100 ms");
            assertThat(reason.by()).isEqualTo(By.NETWORK);
        });
        Conditions.await(hangsNoMore);
        Conditions.until("an attempt with the token of the second call", () -> {
            attemptUntilOpen();
            return calls.get() == 2;
        });
    }

    /** The question that was interrupted may take a moment to end: until then it is the one that is under way. */
    private void attemptUntilOpen() {
        var each = new RecordingListener();
        transport.connect(HANDSHAKE, each);
        Conditions.until("the end of an attempt", () -> each.callsLeft() > 0);
    }

    /** However often it is asked, and even if it does not mind being interrupted. */
    @Test
    void aSourceThatHangsForEver_isAskedOnce_andHoldsOneThread() {
        var calls = new AtomicInteger();
        var released = new AtomicReference<Boolean>(false);
        from(() -> {
            calls.incrementAndGet();
            while (!released.get()) {
                LockSupport.parkNanos(1_000_000);
            }
            return "late";
        }, QUICK);

        for (int i = 0; i < 3; i++) {
            assertThat(attempt()).isInstanceOfSatisfying(Lost.class,
                    reason -> assertThat(reason.message()).contains("its source has not answered"));
        }
        assertThatThrownBy(() -> transport.download("sha256:00", 0)).isInstanceOf(IOException.class)
                .isNotInstanceOf(FileRefusedException.class).hasMessageContaining("its source has not answered");
        assertThat(calls).hasValue(1);

        released.set(true);
        transport.connect(HANDSHAKE, listener);
        listener.awaitOpened();
    }
}
