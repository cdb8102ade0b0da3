package dev.dust.benchmarks.bare;

import dev.dust.server.http.JettyServer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.core.Configuration;
import org.eclipse.jetty.websocket.core.server.WebSocketMappings;

/** The server of {@link BareContender}: a space for each path. */
final class BareServer {
    private static final int MOST_THREADS = 32;

    private BareServer() {
    }

    /** Runs it at the port of the first argument until the process is ended. */
    public static void main(String[] args) throws InterruptedException {
        try (var server = new JettyServer("bare", "127.0.0.1", Integer.parseInt(args[0]), MOST_THREADS, Spaces::new)) {
            Runtime.getRuntime().addShutdownHook(new Thread(server::close));
            new CountDownLatch(1).await();
        }
    }

    private static final class Spaces extends Handler.Abstract {
        private final Map<String, BareSpace> spaces = new ConcurrentHashMap<>();
        private final WebSocketMappings sockets;

        Spaces(WebSocketMappings sockets) {
            this.sockets = sockets;
        }

        @Override
        public boolean handle(Request request, Response response, Callback callback) throws Exception {
            BareSpace space = spaces.computeIfAbsent(Request.getPathInContext(request), path -> new BareSpace());
            return sockets.upgrade((asked, answered, done) -> {
                answered.setExtensions(List.of());
                return new BareConnection(space);
            }, request, response, callback, new Configuration.ConfigurationCustomizer());
        }
    }
}
