package dev.dust.adapter.ws;

import dev.dust.adapter.ws.socket.SocketContainer;
import org.glassfish.tyrus.client.ClientManager;

/** How Tyrus is set up here. */
final class Tyrus {
    private Tyrus() {
    }

    /** A client that runs on {@link SocketContainer}, and so has no threads of its own. */
    static ClientManager client() {
        var client = ClientManager.createClient(SocketContainer.class.getName());
        // By default Tyrus schedules a task for every message, only to find that there is no idle timeout.
        client.setDefaultMaxSessionIdleTimeout(-1);
        return client;
    }
}
