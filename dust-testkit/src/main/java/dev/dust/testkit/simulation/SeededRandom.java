package dev.dust.testkit.simulation;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** All chance of a run. */
final class SeededRandom {
    private final SplittableRandom random;

    SeededRandom(long seed) {
        random = new SplittableRandom(seed);
    }

    /** A source for somebody else, which does not change what this one gives. */
    RandomGenerator another() {
        return random.split();
    }

    boolean chance(double probability) {
        return probability > 0 && random.nextDouble() < probability;
    }

    /** 0 to {@code bound - 1}. */
    int below(int bound) {
        return random.nextInt(bound);
    }

    /** {@code least} to {@code most}. */
    long between(long least, long most) {
        return random.nextLong(least, most + 1);
    }

    double upTo(double most) {
        return random.nextDouble() * most;
    }

    Duration upTo(Duration most) {
        return Duration.ofNanos(between(0, most.toNanos()));
    }

    /** Short ones as often as long ones: 1 ms to {@code most}, every order of magnitude as likely. */
    Duration anyUpTo(Duration most) {
        return Duration.ofMillis((long) Math.exp(upTo(Math.log((double) most.toMillis()))));
    }

    <T> T pick(List<T> items) {
        return items.get(below(items.size()));
    }
}
