package dev.dust.value;

import java.util.OptionalLong;

/**
 * Where the protocol means an integer, a whole float is that integer (docs/protocol.md#leniency): MessagePack peers without
 * 64-bit integers send large ones so.
 */
public final class WholeNumbers {
    private WholeNumbers() {
    }

    /**
     * The integer that {@code value} stands for.
     *
     * @param value may be null
     * @return empty if it is no number, not whole, or beyond 64 bits
     */
    public static OptionalLong of(Value value) {
        return switch (value) {
            case IntValue n when n.isLong() -> OptionalLong.of(n.longValue());
            case FloatValue(double d) when d == Math.rint(d) && Math.abs(d) < 0x1p63 -> OptionalLong.of((long) d);
            case null, default -> OptionalLong.empty();
        };
    }
}
