package dev.dust.adapter.postgres;

import static dev.dust.adapter.postgres.Caches.STORE;
import static dev.dust.adapter.postgres.Caches.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dust.cache.CacheException;
import dev.dust.cache.CommitResult;
import dev.dust.testkit.postgres.TestDatabase;
import dev.dust.testkit.postgres.TestPostgres;
import java.sql.SQLException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("postgres")
class MigrationsTest {
    private final TestDatabase database = TestPostgres.newDatabase();

    @Test
    void withoutMigration_missingTablesAreAClearError() {
        PostgresOptions asItIs = PostgresOptions.defaults().migrate(false);
        assertThatThrownBy(() -> Caches.open(database, asItIs)).isInstanceOf(CacheException.class)
                .hasMessageContaining("\"dust\" are missing or older").hasMessageContaining("PostgresOptions.migrate(true)")
                .hasMessageContaining("V1__cache.sql");
        Caches.open(database).close();
        try (var cache = Caches.open(database, asItIs)) {
            assertThat(cache.open(STORE, "dev").commit(put(0, 1, "a"))).isInstanceOf(CommitResult.Done.class);
        }
    }

    /** The application has tables and a Flyway of its own, in the same schema. */
    @Test
    void tablesLiveBesideThoseOfTheApplication() {
        database.execute("create schema app");
        database.execute("create table app.flyway_schema_history (installed_rank int primary key)");
        database.execute("create table app.users (id int primary key)");
        PostgresOptions beside = PostgresOptions.defaults().schema("app").historyTable("cache_history");
        for (int start = 0; start < 2; start++) {
            Caches.open(database, beside).close();
        }
        assertThat(count("select count(*) from app.cache_history where success and script = 'V1__cache.sql'")).isOne();
        assertThat(count("select count(*) from app.flyway_schema_history")).isZero();
        assertThat(count("select count(*) from information_schema.schemata where schema_name = 'dust'")).isZero();
    }

    /** What Flyway would put something else in place of is a name like any other. */
    @Test
    void nameOfTheSchemaIsTakenAsItIs() {
        PostgresOptions named = PostgresOptions.defaults().schema("${flyway:user}").historyTable("${flyway:table}");
        for (int start = 0; start < 2; start++) {
            try (var cache = Caches.open(database, named)) {
                assertThat(cache.open(STORE, "dev").commit(put(start, start + 1, "a"))).isInstanceOf(CommitResult.Done.class);
            }
        }
        assertThat(count("select count(*) from information_schema.tables where table_schema = '${flyway:user}'"
                + " and table_name in ('entries', '${flyway:table}')")).isEqualTo(2);
    }

    /** Whoever asks by SQL finds the rows of now, values as JSON. */
    @Test
    void rowsCanBeReadBySql() {
        try (var cache = Caches.open(database)) {
            cache.open(STORE, "dev").commit(put(0, 7, "posts/a", "posts/b"));
        }
        assertThat(count("select count(*) from dust.current_entries where store = 'org/store' and path like 'posts/%'"
                + " and value::text::int = 7 and revision = 7")).isEqualTo(2);
    }

    @Test
    void databaseThatCannotHoldEveryTextIsRefused() {
        String latin = database.name() + "_latin";
        database.execute("create database " + latin + " template template0 encoding 'LATIN1' locale 'C'");
        String url = database.url().replace(database.name(), latin);
        assertThatThrownBy(() -> PostgresCache.connect(url, null, null, Caches.CODECS, PostgresOptions.defaults()))
                .isInstanceOf(CacheException.class).hasMessageContaining("LATIN1").hasMessageContaining("UTF8");
    }

    private long count(String sql) {
        try (var connection = database.connect();
                var statement = connection.createStatement();
                var result = statement.executeQuery(sql)) {
            result.next();
            return result.getLong(1);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }
}
