package dev.dust.adapter.ws.socket;

import jakarta.websocket.ClientEndpointConfig;
import java.io.IOException;
import java.util.Map;
import org.glassfish.tyrus.spi.ClientContainer;
import org.glassfish.tyrus.spi.ClientEngine;

/** The container that Tyrus makes by its name. Leads to the {@link ClientSocket} that the endpoint's configuration names. */
public final class SocketContainer implements ClientContainer {

    /** For Tyrus. */
    public SocketContainer() {
    }

    /**
     * Connects, and returns when the server has answered the handshake; nothing is read then before {@link ClientSocket#run}.
     */
    @Override
    public void openClientSocket(ClientEndpointConfig config, Map<String, Object> properties, ClientEngine engine)
            throws IOException {
        ClientSocket.of(config).upgrade(engine);
    }
}
