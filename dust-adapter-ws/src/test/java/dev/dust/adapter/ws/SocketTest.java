package dev.dust.adapter.ws;

import dev.dust.adapter.jackson.JacksonCodecs;
import dev.dust.codec.Codecs;
import dev.dust.testkit.time.VirtualTime;
import dev.dust.transport.ClientMessage;
import dev.dust.transport.Handshake;
import dev.dust.transport.Transport;
import dev.dust.value.MapValue;
import dev.dust.value.Value;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A server, and a transport that leads to it. */
abstract class SocketTest {
    static final Handshake HANDSHAKE = new Handshake("dev_1", 3);
    static final Codecs CODECS = new JacksonCodecs();

    final VirtualTime time = new VirtualTime();
    final RecordingListener listener = new RecordingListener();
    ScriptedServer server;
    WebSocketTransport transport;

    @BeforeEach
    final void start() throws IOException {
        server = new ScriptedServer();
        transport = transport(WebSocketOptions.defaults());
    }

    @AfterEach
    final void stop() throws IOException {
        transport.close();
        server.close();
    }

    final WebSocketTransport transport(WebSocketOptions options) {
        return transport(Token.of("secret"), options);
    }

    final WebSocketTransport transport(Token token, WebSocketOptions options) {
        return new WebSocketTransport(server.url(), token, CODECS, time, options);
    }

    /** A connection that is open, for the {@link #listener}. */
    final Transport.Connection open() {
        var connection = transport.connect(HANDSHAKE, listener);
        listener.awaitOpened();
        return connection;
    }

    static ClientMessage message(String ref, Map<String, ?> payload) {
        return new ClientMessage("james/blog", "1", ref, ClientMessage.WRITE, map(payload));
    }

    static MapValue map(Map<String, ?> fields) {
        return (MapValue) Value.from(fields);
    }

    /** An event of the store in JSON. */
    static String json(int seq) {
        return "[null,null,\"store:james/blog\",\"event\",{\"store_seq\":" + seq + "}]";
    }
}
