package dev.dust.adapter.ws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dust.transport.CloseReason;
import dev.dust.transport.CloseReason.Lost;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens are shown to the server alone, and their source stops nobody for ever. */
class TokenTest extends SocketTest {

    private CloseReason refusal(Token token, Duration patience) {
        var heard = new RecordingListener();
        transport(token, WebSocketOptions.DEFAULT.withConnectTimeout(patience)).connect(HANDSHAKE, heard);
        return heard.awaitClosed();
    }

    @ParameterizedTest
    @ValueSource(strings = {"dust_tok\nsecret", "dust_tok\tsecret", "dust_tok\u0000secret", "dust_t\u0142k_secret",
            "secret\u2028dust"})
    void tokenThatHoldsWhatNoTokenHolds_isRefused_byAMessageWithoutIt(String bad) {
        assertThatThrownBy(() -> Token.of(bad)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("at position")
                .hasMessageNotContaining("secret");
        assertThat(refusal(Token.from(() -> bad), Duration.ofSeconds(10)).message()).contains("at position")
                .doesNotContain("secret");
    }

    @Test
    void lineBreakAtTheEnd_asFilesHaveIt_isNoPartOfAToken() {
        assertThat(Token.of("dust_tok_1\n").ask()).isEqualTo("dust_tok_1");
    }

    @Test
    void whatASourceThrows_isToldByItsKindAlone() {
        CloseReason reason = refusal(Token.from(() -> {
            throw new IllegalStateException("the file says dust_tok_secret");
        }), Duration.ofSeconds(10));
        assertThat(reason).isInstanceOf(Lost.class);
        assertThat(reason.message()).contains("IllegalStateException").doesNotContain("secret");
        assertThat(refusal(Token.from(() -> {
            throw new AssertionError("dust_tok_secret");
        }), Duration.ofSeconds(10)).message()).contains("AssertionError").doesNotContain("secret");
    }

    @Test
    void sourceThatHangs_endsTheAttemptInTime_andIsNotAskedAgainBeforeItHasAnswered() {
        var asked = new AtomicInteger();
        var answer = new CompletableFuture<String>();
        var token = Token.from(() -> {
            asked.incrementAndGet();
            return answer.join();
        });
        transport = transport(token, WebSocketOptions.DEFAULT.withConnectTimeout(Duration.ofMillis(50)));
        for (int i = 0; i < 3; i++) {
            var heard = new RecordingListener();
            transport.connect(HANDSHAKE, heard);
            assertThat(heard.awaitClosed().message()).contains("has not answered within");
        }
        assertThat(asked).hasValue(1);
        answer.complete("secret");
        assertThat(refusalOrOpen()).isTrue();
    }

    /** Whether an attempt succeeds now, or soon: the source has just answered. */
    private boolean refusalOrOpen() {
        transport.connect(HANDSHAKE, listener);
        return listener.opensOrCloses();
    }
}
