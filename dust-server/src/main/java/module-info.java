/**
 * The server: rules, stores and their members, WebSocket and HTTP. It knows the ports and shares nothing with the client's
 * domain.
 */
@SuppressWarnings("module") // The testkit, which is compiled later, puts faults and a back door around the server.
module dev.dust.server {
    requires transitive dev.dust.ports;
    requires dev.dust.adapter.jackson;
    requires org.eclipse.jetty.server;
    requires org.eclipse.jetty.websocket.core.server;
    requires static com.google.guice;
    requires static transitive org.jspecify;

    exports dev.dust.server;
    exports dev.dust.server.access;
    exports dev.dust.server.intercept;
    exports dev.dust.server.ledger;
    exports dev.dust.server.file;
    exports dev.dust.server.local;
    exports dev.dust.server.frame to dev.dust.testkit;
    exports dev.dust.server.http to dev.dust.testkit;
    exports dev.dust.server.memory to dev.dust.testkit;
    exports dev.dust.server.node to dev.dust.testkit;
    exports dev.dust.server.rules to dev.dust.testkit;
}
