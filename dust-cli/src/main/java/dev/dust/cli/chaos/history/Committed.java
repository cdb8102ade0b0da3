package dev.dust.cli.chaos.history;

import dev.dust.value.IntValue;
import dev.dust.value.MapValue;
import dev.dust.value.TextValue;
import dev.dust.value.Value;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An op that the server committed.
 *
 * @param seq    its store_seq
 * @param op     its name on the wire
 * @param path   where
 * @param value  its committed value; {@link Value#NULL} for none
 * @param device who wrote it; null if that is not known
 * @param opId   the writer's client_op_id; null if there is none
 */
public record Committed(long seq, String op, String path, Value value, @Nullable String device, @Nullable String opId) {
    /** What the payload of an event says. */
    public static Committed of(MapValue event) {
        return new Committed(number(event.get("store_seq")), Objects.requireNonNull(text(event.get("op")), "op"),
                Objects.requireNonNull(text(event.get("path")), "path"),
                Objects.requireNonNullElse(event.get("value"), Value.NULL), text(event.get("device_id")),
                text(event.get("client_op_id")));
    }

    /** The whole number that a payload has there. */
    public static long number(@Nullable Value value) {
        return ((IntValue) Objects.requireNonNull(value, "number")).longValue();
    }

    private static @Nullable String text(@Nullable Value value) {
        return value instanceof TextValue(String text) ? text : null;
    }

    @Override
    public String toString() {
        return seq + " (" + op + " " + path + " " + value + " by " + device + " as " + opId + ")";
    }
}
