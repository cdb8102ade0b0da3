/** The command {@code dust}. */
module dev.dust.cli {
    requires com.zaxxer.hikari;
    requires dev.dust.adapter.jackson;
    requires dev.dust.adapter.memory;
    requires dev.dust.adapter.micrometer;
    requires dev.dust.adapter.postgres;
    requires dev.dust.adapter.sqlite;
    requires dev.dust.adapter.ws;
    requires dev.dust.domain;
    requires dev.dust.server;
    requires dev.dust.server.postgres;
    requires dev.dust.server.web;
    requires info.picocli;
    requires java.logging;
    requires java.sql;
    requires micrometer.registry.prometheus;
    requires org.xerial.sqlitejdbc;
    // The trials are run with it, other commands without.
    requires static dev.dust.testkit;
    requires static org.jspecify;

    // Picocli makes the commands and fills in their options.
    opens dev.dust.cli to info.picocli;
}
