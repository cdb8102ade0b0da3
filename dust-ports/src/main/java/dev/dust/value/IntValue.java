package dev.dust.value;

import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** An integer of any size. Those that fit a {@code long} are kept as one. */
public final class IntValue implements Value {
    private static final int CACHED = 128;
    private static final IntValue[] CACHE = new IntValue[2 * CACHED];

    static {
        for (int i = 0; i < CACHE.length; i++) {
            CACHE[i] = new IntValue(i - CACHED, null);
        }
    }

    private final long small;
    /** Null exactly when the integer fits a long: so that equal integers have equal fields. */
    private final @Nullable BigInteger big;

    private IntValue(long small, @Nullable BigInteger big) {
        this.small = small;
        this.big = big;
    }

    /** The integer {@code value}. */
    public static IntValue of(long value) {
        return value >= -CACHED && value < CACHED ? CACHE[(int) value + CACHED] : new IntValue(value, null);
    }

    /** The integer {@code value}, which must not be null. */
    public static IntValue of(BigInteger value) {
        return value.bitLength() < Long.SIZE ? of(value.longValue()) : new IntValue(0, value);
    }

    /** Whether {@link #longValue()} is this integer. */
    public boolean isLong() {
        return big == null;
    }

    /**
     * This integer as a long.
     *
     * @throws ArithmeticException if it does not fit
     */
    public long longValue() {
        return big == null ? small : big.longValueExact();
    }

    /** This integer, whatever its size. */
    public BigInteger bigValue() {
        return big == null ? BigInteger.valueOf(small) : big;
    }

    /** The exact sum. */
    public IntValue plus(IntValue other) {
        if (big == null && other.big == null) {
            long sum = small + other.small;
            if (((small ^ sum) & (other.small ^ sum)) >= 0) {
                return of(sum);
            }
        }
        return of(bigValue().add(other.bigValue()));
    }

    @Override
    public String type() {
        return Types.INTEGER;
    }

    @Override
    public boolean isLeaf() {
        return true;
    }

    /** A Long, or a BigInteger where that is too small. */
    @Override
    public Object toPlain() {
        return big == null ? (Object) small : big;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof IntValue that && small == that.small
                && (big == null ? that.big == null : big.equals(that.big));
    }

    @Override
    public int hashCode() {
        return big == null ? Long.hashCode(small) : big.hashCode();
    }

    @Override
    public String toString() {
        return big == null ? Long.toString(small) : big.toString();
    }
}
