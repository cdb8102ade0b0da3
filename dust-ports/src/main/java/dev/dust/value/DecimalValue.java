package dev.dust.value;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * A decimal number of any precision. Equality is that of its text, as on the wire: 1.0 and 1.00 differ.
 */
public final class DecimalValue implements TypedValue {
    private final String text;
    /** Made when first asked for, since that takes long for very long numbers. A race makes it twice, which does no harm. */
    private @Nullable BigDecimal value;

    DecimalValue(String text) {
        this.text = text;
    }

    /** The decimal {@code value}, which must not be null. */
    public static DecimalValue of(BigDecimal value) {
        var decimal = new DecimalValue(value.toString());
        decimal.value = value;
        return decimal;
    }

    /** The number. */
    public BigDecimal value() {
        BigDecimal number = value;
        if (number == null) {
            number = new BigDecimal(text);
            value = number;
        }
        return number;
    }

    @Override
    public MapValue wire() {
        return TypedForms.wire(Types.DECIMAL, text);
    }

    @Override
    public String type() {
        return Types.DECIMAL;
    }

    @Override
    public boolean isLeaf() {
        return true;
    }

    /** The BigDecimal. */
    @Override
    public Object toPlain() {
        return value();
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
