package dev.dust.server.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dust.server.ServerOptions;
import dev.dust.server.access.Access;
import dev.dust.server.access.TokenRegistry;
import dev.dust.server.web.Server;
import dev.dust.testkit.postgres.TestDatabase;
import dev.dust.testkit.postgres.TestPostgres;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Tokens that are kept with the ledger open every node, until they end or are taken back. */
@Tag("postgres")
class TokensOfNodesTest {
    private final TestDatabase database = TestPostgres.newDatabase();
    private final HttpClient http = HttpClient.newHttpClient();
    private final PostgresLedger ledger = open();
    private final TokenRegistry tokens = ledger.tokens();

    private PostgresLedger open() {
        return PostgresLedger.open(database.dataSource(), PostgresLedgerOptions.defaults());
    }

    private Server node() {
        return Server.start(ServerOptions.defaults().ledger(open()));
    }

    @AfterEach
    void close() {
        http.close();
        ledger.close();
    }

    /** A connection with a token, and its end. */
    private CompletableFuture<Void> connect(Server node, String token) {
        var ended = new CompletableFuture<Void>();
        http.newWebSocketBuilder().buildAsync(
                URI.create(node.url() + "/websocket?capver=3&vsn=2.0.0&device_id=dev_a&token=" + token),
                new WebSocket.Listener() {
                    @Override
                    public @Nullable CompletableFuture<?> onClose(WebSocket socket, int status, String reason) {
                        ended.complete(null);
                        return null;
                    }

                    @Override
                    public void onError(WebSocket socket, Throwable error) {
                        ended.complete(null);
                    }
                }).join();
        return ended;
    }

    private void assertRefused(Server node, String token) {
        assertThatThrownBy(() -> connect(node, token)).isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(WebSocketHandshakeException.class).satisfies(refused -> assertThat(
                        ((WebSocketHandshakeException) refused.getCause()).getResponse().statusCode()).isEqualTo(403));
    }

    @Test
    void aTokenTakenBack_losesItsConnectionsOnEveryNode_andNoOther()
            throws InterruptedException, ExecutionException, TimeoutException {
        String taken = tokens.create("anna", Access.all());
        String left = tokens.create("bert", Access.all());
        try (Server one = node(); Server two = node()) {
            CompletableFuture<Void> there = connect(one, taken);
            CompletableFuture<Void> here = connect(two, taken);
            CompletableFuture<Void> others = connect(two, left);
            assertThat(tokens.revoke("anna")).isTrue();
            there.get(30, TimeUnit.SECONDS);
            here.get(30, TimeUnit.SECONDS);
            assertRefused(one, taken);
            assertThat(two.connections()).as("connections of the other token").isEqualTo(1);
            assertThat(others).isNotDone();
        }
    }

    @Test
    void aTokenThatEnds_losesItsConnections() throws InterruptedException, ExecutionException, TimeoutException {
        String token = tokens.create("anna", Access.all().until(Instant.now().plusSeconds(3)));
        try (Server node = node()) {
            connect(node, token).get(30, TimeUnit.SECONDS);
            assertRefused(node, token);
        }
    }

    /** Whoever takes back the last token has not opened the server to everybody. */
    @Test
    void anyTokenWillDo_untilThereIsOne_andNeverAgain() throws InterruptedException {
        try (Server node = node()) {
            CompletableFuture<Void> early = connect(node, "any");
            tokens.create("anna", Access.all());
            assertRefused(node, "any");
            early.orTimeout(30, TimeUnit.SECONDS).join();
            tokens.revoke("anna");
            assertRefused(node, "any");
        }
    }

    @Test
    void aServerInTheNetwork_needsATokenThatIsKeptSomewhere() {
        assertThatThrownBy(() -> Server.start(ServerOptions.defaults().ledger(open()).host("0.0.0.0")))
                .isInstanceOf(IllegalStateException.class);
        tokens.create("anna", Access.all());
        try (Server node = Server.start(ServerOptions.defaults().ledger(open()).host("0.0.0.0"))) {
            assertRefused(node, "any");
        }
    }

    @Test
    void whatATokenMayDo_isKept_andTheTokenItselfIsNot() {
        Access access = Access.readOnly().onlyStores("org/*", "ann/shop").until(Instant.parse("2100-01-01T00:00:00Z"))
                .withWritesPerMinute(7);
        String token = tokens.create("anna", access);
        assertThat(token).matches("dust_tok_[0-9a-f]{64}");
        assertThat(tokens.accessOf(token)).isEqualTo(access);
        assertThat(tokens.create("bert", Access.all())).isNotEqualTo(token);
        assertThat(tokens.list()).containsExactly(new TokenRegistry.Entry("anna", access, false),
                new TokenRegistry.Entry("bert", Access.all(), false));
        assertThat(tokens.accessOf(token + "0")).isNull();
        assertThat(tokens.accessOf(null)).isNull();
        assertThat(tokens.ended(Set.of(token, "other"))).containsExactly("other");
        assertThat(tokens.ended(Set.of())).isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> tokens.create("anna", Access.all()));
        assertThat(tokens.revoke("carl")).isFalse();
        assertThat(tokens.revoke("anna")).isTrue();
        assertThat(tokens.accessOf(token)).isNull();
        assertThat(tokens.list().getFirst().revoked()).isTrue();
        assertThatIllegalArgumentException().isThrownBy(() -> tokens.create("anna", Access.all()));
        assertThat(access.opens("org/any")).isTrue();
        assertThat(access.opens("org2/any")).isFalse();
        assertThat(access.opens("ann/shop")).isTrue();
        assertThat(access.opens("ann/other")).isFalse();
    }
}
