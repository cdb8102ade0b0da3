package dev.dust.sync;

/**
 * The time of a step.
 *
 * @param nanos  monotonic, for measuring
 * @param millis Unix milliseconds, for telling
 */
public record Now(long nanos, long millis) {
}
