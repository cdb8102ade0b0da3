/** The ledger of a Dust server in PostgreSQL. */
@SuppressWarnings("opens") // The migrations are no classes.
module dev.dust.server.postgres {
    requires transitive dev.dust.server;
    requires dev.dust.adapter.jackson;
    requires java.sql;
    requires static jakarta.xml.bind;
    // Annotations that classes of the driver wear.
    requires static org.checkerframework.checker.qual;
    requires static transitive org.jspecify;
    requires com.zaxxer.hikari;
    requires flyway.core;
    requires org.jooq;
    requires org.postgresql.jdbc;

    exports dev.dust.server.postgres;

    // Flyway finds the migrations by the class loader.
    opens dev.dust.server.postgres.migration;
}
