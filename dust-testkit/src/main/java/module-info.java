/** What tests of Dust need: an embedded server, contracts for adapters, faults. */
module dev.dust.testkit {
    requires transitive dev.dust.domain;
    requires transitive dev.dust.ports;
    requires transitive dev.dust.server;
    requires transitive dev.dust.server.web;
    requires transitive org.junit.jupiter.api;
    requires dev.dust.adapter.jackson;
    requires jdk.management;
    requires org.assertj.core;
    requires org.eclipse.jetty.server;
    requires org.eclipse.jetty.websocket.core.server;
    requires static transitive java.sql;
    requires static embedded.postgres;
    requires static org.postgresql.jdbc;
    requires static testcontainers;
    // Annotations that classes of the driver wear.
    requires static org.checkerframework.checker.qual;
    requires static transitive org.jspecify;

    exports dev.dust.testkit;
    exports dev.dust.testkit.conformance;
    exports dev.dust.testkit.contract;
    exports dev.dust.testkit.junit;
    exports dev.dust.testkit.postgres;
    exports dev.dust.testkit.server;
    exports dev.dust.testkit.simulation;
    exports dev.dust.testkit.time;
}
