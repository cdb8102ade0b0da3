package dev.dust.server.postgres;

import dev.dust.server.ledger.LedgerException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;

/** Brings the tables to what this version of the ledger needs, or finds out that they are not. */
final class Migrations {
    private static final String LOCATION = "classpath:dev/dust/server/postgres/migration";
    private static final String HISTORY_TABLE = "dust_server_migrations";

    private Migrations() {
    }

    /**
     * Migrates or checks, as the options want it.
     *
     * @throws LedgerException.Unavailable if the database is away, or is not as it has to be
     */
    static void run(DataSource source, PostgresLedgerOptions options) {
        checkEncoding(source);
        // The schema may be somebody's own, with tables in it: the baseline comes before the first migration.
        Flyway flyway = Flyway.configure(Migrations.class.getClassLoader()).dataSource(source).locations(LOCATION)
                .schemas(options.schema()).defaultSchema(options.schema()).createSchemas(options.migrate()).table(HISTORY_TABLE)
                .placeholderReplacement(false).baselineOnMigrate(true).baselineVersion("0").load();
        try {
            if (options.migrate()) {
                flyway.migrate();
                return;
            }
            MigrationInfo[] pending = flyway.info().pending();
            if (pending.length > 0) {
                throw new LedgerException.Unavailable("the tables of the ledger in the schema \"" + options.schema()
                        + "\" are missing or older than this version needs: start once with migrate(true). Pending: "
                        + Arrays.stream(pending).map(MigrationInfo::getScript).collect(Collectors.joining(", ")), null);
            }
        } catch (FlywayException e) {
            throw new LedgerException.Unavailable("the tables of the ledger in the schema \"" + options.schema()
                    + "\" cannot be migrated: " + e.getMessage(), e);
        }
    }

    private static void checkEncoding(DataSource source) {
        try (Connection connection = source.getConnection();
                var statement = connection.createStatement();
                var result = statement.executeQuery("show server_encoding")) {
            result.next();
            String encoding = result.getString(1);
            if (!encoding.equals("UTF8")) {
                throw new LedgerException.Unavailable("the database has the encoding " + encoding
                        + ", which cannot hold every text: create one with the encoding UTF8", null);
            }
        } catch (SQLException e) {
            throw Failures.unavailable(e);
        }
    }
}
