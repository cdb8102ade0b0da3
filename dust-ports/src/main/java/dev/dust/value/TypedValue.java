package dev.dust.value;

/**
 * A value whose wire form is a map with a {@code _type}: one row, never spread over several (docs/protocol.md#values).
 */
public sealed interface TypedValue extends Value permits DecimalValue, DateTimeValue, FileRef, LeaseValue {

    /** The map that stands for this value on the wire. It reads the same as any map of the same fields would be read. */
    MapValue wire();
}
