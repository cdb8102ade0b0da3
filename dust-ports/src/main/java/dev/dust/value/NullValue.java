package dev.dust.value;

import org.jspecify.annotations.Nullable;

/** The value null. There is one: {@link Value#NULL}. */
public enum NullValue implements Value {
    /** The one null value. */
    INSTANCE;

    @Override
    public String type() {
        return Types.NULL;
    }

    @Override
    public boolean isLeaf() {
        return true;
    }

    @Override
    public @Nullable Object toPlain() {
        return null;
    }

    @Override
    public String toString() {
        return "null";
    }
}
