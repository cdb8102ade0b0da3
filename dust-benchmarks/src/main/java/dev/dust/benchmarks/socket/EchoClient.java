package dev.dust.benchmarks.socket;

import jakarta.websocket.ClientEndpointConfig;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.Session;
import java.io.IOException;
import org.glassfish.tyrus.client.ClientManager;

/** A bare Tyrus client of an {@link EchoServerMain}. */
final class EchoClient implements AutoCloseable {
    private final Session session;

    /**
     * Connects.
     *
     * @param heard called with each message that comes back
     */
    EchoClient(RemoteServer server, MessageHandler.Whole<String> heard) throws Exception {
        session = ClientManager.createClient().connectToServer(new Endpoint() {
            @Override
            public void onOpen(Session opened, EndpointConfig config) {
                // A lambda would not tell Tyrus what it takes.
                opened.addMessageHandler(String.class, heard);
            }
        }, ClientEndpointConfig.Builder.create().build(), server.url(EchoServerMain.PATH));
    }

    /** Sends a message, without waiting for the network. */
    void send(String message) {
        session.getAsyncRemote().sendText(message);
    }

    @Override
    public void close() throws IOException {
        session.close();
    }
}
