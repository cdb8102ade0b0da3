package dev.dust.server.ledger;

import dev.dust.time.Durations;
import java.time.Duration;
import java.util.Objects;

/**
 * How much of a store's history is kept. An op goes as soon as it is beyond either bound; rows stay. Clients that are further
 * behind are given the rows in place of ops, and a rollback reaches as far back. Immutable.
 */
public final class Retention {
    private static final Retention DEFAULTS = new Retention(100_000, Duration.ofDays(7), Duration.ofHours(1));

    private final long ops;
    private final Duration age;
    private final Duration resends;

    private Retention(long ops, Duration age, Duration resends) {
        this.ops = ops;
        this.age = age;
        this.resends = resends;
    }

    /** Everything as it is described at the methods. */
    public static Retention defaults() {
        return DEFAULTS;
    }

    /** How many ops are kept at most; 100,000 unless it is told. */
    public long ops() {
        return ops;
    }

    /**
     * A copy with another number; {@link Long#MAX_VALUE} for any.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public Retention ops(long most) {
        check(most >= 0, "ops: at least 0, not " + most);
        return new Retention(most, age, resends);
    }

    /** For how long they are kept at most; 7 days unless it is told. */
    public Duration age() {
        return age;
    }

    /**
     * A copy with another age; {@link Durations#FOR_EVER} for any.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public Retention age(Duration most) {
        check(!Objects.requireNonNull(most, "most").isNegative(), "age: not negative, as " + most);
        return new Retention(ops, most, resends);
    }

    /**
     * How old an op is at least before it is forgotten whose it was: until then a push that is sent again is recognised, and
     * answered as it was the first time, whether the history has its ops still or not. An hour unless it is told.
     */
    public Duration resends() {
        return resends;
    }

    /**
     * A copy with another age.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public Retention resends(Duration least) {
        check(!Objects.requireNonNull(least, "least").isNegative(), "resends: not negative, as " + least);
        return new Retention(ops, age, least);
    }

    private static void check(boolean isRight, String message) {
        if (!isRight) {
            throw new IllegalArgumentException(message);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Retention that && ops == that.ops && age.equals(that.age) && resends.equals(that.resends);
    }

    @Override
    public int hashCode() {
        return Objects.hash(ops, age, resends);
    }

    @Override
    public String toString() {
        return "Retention[ops=" + ops + ", age=" + age + ", resends=" + resends + "]";
    }
}
