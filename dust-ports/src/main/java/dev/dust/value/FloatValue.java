package dev.dust.value;

/**
 * A finite floating-point number. 1.0 is not the integer 1.
 *
 * @param value neither NaN nor infinite
 */
public record FloatValue(double value) implements Value {

    /**
     * @throws IllegalArgumentException if {@code value} is NaN or infinite: neither has a wire form
     */
    public FloatValue {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException(value + " has no form in JSON: only finite numbers can be stored");
        }
    }

    @Override
    public String type() {
        return Types.FLOAT;
    }

    @Override
    public boolean isLeaf() {
        return true;
    }

    @Override
    public Object toPlain() {
        return value;
    }

    @Override
    public String toString() {
        return Double.toString(value);
    }
}
