package dev.dust.server.postgres;

import dev.dust.server.ledger.LedgerException;
import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.util.Set;
import org.jooq.exception.DataAccessException;

/** What it means when the database fails. */
final class Failures {
    private static final String READ_ONLY = "25006";
    /** A statement took longer than {@code statement_timeout} lets it, or somebody cancelled it. */
    private static final String CANCELLED = "57014";
    /** A lock was waited for too long; another transaction was in the way; it is no primary; too many are connected. */
    private static final Set<String> PASSING = Set.of("55P03", "40001", "40P01", READ_ONLY, "53300", CANCELLED);
    /** A session was ended that did nothing within a transaction, or whose transaction took too long. */
    private static final Set<String> ENDED = Set.of("25P03", "25P04");

    /**
     * Of what a push would write: it is no text, no number, no JSON for the database, or larger than anything may be. It is so
     * again when it is sent again.
     */
    private static final Set<String> OF_DATA = Set.of("21", "22", "23", "54");

    private Failures() {
    }

    /** What the database said. */
    static SQLException of(DataAccessException failure) {
        SQLException cause = failure.getCause(SQLException.class);
        return cause == null ? new SQLException(failure.getMessage(), failure) : cause;
    }

    /** Whether the same may succeed a little later, or over another connection. */
    static boolean passes(SQLException failure) {
        String state = failure.getSQLState();
        return failure instanceof SQLTransientException || isLoss(failure) || state != null && PASSING.contains(state);
    }

    /** Whether it may be about one push of a batch, and no matter of the others: what passes is about all of them. */
    static boolean canBeOfOne(SQLException failure) {
        return !passes(failure) || isCancelled(failure);
    }

    /** Whether it came of a statement that took too long. */
    static boolean isCancelled(SQLException failure) {
        return CANCELLED.equals(failure.getSQLState());
    }

    /** Whether the connection is gone with it. */
    static boolean isLoss(SQLException failure) {
        String state = failure.getSQLState();
        return state != null && !state.equals(CANCELLED)
                && (state.startsWith("08") || state.startsWith("57") || ENDED.contains(state));
    }

    /** Whether the database only reads, as a standby does. */
    static boolean isReadOnly(SQLException failure) {
        return READ_ONLY.equals(failure.getSQLState());
    }

    /** For one push of a batch, which has done nothing. */
    static LedgerException ofPush(SQLException failure) {
        String state = failure.getSQLState();
        return state != null && OF_DATA.contains(state.substring(0, 2))
                ? new LedgerException.Refused("the database refuses what it comes to: " + failure.getMessage(), failure)
                : unavailable(failure);
    }

    /** For a call that has done nothing. */
    static LedgerException.Unavailable unavailable(SQLException failure) {
        return new LedgerException.Unavailable(meaning(failure) + ": " + failure.getMessage(), failure);
    }

    private static String meaning(SQLException failure) {
        String state = failure.getSQLState();
        if (state == null) {
            return "there is no connection to the database to be had: it is away, or the pool is too small";
        }
        return switch (state) {
            case "53100" -> "the database's disk is full: make room";
            case "53300" -> "the database has no connections left: allow more, or use fewer";
            case READ_ONLY -> "the database is read-only: connect to the primary";
            case "42P01", "3F000" -> "tables of the ledger are missing: migrate the schema";
            case "55P03" -> "another server has the store";
            case CANCELLED -> "the database has ended a statement, which took longer than statement_timeout lets it";
            case "25P03", "25P04" -> "the database has ended a session whose transaction took longer than it lets them";
            default -> switch (state.substring(0, 2)) {
                case "08", "57" -> "the database is away";
                case "28" -> "the database refuses this user or password";
                default -> "the database refuses";
            };
        };
    }
}
