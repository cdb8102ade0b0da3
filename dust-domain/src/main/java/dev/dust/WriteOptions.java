package dev.dust;

import dev.dust.error.InvalidRequestException;
import dev.dust.lease.Lease;
import dev.dust.op.Fence;
import dev.dust.op.Precondition;
import dev.dust.path.DustPath;
import dev.dust.value.Value;
import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What must hold for a write to take effect (docs/protocol.md#preconditions). Immutable; each method that takes an argument,
 * and {@link #ifAbsent}, return a copy with one thing more.
 */
public final class WriteOptions {
    private static final WriteOptions DEFAULTS = new WriteOptions(0, null, false, null);

    /** The revision; 0 for any. */
    private final long revision;
    /** Of the entry whose revision is to match; null if it was told by itself. */
    private final @Nullable DustPath matched;
    private final boolean absent;
    private final @Nullable Lease fence;

    private WriteOptions(long revision, @Nullable DustPath matched, boolean absent, @Nullable Lease fence) {
        if (revision > 0 && absent) {
            throw new InvalidRequestException("invalid_precondition", "ifMatch and ifAbsent exclude each other");
        }
        this.revision = revision;
        this.matched = matched;
        this.absent = absent;
        this.fence = fence;
    }

    /** Nothing needs to hold. */
    public static WriteOptions defaults() {
        return DEFAULTS;
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
        Objects.requireNonNull(entry, "entry");
        if (!entry.optional().map(Value::isLeaf).orElse(false)) {
            throw Revisions.ofObject(entry.path());
        }
        long revision = entry.revision().orElseThrow(() -> entry.pending()
                ? Revisions.pending(entry.path())
                : Revisions.untold(entry.path()));
        return new WriteOptions(revision, entry.path(), absent, fence);
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
        return new WriteOptions(revision, null, absent, fence);
    }

    /** The revision that the row must have; empty for any. */
    public OptionalLong ifMatch() {
        return revision == 0 ? OptionalLong.empty() : OptionalLong.of(revision);
    }

    /**
     * There must be no row at the path. For {@code put} of one row alone.
     *
     * @throws InvalidRequestException {@code invalid_precondition} together with ifMatch
     */
    public WriteOptions ifAbsent() {
        return new WriteOptions(revision, matched, true, fence);
    }

    /** Whether there must be no row. */
    public boolean isIfAbsent() {
        return absent;
    }

    /** The lease must be held. All writes by {@link HeldLease#store} are fenced so. */
    public WriteOptions fence(HeldLease lease) {
        return fence(Objects.requireNonNull(lease, "lease").lease());
    }

    /** The lease must be held, whose token came from elsewhere. */
    public WriteOptions fence(Lease lease) {
        return new WriteOptions(revision, matched, absent, Objects.requireNonNull(lease, "lease"));
    }

    /** The lease that must be held; null for none. */
    public @Nullable Lease fence() {
        return fence;
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
        return new Precondition(revision, absent, fence == null ? null : new Fence(fence.key(), fence.token()));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof WriteOptions that && revision == that.revision && Objects.equals(matched, that.matched)
                && absent == that.absent && Objects.equals(fence, that.fence);
    }

    @Override
    public int hashCode() {
        return Objects.hash(revision, matched, absent, fence);
    }

    /** All that they say. */
    @Override
    public String toString() {
        return "WriteOptions[ifMatch=" + revision + (matched == null ? "" : " of " + matched) + ", ifAbsent=" + absent
                + ", fence=" + fence + "]";
    }
}
