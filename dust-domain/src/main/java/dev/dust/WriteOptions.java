package dev.dust;

import dev.dust.error.InvalidRequestException;
import dev.dust.lease.Lease;
import dev.dust.op.Precondition;
import java.util.Objects;

/** What must hold for a write to take effect (docs/protocol.md#preconditions). Immutable. */
public final class WriteOptions {
    private static final WriteOptions NONE = new WriteOptions(Precondition.NONE);

    private final Precondition precondition;

    private WriteOptions(Precondition precondition) {
        this.precondition = precondition;
    }

    /** Nothing needs to hold. */
    public static WriteOptions none() {
        return NONE;
    }

    /**
     * The row must have this revision, that of an {@link Entry}. For {@code put} of one row alone.
     *
     * @throws InvalidRequestException {@code invalid_precondition} for a revision below 1, or together with ifAbsent
     */
    public WriteOptions ifMatch(long revision) {
        if (revision < 1) {
            throw new InvalidRequestException("invalid_precondition", "ifMatch needs a revision of 1 or more, not " + revision
                    + ": the entry is not committed yet");
        }
        return new WriteOptions(new Precondition(revision, precondition.ifAbsent(), precondition.fence()));
    }

    /**
     * There must be no row at the path. For {@code put} of one row alone.
     *
     * @throws InvalidRequestException {@code invalid_precondition} together with ifMatch
     */
    public WriteOptions ifAbsent() {
        return new WriteOptions(new Precondition(precondition.ifMatch(), true, precondition.fence()));
    }

    /** The lease must be held. */
    public WriteOptions fence(Lease lease) {
        return new WriteOptions(new Precondition(precondition.ifMatch(), precondition.ifAbsent(),
                Objects.requireNonNull(lease, "lease").fence()));
    }

    Precondition precondition() {
        return precondition;
    }
}
