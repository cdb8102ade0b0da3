/**
 * The server: rules, stores and their members. It has no port. It knows the ports and shares nothing with the client's
 * domain.
 */
@SuppressWarnings("module") // Both are compiled later: what lets clients in, and the testkit.
module dev.dust.server {
    requires transitive dev.dust.ports;
    requires dev.dust.adapter.jackson;
    requires static com.google.guice;
    requires static transitive org.jspecify;

    exports dev.dust.server;
    exports dev.dust.server.access;
    exports dev.dust.server.intercept;
    exports dev.dust.server.ledger;
    exports dev.dust.server.file;
    exports dev.dust.server.local;
    exports dev.dust.server.metrics;
    exports dev.dust.server.frame to dev.dust.server.web, dev.dust.testkit;
    exports dev.dust.server.memory to dev.dust.server.web, dev.dust.testkit;
    exports dev.dust.server.node to dev.dust.server.web, dev.dust.testkit;
    exports dev.dust.server.rules to dev.dust.server.web, dev.dust.testkit;
}
