package dev.dust.adapter.jackson;

/** MessagePack's extension types as Dust uses them. */
final class Extensions {
    /** What other clients write for "undefined" (docs/protocol.md#leniency). Read as null, never written. */
    static final byte UNDEFINED = 0;
    /** An integer that fits neither int64 nor uint64: big-endian two's complement, as {@link java.math.BigInteger} has it. */
    static final byte INTEGER = 1;
    /** A point in time, by MessagePack's own specification. Read as a datetime, never written. */
    static final byte TIMESTAMP = -1;

    private Extensions() {
    }
}
