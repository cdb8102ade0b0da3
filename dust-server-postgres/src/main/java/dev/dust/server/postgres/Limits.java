package dev.dust.server.postgres;

import java.time.Duration;

/**
 * For how long the database bears with a transaction that locks a store.
 *
 * @param lockMillis how long it waits for the lock
 * @param idleMillis how long it may do nothing; then its session is ended
 */
record Limits(long lockMillis, long idleMillis) {
    /**
     * What a SELECT sets for its transaction by them. A server whose machine is gone would else hold the store for as long as
     * TCP believes in it; whoever runs the database may have it end such sessions sooner.
     */
    static final String SETTINGS = "set_config('lock_timeout', ?, true), set_config('idle_in_transaction_session_timeout',"
            + " (extract(epoch from least(nullif(current_setting('idle_in_transaction_session_timeout')::interval, '0'),"
            + " ? * interval '1 millisecond')) * 1000)::bigint::text, true)";

    static Limits of(PostgresLedgerOptions options) {
        Duration timeout = options.timeout();
        return new Limits(Math.max(1, timeout.toMillis() / 2), timeout.toMillis());
    }

    Object[] values() {
        return new Object[]{Long.toString(lockMillis), idleMillis};
    }
}
