package dev.dust.server.rules;

import dev.dust.value.ListValue;
import dev.dust.value.MapValue;
import dev.dust.value.TextValue;
import dev.dust.value.Value;
import java.util.ArrayDeque;
import java.util.Deque;

/** About how much memory a value takes, without writing it down: for bounds, which need no more. */
public final class Weight {
    /** Of a value besides its text. */
    private static final int EACH = 16;

    private Weight() {
    }

    /** About how many bytes {@code value} has. */
    public static long of(Value value) {
        Deque<Value> rest = new ArrayDeque<>();
        rest.add(value);
        long weight = 0;
        for (Value next = rest.poll(); next != null; next = rest.poll()) {
            weight += EACH;
            switch (next) {
                case TextValue(String text) -> weight += text.length();
                case ListValue list -> rest.addAll(list.items());
                case MapValue map -> {
                    for (var field : map.fields().entrySet()) {
                        weight += EACH + field.getKey().length();
                        rest.add(field.getValue());
                    }
                }
                default -> {
                    // Of a size of its own.
                }
            }
        }
        return weight;
    }
}
