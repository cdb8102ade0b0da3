package dev.dust.server.rules;

import dev.dust.value.ListValue;
import dev.dust.value.MapValue;
import dev.dust.value.TypedValue;
import dev.dust.value.Value;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * How deep values are nested. What is stored must fit into a frame, and into a snapshot, which add a few levels of their own.
 */
final class Depth {
    /** The codecs of this project carry 1,000 levels. */
    static final int MOST = 900;

    private Depth() {
    }

    /** Refuses a value with {@code limit_exceeded} that is too deep for every client; {@code value} may be null. */
    static void check(@Nullable Value value) {
        int depth = value == null ? 0 : of(value);
        if (depth > MOST) {
            throw Refusal.limitExceeded("depth", depth, MOST);
        }
    }

    /** How many lists and maps stand in each other: 0 for a scalar. */
    static int of(Value value) {
        return switch (value) {
            case ListValue list -> 1 + deepest(list.items());
            case MapValue map -> 1 + deepest(map.fields().values());
            case TypedValue typed -> 1 + deepest(typed.wire().fields().values());
            default -> 0;
        };
    }

    private static int deepest(Collection<Value> values) {
        int deepest = 0;
        for (Value value : values) {
            deepest = Math.max(deepest, of(value));
        }
        return deepest;
    }
}
