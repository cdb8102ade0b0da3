package dev.dust.subscribe;

import dev.dust.path.DustPath;
import dev.dust.reading.HasValue;
import dev.dust.reading.Reading;
import dev.dust.value.Value;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A leaf of the view that changed (docs/hearing.md). What was before is what a subscription was told last, so that the changes
 * of a path make a chain. Read as itself, it is what is there now: {@code change.asText()} is {@code change.after().asText()}.
 * Immutable.
 *
 * @param path   the leaf; never null
 * @param before its value before, or that it was not there; never null
 * @param after  its value now, or that it is gone; never null
 * @param cause  why; never null
 */
public record Change(DustPath path, Reading before, Reading after, Cause cause) implements HasValue {

    /** Checks what must not be null. */
    public Change {
        Objects.requireNonNull(path, "path");
        Objects.requireNonNull(before, "before");
        Objects.requireNonNull(after, "after");
        Objects.requireNonNull(cause, "cause");
    }

    /** With values that are read as what they are; null for none. */
    public Change(DustPath path, @Nullable Value before, @Nullable Value after, Cause cause) {
        this(path, Reading.of(path.key(), before), Reading.of(path.key(), after), cause);
    }

    @Override
    public Reading reading() {
        return after;
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
