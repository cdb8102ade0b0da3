package dev.dust.testkit.simulation;

import dev.dust.value.Value;

/**
 * A write that an application asked for, as far as it changes what is to be seen.
 *
 * @param op    its name on the wire
 * @param path  where
 * @param value the operand; {@link Value#NULL} for delete
 */
record WriteCall(String op, String path, Value value) {

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
