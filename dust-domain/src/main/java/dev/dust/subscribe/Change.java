package dev.dust.subscribe;

import dev.dust.path.DustPath;
import dev.dust.value.Value;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A leaf of the view that changed (docs/hearing.md). What was before is what a subscription was told last, so that the changes
 * of a path make a chain. Immutable.
 *
 * @param path   the leaf; never null
 * @param before its value before, or null if it was not there
 * @param after  its value now, or null if it is gone
 * @param cause  why; never null
 */
public record Change(DustPath path, @Nullable Value before, @Nullable Value after, Cause cause) {

    /** Checks what must not be null. */
    public Change {
        Objects.requireNonNull(path, "path");
        Objects.requireNonNull(cause, "cause");
    }

    /** Why a view changed. */
    public enum Cause {
        /** It did not: the leaf was there when the subscription began, or began anew. */
        PRESENT,
        /** A call of this client's. */
        CALL,
        /** An op that the server committed just now. */
        EVENT,
        /** An op that the server committed earlier, and that the client has caught up with now. */
        HISTORY,
        /** A write that the server refused, or that was taken back, or that another process has taken over. */
        REFUSAL,
        /** The whole store was replaced by a snapshot. */
        SNAPSHOT;

        /** Whether it tells of something that happens now, and not of history that is caught up with. */
        public boolean isLive() {
            return this == CALL || this == EVENT || this == REFUSAL;
        }
    }
}
