package dev.dust;

import dev.dust.error.InvalidRequestException;
import dev.dust.lease.Lease;
import dev.dust.op.Fence;
import dev.dust.op.Precondition;
import dev.dust.path.DustPath;
import dev.dust.value.Value;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What must hold for a write to take effect (docs/protocol.md#preconditions). Immutable. */
public final class WriteOptions {
    private static final WriteOptions NONE = new WriteOptions(Precondition.NONE, null);

    private final Precondition precondition;
    /** Of the entry whose revision is to match; null if it was told by itself. */
    private final @Nullable DustPath matched;

    private WriteOptions(Precondition precondition, @Nullable DustPath matched) {
        this.precondition = precondition;
        this.matched = matched;
    }

    /** Nothing needs to hold. */
    public static WriteOptions none() {
        return NONE;
    }

    /**
     * The row must be as this entry shows it. For {@code put} and {@code delete} of one row alone, at the entry's path.
     * Who wants to change what he has read, and to try again where somebody else was faster, calls {@link PathRef#update}.
     *
     * @param entry one with a revision, such as {@code store.committed().entry(path)} gives
     * @throws InvalidRequestException {@code no_revision} for an entry without one, which shows a write of this client's own,
     *                                 or a row of a snapshot; {@code if_match_multi_leaf} for one that is put together from
     *                                 several rows; {@code invalid_precondition} together with ifAbsent
     */
    public WriteOptions ifMatch(Entry entry) {
        if (!entry.optional().map(Value::isLeaf).orElse(false)) {
            throw Revisions.ofObject(entry.path());
        }
        long revision = entry.revision().orElseThrow(() -> entry.pending()
                ? Revisions.pending(entry.path())
                : Revisions.untold(entry.path()));
        return new WriteOptions(new Precondition(revision, precondition.ifAbsent(), precondition.fence()), entry.path());
    }

    /**
     * The row must have this revision, which somebody was told who has no {@link Entry} any more: the editor of a form, say.
     * For {@code put} and {@code delete} of one row alone.
     *
     * @throws InvalidRequestException {@code invalid_precondition} for a revision below 1, or together with ifAbsent
     */
    public WriteOptions ifMatch(long revision) {
        if (revision < 1) {
            throw new InvalidRequestException("invalid_precondition", "ifMatch needs a revision of 1 or more, not " + revision);
        }
        return new WriteOptions(new Precondition(revision, precondition.ifAbsent(), precondition.fence()), null);
    }

    /**
     * There must be no row at the path. For {@code put} of one row alone.
     *
     * @throws InvalidRequestException {@code invalid_precondition} together with ifMatch
     */
    public WriteOptions ifAbsent() {
        return new WriteOptions(new Precondition(precondition.ifMatch(), true, precondition.fence()), matched);
    }

    /** The lease must be held. All writes by {@link HeldLease#store} are fenced so. */
    public WriteOptions fence(HeldLease lease) {
        return fence(Objects.requireNonNull(lease, "lease").lease());
    }

    /** The lease must be held, whose token came from elsewhere. */
    public WriteOptions fence(Lease lease) {
        Objects.requireNonNull(lease, "lease");
        return new WriteOptions(precondition.and(new Fence(lease.key(), lease.token())), matched);
    }

    /**
     * What must hold for a write at {@code path}.
     *
     * @throws InvalidRequestException {@code invalid_precondition} if the entry that is to match is another path's
     */
    Precondition precondition(DustPath path) {
        if (matched != null && !matched.equals(path)) {
            throw new InvalidRequestException("invalid_precondition", "the entry that is to match is that of " + matched
                    + ", and the write is one of " + path);
        }
        return precondition;
    }
}
