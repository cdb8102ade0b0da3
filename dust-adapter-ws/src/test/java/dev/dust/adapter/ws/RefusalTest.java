package dev.dust.adapter.ws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.transport.CloseReason.Refused;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The server does not want the token (law 6 of the port, docs/protocol.md#connecting). */
class RefusalTest extends SocketTest {
    private final AtomicReference<String> token = new AtomicReference<>("expired");

    private void startWithChangingToken() {
        transport = transport(Token.from(token::get), WebSocketOptions.defaults());
    }

    @Test
    void status403_refuses_andSaysWhatToDo() {
        startWithChangingToken();
        server.answerStatus(403);

        transport.connect(HANDSHAKE, listener);

        assertThat(listener.awaitClosed()).isInstanceOfSatisfying(Refused.class,
                reason -> assertThat(reason.message()).contains("localhost:" + server.url().getPort(), "403", "another token")
                        .doesNotContain("\n"));
    }

    @Test
    void aRefusedToken_isNotShownAgain() {
        startWithChangingToken();
        server.answerStatus(403);
        transport.connect(HANDSHAKE, listener);
        var refused = listener.awaitClosed();
        server.request();
        server.answer(null);

        var second = new RecordingListener();
        transport.connect(HANDSHAKE, second);

        assertThat(second.awaitClosed()).isEqualTo(refused);
        assertThat(server.requestsLeft()).isZero();
    }

    @Test
    void anotherToken_isTried() {
        startWithChangingToken();
        server.answerStatus(403);
        transport.connect(HANDSHAKE, listener);
        listener.awaitClosed();
        server.answer(null);
        token.set("fresh");

        var second = new RecordingListener();
        transport.connect(HANDSHAKE, second);

        second.awaitOpened();
        assertThat(server.peer().request().target()).contains("token=fresh&");
    }

    @Test
    void theMessageNeverTellsTheToken() {
        startWithChangingToken();
        token.set("dust_tok_hidden");
        server.answerStatus(403);

        transport.connect(HANDSHAKE, listener);

        assertThat(listener.awaitClosed().message()).doesNotContain("dust_tok_hidden");
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "  "})
    void withoutAToken_theServerIsNotAsked(String none) {
        startWithChangingToken();
        token.set(none);

        transport.connect(HANDSHAKE, listener);

        assertThat(listener.awaitClosed()).isInstanceOfSatisfying(Refused.class,
                reason -> assertThat(reason.message()).contains("DUST_API_KEY", "Token"));
        assertThat(server.requestsLeft()).isZero();
    }
}
