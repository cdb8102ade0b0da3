package dev.dust.adapter.sqlite;

import dev.dust.cache.CacheException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;

/**
 * Brings a file to what this version of the cache needs, or refuses it, as it is. SQLite has a place for both things that must
 * be known: {@code application_id} says whose file it is, {@code user_version} how many of the migrations it has had.
 */
final class Schema {
    /** "Dust" in ASCII: what {@code file} and others tell files by. */
    private static final int APPLICATION_ID = 0x44757374;
    /** In their order; one that was ever released is never changed. */
    private static final List<String> MIGRATIONS = List.of("V1__cache.sql");

    private final SqliteFailures failures;

    Schema(SqliteFailures failures) {
        this.failures = failures;
    }

    /**
     * Makes the tables, or what they lack.
     *
     * @throws CacheException if the file is something else, or of a later version
     */
    void prepare(PreparedConnection connection) throws SQLException {
        if (checkAtOnce(connection) < MIGRATIONS.size()) {
            connection.execute("BEGIN IMMEDIATE");
            try {
                // Another process may have been faster.
                int version = check(connection);
                for (String migration : MIGRATIONS.subList(version, MIGRATIONS.size())) {
                    connection.execute(script(migration));
                }
                connection.execute("PRAGMA application_id = " + APPLICATION_ID);
                connection.execute("PRAGMA user_version = " + MIGRATIONS.size());
                connection.execute("COMMIT");
            } catch (SQLException | RuntimeException e) {
                connection.rollback();
                throw e;
            }
        }
        String mode = connection.fetch("PRAGMA journal_mode = WAL");
        if (!mode.equals("wal")) {
            throw failures.of("cannot have a write-ahead log, which needs memory that processes share: put it on a local disk",
                    null);
        }
    }

    /** As {@link #check}, of one moment: another process may be making the file. */
    private int checkAtOnce(PreparedConnection connection) throws SQLException {
        connection.execute("BEGIN");
        try {
            return check(connection);
        } finally {
            connection.rollback();
        }
    }

    /** How many of the migrations the file has had. */
    private int check(PreparedConnection connection) throws SQLException {
        int application = Integer.parseInt(connection.fetch("PRAGMA application_id"));
        int version = Integer.parseInt(connection.fetch("PRAGMA user_version"));
        boolean isEmpty = application == 0 && version == 0
                && connection.fetch("SELECT count(*) FROM sqlite_schema").equals("0");
        if (!isEmpty && application != APPLICATION_ID) {
            throw new CacheException(failures.noCache());
        }
        if (version > MIGRATIONS.size()) {
            throw failures.of("was written by a later version of Dust (its schema is " + version + ", and this version knows "
                    + MIGRATIONS.size() + "): update this application, or name another file", null);
        }
        return version;
    }

    private static String script(String name) {
        try (InputStream in = Objects.requireNonNull(Schema.class.getResourceAsStream("migration/" + name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
