/**
 * A cache and a durable outbox in a file, by SQLite. Guice is needed only by those who use
 * {@link dev.dust.adapter.sqlite.SqliteCacheModule}.
 */
module dev.dust.adapter.sqlite {
    requires transitive dev.dust.ports;
    requires static com.google.guice;
    requires static transitive org.jspecify;
    requires java.sql;
    requires org.xerial.sqlitejdbc;

    exports dev.dust.adapter.sqlite;

    provides dev.dust.config.CacheProvider with dev.dust.adapter.sqlite.SqliteCacheProvider;
}
