package dev.dust.value;

/** True or false. */
public enum BoolValue implements Value {
    /** False. */
    FALSE(false),
    /** True. */
    TRUE(true);

    private final boolean value;

    BoolValue(boolean value) {
        this.value = value;
    }

    /** The boolean itself. */
    public boolean value() {
        return value;
    }

    @Override
    public String type() {
        return Types.BOOLEAN;
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
        return Boolean.toString(value);
    }
}
