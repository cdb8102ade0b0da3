package dev.dust.sync;

import dev.dust.error.DustException;
import dev.dust.error.InvalidRequestException;
import dev.dust.error.OutboxFullException;
import dev.dust.op.Op;
import dev.dust.op.OpSize;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How much the outbox of a store takes, in ops and in bytes, and what callers are told where that is not enough. */
final class OutboxRoom {
    private final String store;
    private final SyncConfig config;
    private final Outbox outbox;

    OutboxRoom(String store, SyncConfig config, Outbox outbox) {
        this.store = store;
        this.config = config;
        this.outbox = outbox;
    }

    /**
     * Why an op could not be taken in; null if it can.
     *
     * @param size of the op in bytes, by {@link OpSize}
     */
    @Nullable
    DustException noneFor(Op op, long size) {
        return size > config.maxPendingBytes() ? neverFits(op, size) : has(1, size) ? null : full();
    }

    /** Why these ops could not all be taken in; null if they can. */
    @Nullable
    DustException noneFor(List<Op> ops) {
        long bytes = 0;
        for (Op op : ops) {
            bytes += OpSize.of(op);
            if (bytes > config.maxPendingBytes()) {
                return neverFits(op, bytes);
            }
        }
        if (ops.size() > config.maxPending()) {
            return new InvalidRequestException("too_large", ops.size() + " writes are more than the outbox of store " + store
                    + " holds, which is " + config.maxPending() + " (too_large)");
        }
        return has(ops.size(), bytes) ? null : full();
    }

    private boolean has(int ops, long bytes) {
        return outbox.size() + ops <= config.maxPending() && outbox.bytes() + bytes <= config.maxPendingBytes();
    }

    private InvalidRequestException neverFits(Op op, long size) {
        return new InvalidRequestException("too_large", "the " + op.name().wire() + " of " + op.path()
                + " is too large: it would take about " + size + " bytes, and the outbox of store " + store + " holds "
                + config.maxPendingBytes() + " in all (too_large)");
    }

    private OutboxFullException full() {
        return new OutboxFullException("store " + store + " has " + outbox.size() + " writes of about " + outbox.bytes()
                + " bytes waiting for the server, which is the limit; try again when it has caught up");
    }
}
