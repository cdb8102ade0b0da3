package dev.dust.cache;

import dev.dust.value.Value;
import org.jspecify.annotations.Nullable;

/**
 * A write that waits for the server.
 *
 * @param opId       its client_op_id
 * @param position   its place in the order of this device's writes to this store; later writes have greater ones
 * @param createdAt  when the application made it, Unix milliseconds
 * @param ackedSeq   the store_seq under which the server accepted it; 0 while that is not known; {@link #UNTRACEABLE}
 * @param op         the op, in a form of the domain's own that a cache keeps as it is; null if it cannot be read
 * @param unreadable why the op cannot be read; null if it can
 */
public record OutboxEntry(String opId, long position, long createdAt, long ackedSeq, @Nullable Value op,
        @Nullable String unreadable) {

    /**
     * An {@link #ackedSeq}: another device has replaced all rows since, so that the event of this write may be in a history
     * that nobody saw.
     */
    public static final long UNTRACEABLE = -1;

    /** Checks that there is either an op or a reason why not. */
    public OutboxEntry {
        if ((op == null) == (unreadable == null)) {
            throw new IllegalArgumentException("an outbox entry has an op, or a reason why it cannot be read");
        }
    }

    /** One whose op can be read. */
    public OutboxEntry(String opId, long position, long createdAt, long ackedSeq, Value op) {
        this(opId, position, createdAt, ackedSeq, op, null);
    }

    /** One that a cache holds and cannot read; {@code why} is for people. */
    public static OutboxEntry unreadable(String opId, long position, long createdAt, long ackedSeq, String why) {
        return new OutboxEntry(opId, position, createdAt, ackedSeq, null, why);
    }

    /** The same entry, accepted as {@code seq}. */
    public OutboxEntry acked(long seq) {
        return new OutboxEntry(opId, position, createdAt, seq, op, unreadable);
    }
}
