package dev.dust.benchmarks.socket;

import dev.dust.adapter.ws.socket.ClientSocket;
import dev.dust.adapter.ws.socket.SocketContainer;
import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.Session;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import org.glassfish.tyrus.client.ClientManager;

/**
 * A Tyrus client on the same sockets as ours has, and nothing of ours besides: what it sends while a system call is under way
 * goes out together with the next. Tyrus' own sockets make a system call for each message.
 */
public final class BareSocket implements AutoCloseable {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(30);
    private static final int MAX_MESSAGE = 1 << 20;
    private static final ClientManager TYRUS = tyrus();

    private final Session session;

    /**
     * Connects.
     *
     * @param heard called with each message that comes
     */
    public BareSocket(URI url, MessageHandler.Whole<String> heard) throws Exception {
        String target = url.getRawPath() + (url.getRawQuery() == null ? "" : "?" + url.getRawQuery());
        var socket = new ClientSocket(url.getHost(), url.getPort(), false, null, target, CONNECT_TIMEOUT, MAX_MESSAGE);
        session = TYRUS.connectToServer(new Heard(heard), socket.config(), url);
        Thread.ofVirtual().start(() -> read(socket));
    }

    private static ClientManager tyrus() {
        var tyrus = ClientManager.createClient(SocketContainer.class.getName());
        // As ours does: else Tyrus schedules a task for each message.
        tyrus.setDefaultMaxSessionIdleTimeout(-1);
        return tyrus;
    }

    private static void read(ClientSocket socket) {
        try {
            socket.run();
        } catch (IOException gone) {
            // Whoever waits for a message finds that none comes.
        }
    }

    private static final class Heard extends Endpoint {
        private final MessageHandler.Whole<String> heard;

        Heard(MessageHandler.Whole<String> heard) {
            this.heard = heard;
        }

        @Override
        public void onOpen(Session session, EndpointConfig config) {
            session.addMessageHandler(String.class, heard);
        }
    }

    /** Sends a message, without waiting for the network. */
    public void send(String message) throws IOException {
        session.getBasicRemote().sendText(message);
    }

    @Override
    public void close() throws IOException {
        session.close(new CloseReason(CloseCodes.NORMAL_CLOSURE, null));
    }
}
