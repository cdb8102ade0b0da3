package dev.dust.testkit.simulation;

import dev.dust.cache.OutboxEntry;
import dev.dust.value.ListValue;
import dev.dust.value.TextValue;
import dev.dust.value.Value;
import java.util.List;
import java.util.Objects;

/**
 * A write that an application asked for, as far as it changes what is to be seen.
 *
 * @param op    its name on the wire
 * @param path  where
 * @param value the operand; {@link Value#NULL} for delete
 */
record WriteCall(String op, String path, Value value) {

    /** What an outbox keeps, in the domain's own form: a list that begins with op, path and operand. */
    static WriteCall of(OutboxEntry entry) {
        List<Value> op = ((ListValue) Objects.requireNonNull(entry.op(), "op")).items();
        return new WriteCall(((TextValue) op.get(0)).value(), ((TextValue) op.get(1)).value(), op.get(2));
    }

    /** Whether both may change the same rows. */
    boolean overlaps(WriteCall other) {
        return path.equals(other.path) || path.startsWith(other.path + "/") || other.path.startsWith(path + "/");
    }

    /** Whether the result is the same in either order. */
    boolean commutesWith(WriteCall other) {
        return path.equals(other.path) && op.equals(other.op) && (op.equals("increment") || op.equals("add"));
    }

    @Override
    public String toString() {
        return op + " " + path + " " + value;
    }
}
