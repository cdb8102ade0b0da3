/**
 * A cache and a durable outbox in PostgreSQL. Guice is needed only by those who use
 * {@link dev.dust.adapter.postgres.PostgresCacheModule}.
 */
@SuppressWarnings("opens") // The migrations are no classes.
module dev.dust.adapter.postgres {
    requires transitive dev.dust.ports;
    requires transitive java.sql;
    requires static com.google.guice;
    requires static jakarta.xml.bind;
    // Annotations that classes of the driver wear.
    requires static org.checkerframework.checker.qual;
    requires static transitive org.jspecify;
    requires com.zaxxer.hikari;
    requires flyway.core;
    requires org.jooq;
    requires org.postgresql.jdbc;

    exports dev.dust.adapter.postgres;

    // Flyway finds the migrations by the class loader.
    opens dev.dust.adapter.postgres.migration;

    provides dev.dust.config.CacheProvider with dev.dust.adapter.postgres.PostgresCacheProvider;
}
