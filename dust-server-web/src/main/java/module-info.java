/** The server on a port: WebSocket, files over HTTP, and the console, by Jetty. */
@SuppressWarnings("module") // The testkit, which is compiled later, puts faults and a back door around the server.
module dev.dust.server.web {
    requires transitive dev.dust.server;
    requires dev.dust.ports;
    requires org.eclipse.jetty.server;
    requires org.eclipse.jetty.websocket.core.server;
    requires static transitive org.jspecify;

    exports dev.dust.server.web;
    exports dev.dust.server.http to dev.dust.testkit;
}
