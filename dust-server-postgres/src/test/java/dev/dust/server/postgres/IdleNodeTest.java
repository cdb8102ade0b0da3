package dev.dust.server.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.server.ServerOptions;
import dev.dust.server.web.Server;
import dev.dust.testkit.postgres.TestDatabase;
import dev.dust.testkit.postgres.TestPostgres;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a server costs its database while nothing happens. */
@Tag("postgres")
class IdleNodeTest {
    private static final int STORES = 30;
    private static final int SECONDS = 10;

    private final TestDatabase database = TestPostgres.newDatabase();

    /** Joins all stores; answers when it has caught up with them. */
    private static WebSocket join(HttpClient http, Server node) throws InterruptedException {
        var caughtUp = new CountDownLatch(STORES);
        WebSocket socket = http.newWebSocketBuilder().buildAsync(
                URI.create(node.url() + "/websocket?capver=3&vsn=2.0.0&device_id=dev_a&token=any"),
                new WebSocket.Listener() {
                    @Override
                    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
                        if (data.toString().contains("catch_up_complete")) {
                            caughtUp.countDown();
                        }
                        from.request(1);
                        return null;
                    }
                }).join();
        for (int i = 0; i < STORES; i++) {
            socket.sendText("[\"%d\",\"%d\",\"store:org/s%d\",\"phx_join\",{\"last_store_seq\":0}]".formatted(i, i, i), true)
                    .join();
        }
        assertThat(caughtUp.await(60, TimeUnit.SECONDS)).as("all stores are joined").isTrue();
        return socket;
    }

    /** In 10 seconds, for all stores together; a server that cannot listen, as behind a pooler, has to look more often. */
    @ParameterizedTest(name = "listening: {0}")
    @CsvSource({"true, 10", "false, 15"})
    void serverWhoseMembersAreSilent_asksAStatementASecond_andHalfMoreIfItCannotListen(boolean listening, int most)
            throws Exception {
        var connections = new CountingConnections(database);
        PostgresLedger ledger = PostgresLedger.open(connections, PostgresLedgerOptions.defaults().listen(listening));
        try (HttpClient http = HttpClient.newHttpClient();
                Server node = Server.start(ServerOptions.defaults().ledger(ledger))) {
            WebSocket socket = join(http, node);
            // What the joins have begun comes to its end.
            TimeUnit.SECONDS.sleep(2);
            int before = connections.asked().size();
            TimeUnit.SECONDS.sleep(SECONDS);
            List<String> asked = connections.asked();
            assertThat(asked.subList(before, asked.size())).hasSizeBetween(1, most + 1);
            socket.abort();
        }
    }
}
