/** The transport over WebSocket, by Tyrus. */
module dev.dust.adapter.ws {
    requires transitive dev.dust.ports;
    requires static com.google.guice;
    requires static transitive org.jspecify;
    requires java.net.http;
    requires jakarta.websocket.client;
    requires org.glassfish.tyrus.client;
    requires org.glassfish.tyrus.core;
    requires org.glassfish.tyrus.spi;

    exports dev.dust.adapter.ws;
    // Tyrus makes its container by reflection.
    exports dev.dust.adapter.ws.socket to org.glassfish.tyrus.core;

    provides dev.dust.config.TransportProvider with dev.dust.adapter.ws.WebSocketTransportProvider;
}
