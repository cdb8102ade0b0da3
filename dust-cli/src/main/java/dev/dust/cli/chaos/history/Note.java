package dev.dust.cli.chaos.history;

import dev.dust.value.Value;
import java.util.Map;
import java.util.Set;

/** A line of a client's journal, written as soon as something has happened to it. */
public sealed interface Note {
    /** The ops that are neither kept nor sent again. */
    Set<String> LEASE_OPS = Set.of("lease", "renew", "release");

    /** How a call ended. */
    enum Ending {
        /** The server has done it. */
        ACCEPTED,
        /** The server has not done it, and will not. */
        REFUSED,
        /** Nobody knows: there was no answer in time, no connection, or the client was closed. */
        UNKNOWN
    }

    /**
     * It has opened its cache.
     *
     * @param device   as whom
     * @param durable  whether the cache outlives the process
     * @param atMillis when, Unix milliseconds
     */
    record Opened(String device, boolean durable, long atMillis) implements Note {
    }

    /**
     * It is about to call.
     *
     * @param call      the call's number in this journal
     * @param op        the op's name on the wire
     * @param path      where
     * @param operand   what is written, added and so on; {@link Value#NULL} for nothing
     * @param condition under which condition
     * @param atMillis  when, Unix milliseconds
     */
    record Called(long call, String op, String path, Value operand, Condition condition, long atMillis) implements Note {
        /** {@link Value#NULL} is written as nothing. */
        public Called {
            operand = operand == null ? Value.NULL : operand;
        }

        boolean isLeaseOp() {
            return LEASE_OPS.contains(op);
        }

        /** Whether both may change the same rows. */
        boolean commutesWith(Called other) {
            return op.equals(other.op) && path.equals(other.path) && (op.equals("increment") || op.equals("add"));
        }
    }

    /** The call of a write has returned: the write is kept under this client_op_id. */
    record Made(long call, String opId) implements Note {
    }

    /** The call threw something. */
    record Threw(long call, String error) implements Note {
    }

    /**
     * Whoever made the call was answered.
     *
     * @param call   the call's number
     * @param ending how
     * @param seq    the store_seq, of a lease the token; 0 if that was not told
     * @param reason why it was not accepted; null if it was
     */
    record Answered(long call, Ending ending, long seq, String reason) implements Note {
    }

    /** A subscription to everything heard of a committed op. */
    record Heard(long seq, String op, String path, Value value, String opId, boolean maybeDuplicate) implements Note {
        /** {@link Value#NULL} is written as nothing. */
        public Heard {
            value = value == null ? Value.NULL : value;
        }
    }

    /** It heard that an own write was refused. */
    record HeardRefusal(String opId, boolean maybeDuplicate) implements Note {
    }

    /** It heard that all rows were replaced by those as of this seq. */
    record Replaced(long seq) implements Note {
    }

    /**
     * It has read a counter.
     *
     * @param path  where
     * @param count what there was; 0 for nothing
     * @param seq   up to where history was applied before
     */
    record CounterRead(String path, long count, long seq) implements Note {
    }

    /** All rows that it has, when nothing happens any more. */
    record Mirrored(long seq, Map<String, Row> rows) implements Note {
    }
}
