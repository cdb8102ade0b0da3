package dev.dust.lease.machine;

import java.time.Duration;
import java.util.function.LongUnaryOperator;

/**
 * By what a flight goes.
 *
 * @param leaseTtl     how long its lease lasts, as a rule also that of others for the same work
 * @param giveUpAt     when it ceases to wait for others
 * @param mayWorkAlone whether the work may be done without a lease where the server cannot be asked
 * @param jitter       a random number, zero or more and less than the one that it is given
 */
public record FlightRules(Duration leaseTtl, long giveUpAt, boolean mayWorkAlone, LongUnaryOperator jitter) {
}
