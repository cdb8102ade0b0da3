package dev.dust.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dust.server.access.Access;
import dev.dust.server.rules.Wire;
import dev.dust.server.web.Server;
import dev.dust.value.Value;
import java.net.http.WebSocketHandshakeException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server as whoever runs one has it. */
class ServerTest {
    private static final String STORE = "james/blog";

    @Test
    void aServer_takesClientsWithItsTokens_untilItIsClosed() {
        var server = Server.start(ServerOptions.defaults().tokens(Map.of("ann", Access.all())));
        try (server; var ann = RawClient.json(server.url(), "dev_a", "ann")) {
            ann.join(STORE, 0);
            assertThat(server.connections()).isEqualTo(1);
            assertThat(server.stores()).containsExactly(STORE);
            assertThat(server.url()).hasPort(server.port()).hasPath("/ws/sync");
            assertThat(server.httpUrl()).hasPort(server.port());
            assertThatThrownBy(() -> RawClient.json(server.url(), "dev_b", "bob"))
                    .hasCauseInstanceOf(WebSocketHandshakeException.class);
            server.close();
            ann.awaitGone();
        }
        assertThatThrownBy(() -> RawClient.json(server.url(), "dev_a", "ann")).isNotNull();
    }

    @Test
    void aServerWithAFile_hasItsStoresAgainAfterARestart(@TempDir Path folder) {
        Path file = folder.resolve("dust.jsonl");
        try (var server = Server.start(ServerOptions.defaults().data(file));
                var client = RawClient.json(server.url(), "dev_a")) {
            client.push(client.join(STORE, 0), STORE, "write", "op", "set", "path", "k", "value", 7);
        }
        try (var server = Server.start(ServerOptions.defaults().data(file));
                var client = RawClient.json(server.url(), "dev_b")) {
            assertThat(server.stores()).containsExactly(STORE);
            client.send(null, "store:" + STORE, "phx_join", Wire.mapOf("last_store_seq", 0));
            assertThat(client.next("event").payload().get("value")).isEqualTo(Value.of(7));
        }
    }
}
