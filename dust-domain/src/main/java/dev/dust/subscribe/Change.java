package dev.dust.subscribe;

import dev.dust.path.DustPath;
import dev.dust.value.Value;
import org.jspecify.annotations.Nullable;

/**
 * A leaf of the view that changed (docs/architecture.md#subscriptions).
 *
 * @param path   the leaf; never null
 * @param before its value before, or null if it was not there
 * @param after  its value now, or null if it is gone
 * @param cause  why
 */
public record Change(DustPath path, @Nullable Value before, @Nullable Value after, Cause cause) {

    /** Why a view changed. */
    public enum Cause {
        /** A call of this client's. */
        CALL,
        /** An op that the server committed. */
        EVENT,
        /** A write that the server refused, or that was taken back, or that another process has taken over. */
        REFUSAL,
        /** The whole store was replaced by a snapshot. */
        SNAPSHOT
    }
}
