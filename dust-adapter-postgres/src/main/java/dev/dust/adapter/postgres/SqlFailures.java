package dev.dust.adapter.postgres;

import dev.dust.cache.CacheException;
import java.io.IOException;
import java.sql.BatchUpdateException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.SQLTransientException;
import org.jooq.exception.DataAccessException;
import org.jspecify.annotations.Nullable;

/** Says what it means when the database fails. */
final class SqlFailures {
    /** Of a socket that was closed before. */
    private static final String CONNECTION_DOES_NOT_EXIST = "08003";

    private SqlFailures() {
    }

    /** A thread was asked to stop while it waited; {@code cause} may be null. */
    static CacheException interrupted(@Nullable Throwable cause) {
        return new CacheException("interrupted: this thread was asked to stop before the database had answered it", cause);
    }

    /** {@code failure} for those who use the cache. */
    static CacheException of(DataAccessException failure) {
        SQLException cause = failure.getCause(SQLException.class);
        return cause == null
                ? new CacheException("the database gave an answer that the cache does not understand: " + failure.getMessage(),
                        failure)
                : of(cause);
    }

    /** {@code failure} for those who use the cache. */
    static CacheException of(SQLException failure) {
        if (Thread.currentThread().isInterrupted() && isOfAnInterrupt(failure)) {
            return interrupted(failure);
        }
        // A pool that waited in vain tells of itself, and has the database's own words for a cause.
        String words = failure instanceof SQLTransientConnectionException && failure.getCause() instanceof SQLException database
                ? database.getMessage()
                : failure.getMessage();
        return failure instanceof BatchUpdateException && failure.getNextException() != null
                // It repeats the statements; what the database said comes next.
                ? of(failure.getNextException())
                : new CacheException(meaning(failure) + ": " + words, failure);
    }

    /** Of an interrupted thread: a pool ends its own waits, and Java closes the socket of a virtual thread. */
    private static boolean isOfAnInterrupt(SQLException failure) {
        boolean virtual = Thread.currentThread().isVirtual();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof InterruptedException || virtual && cause instanceof IOException) {
                return true;
            }
        }
        return virtual && CONNECTION_DOES_NOT_EXIST.equals(failure.getSQLState());
    }

    private static String meaning(SQLException failure) {
        String state = failure.getSQLState();
        if (failure instanceof SQLTransientConnectionException && !hasDatabaseCause(failure)) {
            return "there is no connection to the database to be had: it is away, or the pool is too small";
        }
        if (state == null) {
            return "the database cannot be used";
        }
        return switch (state) {
            case "53100" -> "the database's disk is full: make room";
            case "53300" -> "the database has no connections left: allow more, or use fewer";
            case "25006" -> "the database is read-only: connect to the primary";
            case "42P01", "3F000" -> "tables of the cache are missing: migrate the schema, see PostgresOptions.migrate";
            case "25P03", "57P05" ->
                "the database ended the session, because it was idle for longer than the database allows: close snapshots soon";
            case "57014" -> "the database cancelled the statement, by a timeout of its own or by hand";
            default -> switch (state.substring(0, 2)) {
                case "08", "57" -> "the database is away";
                case "28" -> "the database refuses this user or password";
                case "53" -> "the database has run out of something";
                default -> "the database refuses";
            };
        };
    }

    /** Whether {@code failure} says that the database cannot be reached now, which may mend itself, and not that it refuses. */
    static boolean isAway(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                String state = sql.getSQLState();
                return state == null ? sql instanceof SQLTransientException : state.matches("(?:08|57P|53).*");
            }
        }
        return false;
    }

    private static boolean hasDatabaseCause(SQLException failure) {
        return failure.getCause() instanceof SQLException;
    }
}
