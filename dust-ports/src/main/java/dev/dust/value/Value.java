package dev.dust.value;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A value of a store: immutable, comparable by {@code equals}, safe for every thread. Depth costs no stack: a value may be
 * nested as deep as its maker likes, and be compared and printed on a thread of any size.
 *
 * <p>Equality is strict, as the server's is (docs/protocol.md#values): the integer 1 and the float 1.0 differ, and so do the
 * decimals 1.0 and 1.00. Two values are equal exactly when their wire forms are, the order of a map's keys aside. There is one
 * {@code Value} for one wire form: a map that has the shape of a typed value (see {@link MapValue#of}) <em>is</em> that typed
 * value.
 *
 * <table>
 * <caption>Kinds of values</caption>
 * <tr><th>kind</th><th>wire form</th><th>{@link #type()}</th></tr>
 * <tr><td>{@link NullValue}</td><td>{@code null}</td><td>null</td></tr>
 * <tr><td>{@link BoolValue}</td><td>{@code true}, {@code false}</td><td>boolean</td></tr>
 * <tr><td>{@link IntValue}</td><td>a whole number of any size</td><td>integer</td></tr>
 * <tr><td>{@link FloatValue}</td><td>a finite double</td><td>float</td></tr>
 * <tr><td>{@link TextValue}</td><td>a string</td><td>string</td></tr>
 * <tr><td>{@link ListValue}</td><td>an array</td><td>list</td></tr>
 * <tr><td>{@link MapValue}</td><td>an object</td><td>map</td></tr>
 * <tr><td>{@link DecimalValue}</td><td>{@code {"_typed":"29.99","_type":"decimal"}}</td><td>decimal</td></tr>
 * <tr><td>{@link DateTimeValue}</td><td>{@code {"_typed":"2026-01-01T00:00:00Z","_type":"datetime"}}</td><td>datetime</td></tr>
 * <tr><td>{@link FileRef}</td><td>{@code {"_type":"file","hash":"sha256:...",...}}</td><td>file</td></tr>
 * <tr><td>{@link LeaseValue}</td><td>{@code {"_type":"lease","holder":..,"token":..,"expires_at":..}}</td><td>lease</td></tr>
 * </table>
 */
public sealed interface Value permits NullValue, BoolValue, IntValue, FloatValue, TextValue, ListValue, MapValue, TypedValue {

    /**
     * The null value.
     *
     * <p>There must be no default method in this interface or below: then its subtypes would initialise it, which initialises
     * one of them, and two threads would wait for each other.
     */
    Value NULL = NullValue.INSTANCE;

    /** The row type of this value (docs/protocol.md#types), one of the constants of {@link Types}; never null. */
    String type();

    /**
     * Whether this value is stored as a single row. Only plain maps are not: a {@code set} spreads them over one row per leaf.
     */
    boolean isLeaf();

    /** An integer. */
    static IntValue of(long value) {
        return IntValue.of(value);
    }

    /** An integer of any size; {@code value} must not be null. */
    static IntValue of(BigInteger value) {
        return IntValue.of(value);
    }

    /**
     * A float.
     *
     * @throws IllegalArgumentException if {@code value} is NaN or infinite: neither has a wire form
     */
    static FloatValue of(double value) {
        return new FloatValue(value);
    }

    /** A boolean. */
    static BoolValue of(boolean value) {
        return value ? BoolValue.TRUE : BoolValue.FALSE;
    }

    /**
     * A string; {@code value} must not be null.
     *
     * @throws IllegalArgumentException if {@code value} holds an unpaired surrogate: it has no UTF-8 form
     */
    static TextValue of(String value) {
        return new TextValue(value);
    }

    /** A decimal; {@code value} must not be null. Its scale is kept. */
    static DecimalValue of(BigDecimal value) {
        return DecimalValue.of(value);
    }

    /** A point in time; {@code value} must not be null. */
    static DateTimeValue of(Instant value) {
        return DateTimeValue.of(value);
    }

    /**
     * Turns plain Java data into a value: null, Boolean, whole numbers (Byte to Long, BigInteger), Float and Double, BigDecimal
     * (decimal), CharSequence and Character, Instant (datetime), Collection and Object[] (list), Map with text keys (map), and
     * values themselves. Not everything that can be iterated is a list: a file's path is not, and neither is a tree of JSON.
     *
     * @param plain may be null
     * @return the value, never null
     * @throws IllegalArgumentException if {@code plain} is, or holds, something else (the message names its class), or contains
     *                                  itself, or is more than 1,000 lists and maps in each other
     */
    static Value from(@Nullable Object plain) {
        return FromPlain.value(plain);
    }

    /**
     * This value as plain Java data: null, Boolean, Long or BigInteger, Double, String, BigDecimal, Instant, unmodifiable List
     * and Map. File references and leases stand for themselves. {@link #from} turns the result back into an equal value, except
     * for a datetime that was not written the way Java writes it, and a decimal likewise.
     */
    @Nullable
    Object toPlain();
}
