package dev.dust.server.http;

import java.io.IOException;
import java.net.Socket;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.function.Function;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.websocket.core.server.WebSocketMappings;
import org.eclipse.jetty.websocket.core.server.WebSocketServerComponents;

/** A Jetty with one port and one handler, which ends every connection when it is closed. Safe for every thread. */
public final class JettyServer implements AutoCloseable {
    /** A path of 4,096 bytes may have three times as many in a URL. */
    private static final int MOST_HEADER_BYTES = 24 << 10;

    private final Server server;
    private final Connector connector;

    /**
     * Knows the sockets that it accepted. Jetty forgets one that it accepts while it stops: nobody would read from it, nor
     * close it. And it has no thread that waits for sockets: Jetty would interrupt that one, and the JDK forgets a socket that
     * comes at that moment.
     */
    private static final class Connector extends ServerConnector {
        private final Set<Socket> accepted = Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));
        private volatile boolean closing;

        Connector(Server server) {
            super(server, 0, 1);
        }

        /** Called for each socket before anything else. */
        @Override
        protected void configure(Socket socket) {
            super.configure(socket);
            accepted.add(socket);
            if (closing) {
                close(socket);
            }
        }

        void acceptNoMore() {
            closing = true;
        }

        void closeAccepted() {
            synchronized (accepted) {
                List.copyOf(accepted).forEach(Connector::close);
            }
        }

        private static void close(Socket socket) {
            try {
                socket.close();
            } catch (IOException e) {
                throw new IllegalStateException("a socket cannot be closed", e);
            }
        }
    }

    /**
     * Starts it.
     *
     * @param name    what its threads are called
     * @param host    the interface to listen on
     * @param port    the port to listen on, or 0 for a free one
     * @param threads how many there may be, at most
     * @param handler makes the handler; it gets what upgrades to WebSocket
     * @throws IllegalStateException if it cannot listen there
     */
    public JettyServer(String name, String host, int port, int threads, Function<WebSocketMappings, Handler> handler) {
        var pool = new QueuedThreadPool(threads, Math.min(threads, 4));
        pool.setName(name);
        pool.setDaemon(true);
        server = new Server(pool);
        connector = new Connector(server);
        HttpConfiguration http = connector.getConnectionFactory(HttpConnectionFactory.class).getHttpConfiguration();
        http.setRequestHeaderSize(MOST_HEADER_BYTES);
        http.setSendServerVersion(false);
        // What a path of the URL means is decided by whoever answers, from what was sent.
        http.setUriCompliance(UriCompliance.DEFAULT.with("paths-of-stores", UriCompliance.Violation.AMBIGUOUS_PATH_ENCODING,
                UriCompliance.Violation.AMBIGUOUS_PATH_SEPARATOR,
                UriCompliance.Violation.SUSPICIOUS_PATH_CHARACTERS));
        connector.setHost(host);
        connector.setPort(port);
        server.addConnector(connector);
        server.setHandler(handler.apply(new WebSocketMappings(WebSocketServerComponents.ensureWebSocketComponents(server))));
        server.setStopTimeout(0);
        try {
            server.start();
        } catch (Exception e) {
            close();
            throw new IllegalStateException("the server cannot start on " + host + ":" + port, e);
        }
    }

    /** Host and port, as a URL has them. */
    public String authority() {
        String host = connector.getHost();
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port();
    }

    /** The port that it listens on. */
    public int port() {
        return connector.getLocalPort();
    }

    /** Ends all connections, and frees the port. */
    @Override
    public void close() {
        connector.acceptNoMore();
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("the server cannot stop", e);
        } finally {
            connector.closeAccepted();
        }
    }
}
