package dev.dust.server.rules;

import dev.dust.server.ledger.Rows;

/**
 * What an op is judged by.
 *
 * @param rules     whose rules hold
 * @param rows      the rows that it finds
 * @param nextSeq   the store_seq that it gets if it commits
 * @param nowMillis the server's clock, see {@link MonotonicClock}
 */
record Moment(Rules rules, Rows rows, long nextSeq, long nowMillis) {
}
