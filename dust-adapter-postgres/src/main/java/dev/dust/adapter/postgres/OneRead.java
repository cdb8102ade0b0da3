package dev.dust.adapter.postgres;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** A message that reads by one statement, and is a transaction without {@code BEGIN}. */
final class OneRead {
    /**
     * What it begins with: as {@link Transaction} has it for readers, and one plan for all values, since there is one index.
     * Else each read would be planned anew, which takes longer than it.
     */
    static final String SETTINGS = "select set_config('enable_seqscan', 'off', true), "
            + "set_config('enable_bitmapscan', 'off', true), set_config('enable_sort', 'off', true), "
            + "set_config('plan_cache_mode', 'force_generic_plan', true); ";

    private OneRead() {
    }

    /** Sends it, and gives what its read answers. */
    static ResultSet answer(PreparedStatement message) throws SQLException {
        message.execute();
        message.getMoreResults();
        return message.getResultSet();
    }
}
