package dev.dust.adapter.ws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.adapter.ws.WebSocketOptions.Format;
import dev.dust.server.ServerOptions;
import dev.dust.server.access.Access;
import dev.dust.testkit.server.DustServer;
import dev.dust.testkit.time.VirtualTime;
import dev.dust.transport.ClientMessage;
import dev.dust.transport.CloseReason.Refused;
import dev.dust.transport.ServerMessage;
import dev.dust.value.MapValue;
import dev.dust.value.Value;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** With a server that speaks all of the protocol. */
class DustServerTest {
    private static final String STORE = "james/blog";

    private final VirtualTime time = new VirtualTime();
    private final RecordingListener listener = new RecordingListener();

    private WebSocketTransport transport(DustServer server, Format format) {
        return new WebSocketTransport(server.url(), Token.of("dust_tok_known"), SocketTest.CODECS, time,
                WebSocketOptions.defaults().format(format));
    }

    /** What the server is like that is talked to. */
    ServerOptions server() {
        return ServerOptions.defaults();
    }

    @Test
    void timesOfAConnection_mayBeForEver() {
        var forEver = Duration.ofSeconds(Long.MAX_VALUE, 999_999_999);
        var options = WebSocketOptions.defaults().connectTimeout(forEver).heartbeatInterval(forEver);
        try (var server = DustServer.start(server());
                var transport = new WebSocketTransport(server.url(), Token.of("dust_tok_known"), SocketTest.CODECS, time,
                        options)) {
            transport.connect(SocketTest.HANDSHAKE, listener);
            listener.awaitOpened();
        }
    }

    @ParameterizedTest
    @EnumSource(Format.class)
    void joinWriteAndEcho(Format format) {
        try (var server = DustServer.start(server()); var transport = transport(server, format)) {
            server.store(STORE).set("posts/first", "hello");
            var connection = transport.connect(SocketTest.HANDSHAKE, listener);
            listener.awaitOpened();

            connection.send(new ClientMessage(STORE, "1", "1", ClientMessage.JOIN, map(Map.of("last_store_seq", 0))));
            var byEvent = new HashMap<String, ServerMessage>();
            while (!byEvent.containsKey(ServerMessage.CATCH_UP_COMPLETE)) {
                var message = listener.awaitMessage();
                byEvent.put(message.event(), message);
            }
            assertThat(byEvent.get(ServerMessage.REPLY).payload().get("status")).isEqualTo(Value.of("ok"));
            assertThat(byEvent.get(ServerMessage.EVENT).payload().get("value")).isEqualTo(Value.of("hello"));

            connection.send(new ClientMessage(STORE, "1", "2", ClientMessage.WRITE, map(Map.of("op", "set", "path",
                    "posts/second", "value", Map.of("n", 4_294_967_296L), "client_op_id", "op_AAAAAAAAAAAAAAAA"))));
            byEvent.clear();
            while (byEvent.size() < 2) {
                var message = listener.awaitMessage();
                byEvent.put(message.event(), message);
            }
            assertThat(byEvent.get(ServerMessage.REPLY).ref()).isEqualTo("2");
            assertThat(byEvent.get(ServerMessage.EVENT).payload().get("client_op_id"))
                    .isEqualTo(Value.of("op_AAAAAAAAAAAAAAAA"));
            assertThat(server.store(STORE).get("posts/second/n")).isEqualTo(Value.of(4_294_967_296L));
        }
    }

    @Test
    void anUnknownToken_isRefused() {
        try (var server = DustServer.start(server().tokens(Map.of("dust_tok_other", Access.all())));
                var transport = transport(server, Format.JSON)) {
            transport.connect(SocketTest.HANDSHAKE, listener);

            assertThat(listener.awaitClosed()).isInstanceOf(Refused.class);
        }
    }

    private static MapValue map(Map<String, ?> fields) {
        return SocketTest.map(fields);
    }
}
