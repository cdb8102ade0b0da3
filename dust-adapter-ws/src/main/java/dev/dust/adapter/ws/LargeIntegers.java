package dev.dust.adapter.ws;

import dev.dust.codec.CodecException;
import dev.dust.value.IntValue;
import dev.dust.value.ListValue;
import dev.dust.value.MapValue;
import dev.dust.value.Value;
import java.util.ArrayDeque;

/** Integers for which MessagePack has no form that all peers know. */
final class LargeIntegers {
    private static final int UNSIGNED_BITS = 64;

    private LargeIntegers() {
    }

    /**
     * @throws CodecException if there is an integer in {@code value} that is neither int64 nor uint64
     */
    static void refuse(Value value) {
        var open = new ArrayDeque<Value>();
        open.push(value);
        while (!open.isEmpty()) {
            switch (open.pop()) {
                case ListValue list -> list.items().forEach(open::push);
                case MapValue map -> map.fields().values().forEach(open::push);
                case IntValue n -> refuse(n);
                default -> {
                    // No integer.
                }
            }
        }
    }

    private static void refuse(IntValue n) {
        if (!n.isLong() && (n.bigValue().signum() < 0 || n.bigValue().bitLength() > UNSIGNED_BITS)) {
            throw new CodecException("an integer of " + n.bigValue().bitLength() + " bits has no form in MessagePack that other"
                    + " clients can read, and would break them; use JSON, or a text or decimal");
        }
    }
}
