package dev.dust.cli.chaos.history;

import dev.dust.value.Value;

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
public record Committed(long seq, String op, String path, Value value, String device, String opId) {
    @Override
    public String toString() {
        return seq + " (" + op + " " + path + " " + value + " by " + device + ")";
    }
}
