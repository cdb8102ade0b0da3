/** What tests of Dust need: an embedded server, contracts for adapters, faults. */
module dev.dust.testkit {
    requires transitive dev.dust.ports;
    requires transitive org.junit.jupiter.api;
    requires org.assertj.core;
    requires org.eclipse.jetty.server;
    requires org.eclipse.jetty.websocket.server;

    exports dev.dust.testkit;
    exports dev.dust.testkit.contract;
}
