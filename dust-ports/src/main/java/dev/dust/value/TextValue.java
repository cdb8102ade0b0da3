package dev.dust.value;

import java.util.Objects;

/**
 * A string.
 *
 * @param value never null, and free of unpaired surrogates
 */
public record TextValue(String value) implements Value {

    /**
     * @throws IllegalArgumentException if {@code value} holds an unpaired surrogate: it has no UTF-8 form
     */
    public TextValue {
        Objects.requireNonNull(value, "value");
        int at = Utf8.unpairedSurrogate(value);
        if (at >= 0) {
            throw new IllegalArgumentException("unpaired surrogate at index " + at + ": this string has no UTF-8 form");
        }
    }

    @Override
    public String type() {
        return Types.STRING;
    }

    @Override
    public boolean isLeaf() {
        return true;
    }

    @Override
    public Object toPlain() {
        return value;
    }

    /** The string as it is, without quotes. */
    @Override
    public String toString() {
        return value;
    }
}
