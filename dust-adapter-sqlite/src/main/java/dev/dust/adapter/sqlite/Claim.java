package dev.dust.adapter.sqlite;

import dev.dust.cache.ClaimLostException;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * That a device id, and with it the outbox, is this process's. The table of devices says whose an id is; each transaction that
 * does something in its name looks there. Since one writes at a time, nobody gets an id in the middle of another's
 * transaction, and nobody who has lost it gets through another one.
 *
 * @param number greater than those of all claims before it
 */
record Claim(String deviceId, long number) {
    private static final String PROOF = "SELECT 1 FROM devices WHERE device_id = ? AND claim = ?";

    /** Whether it counts at the moment of {@code connection}'s transaction. */
    boolean counts(PreparedConnection connection) throws SQLException {
        try (ResultSet found = connection.query(PROOF, deviceId, number)) {
            return found.next();
        }
    }

    ClaimLostException lost() {
        return new ClaimLostException("another process has taken over the device id " + deviceId
                + ", because the lock file beside the cache's did not say any more that this one lives: what waits under it is that"
                + " process's to send, and this one goes on under another id");
    }
}
