package dev.dust.adapter.postgres;

import dev.dust.cache.CacheException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;

/** Brings the tables to what this version of the cache needs, or finds out that they are not. */
final class Migrations {
    private static final String LOCATION = "classpath:dev/dust/adapter/postgres/migration";

    private final DataSource dataSource;
    private final PostgresOptions options;

    Migrations(DataSource dataSource, PostgresOptions options) {
        this.dataSource = dataSource;
        this.options = options;
    }

    /**
     * Migrates or checks, as the options want it.
     *
     * @throws CacheException if the database is away, or is not as it has to be; the message says what to do
     */
    void run() {
        checkEncoding();
        // The schema may be the application's own, with tables in it: the baseline comes before the first migration.
        Flyway flyway = Flyway.configure(Migrations.class.getClassLoader()).dataSource(dataSource).locations(LOCATION)
                .schemas(options.schema()).defaultSchema(options.schema()).createSchemas(options.migrate())
                .table(options.historyTable()).placeholderReplacement(false).baselineOnMigrate(true).baselineVersion("0")
                .load();
        try {
            if (options.migrate()) {
                flyway.migrate();
            } else {
                check(flyway.info().pending());
            }
        } catch (FlywayException e) {
            throw new CacheException("the tables of the cache in the schema \"" + options.schema()
                    + "\" cannot be migrated: " + e.getMessage(), e);
        }
    }

    private void check(MigrationInfo[] pending) {
        if (pending.length > 0) {
            throw new CacheException("the tables of the cache in the schema \"" + options.schema()
                    + "\" are missing or older than this version needs, and it was told not to migrate them: start once with"
                    + " PostgresOptions.migrate(true), or run the migrations of " + LOCATION
                    + " by Flyway, with the history table \""
                    + options.historyTable() + "\". Pending: "
                    + Arrays.stream(pending).map(MigrationInfo::getScript).collect(Collectors.joining(", ")));
        }
    }

    private void checkEncoding() {
        try (Connection connection = dataSource.getConnection();
                var statement = connection.createStatement();
                var result = statement.executeQuery("show server_encoding")) {
            result.next();
            String encoding = result.getString(1);
            if (!encoding.equals("UTF8")) {
                throw new CacheException("the database has the encoding " + encoding
                        + ", which cannot hold every text: create one with the encoding UTF8");
            }
        } catch (SQLException e) {
            throw SqlFailures.of(e);
        }
    }
}
