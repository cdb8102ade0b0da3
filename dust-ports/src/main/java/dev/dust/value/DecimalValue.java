package dev.dust.value;

import java.math.BigDecimal;

/**
 * A decimal number of any precision. Equality is that of its text, as on the wire: 1.0 and 1.00 differ.
 */
public final class DecimalValue implements TypedValue {
    private final String text;
    private final BigDecimal value;

    DecimalValue(String text, BigDecimal value) {
        this.text = text;
        this.value = value;
    }

    /** The decimal {@code value}, which must not be null. */
    public static DecimalValue of(BigDecimal value) {
        return new DecimalValue(value.toString(), value);
    }

    /** The number. */
    public BigDecimal value() {
        return value;
    }

    @Override
    public MapValue wire() {
        return TypedForms.wire(Types.DECIMAL, text);
    }

    @Override
    public String type() {
        return Types.DECIMAL;
    }

    /** The BigDecimal. */
    @Override
    public Object toPlain() {
        return value;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DecimalValue that && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** The number as it is written on the wire. */
    @Override
    public String toString() {
        return text;
    }
}
