package dev.dust.benchmarks.socket;

import jakarta.websocket.OnMessage;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;
import java.util.Map;
import org.glassfish.tyrus.server.Server;

/** A bare Tyrus server in a JVM of its own that sends back what it is sent. It takes no lines. */
public final class EchoServerMain {
    /** Where it listens. */
    static final String PATH = "/echo";

    /** Of Tyrus: any port that is free. */
    private static final int FREE_PORT = -1;

    private EchoServerMain() {
    }

    /** The echo. */
    @ServerEndpoint(PATH)
    public static final class Echo {

        /** For Tyrus. */
        public Echo() {
        }

        /** Sends it back. */
        @OnMessage
        public void echo(String message, Session session) {
            session.getAsyncRemote().sendText(message);
        }
    }

    /** Runs it. */
    public static void main(String[] args) throws Exception {
        var server = new Server("127.0.0.1", FREE_PORT, "/", Map.of(), Echo.class);
        server.start();
        Remote.serve(server.getPort(), line -> {
            throw new IllegalArgumentException(line);
        });
    }
}
