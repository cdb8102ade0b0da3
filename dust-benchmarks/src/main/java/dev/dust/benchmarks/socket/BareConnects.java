package dev.dust.benchmarks.socket;

import dev.dust.benchmarks.program.Program;
import jakarta.websocket.ClientEndpointConfig;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.Session;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import org.glassfish.tyrus.client.ClientManager;
import org.glassfish.tyrus.client.ClientProperties;

/**
 * Connections a second that bare Tyrus makes to the same server, all asked for at once. Arguments: how many, how often; the median
 * counts.
 */
public final class BareConnects implements Program {

    /** For the runner. */
    public BareConnects() {
    }

    @Override
    public double measure(List<String> arguments) throws Exception {
        int count = Integer.parseInt(arguments.get(0));
        ClientManager tyrus = ClientManager.createClient();
        tyrus.getProperties().put(ClientProperties.SHARED_CONTAINER, true);
        try (RemoteServer server = RemoteServer.start(DustServerMain.class)) {
            URI url = server.url(SocketClient.PATH + "/websocket?token=dust_tok_local&device_id=dev_bench&capver=3&vsn=2.0.0");
            return count / Times.median(Integer.parseInt(arguments.get(1)), () -> connect(tyrus, url, count));
        }
    }

    private static double connect(ClientManager tyrus, URI url, int count) throws Exception {
        var attempts = new ArrayList<Future<Session>>();
        long began = System.nanoTime();
        for (int i = 0; i < count; i++) {
            attempts.add(tyrus.asyncConnectToServer(new Silent(), ClientEndpointConfig.Builder.create().build(), url));
        }
        var sessions = new ArrayList<Session>();
        for (Future<Session> attempt : attempts) {
            sessions.add(attempt.get());
        }
        double seconds = Times.secondsSince(began);
        for (Session session : sessions) {
            session.close();
        }
        return seconds;
    }

    private static final class Silent extends Endpoint {
        @Override
        public void onOpen(Session session, EndpointConfig config) {
            // Says nothing.
        }
    }
}
