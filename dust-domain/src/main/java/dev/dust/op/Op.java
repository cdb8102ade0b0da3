package dev.dust.op;

import dev.dust.error.InvalidRequestException;
import dev.dust.path.DustPath;
import dev.dust.value.FileRef;
import dev.dust.value.FloatValue;
import dev.dust.value.IntValue;
import dev.dust.value.MapValue;
import dev.dust.value.Value;
import dev.dust.write.OpName;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Something that a client asks of a store. Immutable; made only of what a server could accept.
 *
 * <table> <caption>What ops do to the rows (docs/protocol.md#ops)</caption> <tr><th>op</th><th>effect</th></tr>
 * <tr><td>{@link Put} p leaf</td><td>removes what lies below p, writes p</td></tr> <tr><td>{@link Put} p map</td><td>removes p
 * and what lies below, writes a row per leaf of the map</td></tr> <tr><td>{@link Delete} p</td><td>removes p and what lies
 * below</td></tr> <tr><td>{@link Merge} p map</td><td>per key k: a map is put at p/k; anything else is written to p/k, and what
 * lies below stays</td></tr> <tr><td>{@link Increment} p n</td><td>p = number at p, else 0, plus n</td></tr>
 * <tr><td>{@link Add} p m</td><td>p = m, then the list at p, without duplicates</td></tr> <tr><td>{@link Remove} p m</td><td>p
 * = the list at p without its first m</td></tr> <tr><td>{@link PutFile} p</td><td>removes what lies below p, writes the
 * reference</td></tr> <tr><td>{@link LeaseOp}</td><td>the server alone decides: nothing is shown before it has</td></tr>
 * </table>
 */
public sealed interface Op {

    /** The path that the op is about; for a lease op the lease's key. */
    DustPath path();

    /** The op's name on the wire. */
    OpName name();

    /** What must hold for it to take effect. */
    Precondition precondition();

    /** What it does to the rows, path by path, in order. Empty for lease ops. */
    List<RowStep> steps();

    /**
     * Whether this op and an earlier one on the same path may be under way at once: their order does not matter for the
     * result.
     */
    default boolean commutesWith(Op earlier) {
        return false;
    }

    /** Writes a value (the wire's {@code set}). */
    record Put(DustPath path, Value value, Precondition precondition) implements Op {
        /**
         * @throws InvalidRequestException for an empty map key, or a precondition on a map that is spread over rows
         */
        public Put {
            Objects.requireNonNull(path, "path");
            Objects.requireNonNull(precondition, "precondition");
            Leaves.check(value);
            if (precondition.onRow() && !value.isLeaf()) {
                String reason = precondition.ifAbsent() ? "if_absent_multi_leaf" : "if_match_multi_leaf";
                throw new InvalidRequestException(reason, "ifMatch and ifAbsent guard one row, and a map is stored as several: "
                        + path + " (" + reason + ")");
            }
        }

        @Override
        public OpName name() {
            return OpName.SET;
        }

        @Override
        public List<RowStep> steps() {
            return RowStep.ofPut(path.key(), value);
        }
    }

    /** Removes a path and what lies below. */
    record Delete(DustPath path, Precondition precondition) implements Op {
        /**
         * @throws InvalidRequestException for ifAbsent: there would be nothing to remove
         */
        public Delete {
            Objects.requireNonNull(path, "path");
            if (precondition.ifAbsent()) {
                throw unsupported(precondition);
            }
        }

        @Override
        public OpName name() {
            return OpName.DELETE;
        }

        @Override
        public List<RowStep> steps() {
            return List.of(RowStep.Replace.nothing(path.key()));
        }
    }

    /** Writes the fields of a map, and leaves others as they are. */
    record Merge(DustPath path, MapValue value, Precondition precondition) implements Op {
        /**
         * @throws InvalidRequestException for an empty map key
         */
        public Merge {
            Objects.requireNonNull(path, "path");
            requireNoRowPrecondition(precondition);
            Leaves.checkFields(value);
        }

        @Override
        public OpName name() {
            return OpName.MERGE;
        }

        @Override
        public List<RowStep> steps() {
            return RowStep.ofMerge(path.key(), value);
        }
    }

    /** Adds to a counter; {@code by} is an integer or a float, and may be negative. */
    record Increment(DustPath path, Value by, Precondition precondition) implements Op {
        /**
         * @throws InvalidRequestException if {@code by} is no number
         */
        public Increment {
            Objects.requireNonNull(path, "path");
            requireNoRowPrecondition(precondition);
            if (!(by instanceof IntValue || by instanceof FloatValue)) {
                throw new InvalidRequestException("increment_requires_number_value", "increment needs a number, not " + by);
            }
        }

        @Override
        public OpName name() {
            return OpName.INCREMENT;
        }

        @Override
        public List<RowStep> steps() {
            return List.of(new RowStep.Adjust(path.key(), by));
        }

        @Override
        public boolean commutesWith(Op earlier) {
            return earlier instanceof Increment && path.equals(earlier.path());
        }
    }

    /** Puts a member into a set. */
    record Add(DustPath path, Value member, Precondition precondition) implements Op {
        /**
         * @throws InvalidRequestException if {@code member} is the value null, which no set holds
         */
        public Add {
            Objects.requireNonNull(path, "path");
            requireMember(member, "add");
            requireNoRowPrecondition(precondition);
        }

        @Override
        public OpName name() {
            return OpName.ADD;
        }

        @Override
        public List<RowStep> steps() {
            return List.of(new RowStep.Insert(path.key(), member));
        }

        @Override
        public boolean commutesWith(Op earlier) {
            return earlier instanceof Add && path.equals(earlier.path());
        }
    }

    /** Takes a member out of a set. */
    record Remove(DustPath path, Value member, Precondition precondition) implements Op {
        /**
         * @throws InvalidRequestException if {@code member} is the value null, which no set holds
         */
        public Remove {
            Objects.requireNonNull(path, "path");
            requireMember(member, "remove");
            requireNoRowPrecondition(precondition);
        }

        @Override
        public OpName name() {
            return OpName.REMOVE;
        }

        @Override
        public List<RowStep> steps() {
            return List.of(new RowStep.Drop(path.key(), member));
        }
    }

    /**
     * Stores a file.
     *
     * @param file    the reference that the server will make of it
     * @param content the bytes, base64; null if they wait beside the outbox, under the op's id
     */
    record PutFile(DustPath path, FileRef file, @Nullable String content) implements Op {
        /** Checks that path and file are not null. */
        public PutFile {
            Objects.requireNonNull(path, "path");
            Objects.requireNonNull(file, "file");
        }

        @Override
        public OpName name() {
            return OpName.PUT_FILE;
        }

        @Override
        public Precondition precondition() {
            return Precondition.NONE;
        }

        @Override
        public List<RowStep> steps() {
            return List.of(new RowStep.Replace(path.key(), file, file.type()));
        }

        /** Without the content, which can be megabytes. */
        @Override
        public String toString() {
            return "PutFile[path=" + path + ", file=" + file + "]";
        }
    }

    /**
     * An op on a lease: the server decides, a connection is needed, and nothing is shown or kept locally
     * (docs/architecture.md#outbox).
     */
    sealed interface LeaseOp extends Op {
        @Override
        default Precondition precondition() {
            return Precondition.NONE;
        }

        @Override
        default List<RowStep> steps() {
            return List.of();
        }
    }

    /**
     * Takes a lease.
     *
     * @param ttlMillis how long it lasts, 1 or more
     * @param holder    what the taker calls itself, or null
     */
    record Acquire(DustPath path, long ttlMillis, @Nullable String holder) implements LeaseOp {
        /**
         * @throws InvalidRequestException for a TTL below 1, or a holder that has no UTF-8 form
         */
        public Acquire {
            Objects.requireNonNull(path, "path");
            requirePositive(ttlMillis);
            if (holder != null) {
                requireHolder(holder);
            }
        }

        /**
         * What has no form on the wire is found here: where it is sent, it would be the failure of everybody behind it.
         *
         * @return the holder
         * @throws InvalidRequestException {@code invalid_holder} for one that has no UTF-8 form
         */
        public static String requireHolder(String holder) {
            try {
                Value.of(holder);
                return holder;
            } catch (IllegalArgumentException noText) {
                throw new InvalidRequestException("invalid_holder",
                        "a lease's holder cannot be sent: " + noText.getMessage() + " (invalid_holder)");
            }
        }

        @Override
        public OpName name() {
            return OpName.LEASE;
        }
    }

    /** Moves the end of a lease that is held. */
    record Renew(DustPath path, long token, long ttlMillis) implements LeaseOp {
        /**
         * @throws InvalidRequestException for a TTL below 1
         */
        public Renew {
            Objects.requireNonNull(path, "path");
            requirePositive(ttlMillis);
        }

        @Override
        public OpName name() {
            return OpName.RENEW;
        }
    }

    /** Gives a lease back. */
    record Release(DustPath path, long token) implements LeaseOp {
        /** Checks that there is a key. */
        public Release {
            Objects.requireNonNull(path, "path");
        }

        @Override
        public OpName name() {
            return OpName.RELEASE;
        }
    }

    private static void requireNoRowPrecondition(Precondition precondition) {
        if (precondition.onRow()) {
            throw unsupported(precondition);
        }
    }

    private static InvalidRequestException unsupported(Precondition precondition) {
        String reason = precondition.ifAbsent() ? "if_absent_unsupported_op" : "if_match_unsupported_op";
        return new InvalidRequestException(reason,
                "ifAbsent is for put alone, and ifMatch for put and delete (" + reason + ")");
    }

    private static void requireMember(Value member, String op) {
        if (Objects.requireNonNull(member, "member").equals(Value.NULL)) {
            String reason = op + "_requires_value";
            throw new InvalidRequestException(reason, "a set has no member null (" + reason + ")");
        }
    }

    private static void requirePositive(long ttlMillis) {
        if (ttlMillis < 1) {
            throw new InvalidRequestException("invalid_ttl", "a lease lasts 1 ms or more, not " + ttlMillis);
        }
    }
}
