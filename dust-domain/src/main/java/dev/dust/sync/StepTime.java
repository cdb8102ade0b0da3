package dev.dust.sync;

/**
 * The time of a step.
 *
 * @param nanos  monotonic, for measuring
 * @param millis Unix milliseconds, for telling
 */
public record StepTime(long nanos, long millis) {
}
