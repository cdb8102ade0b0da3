package dev.dust;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What the work of a {@link DustStore#singleFlight} ends with. */
public sealed interface Flight {

    /**
     * The work is done: the value is shared with everybody who waits, and kept in the store.
     *
     * @param value what {@link DustStore#put(String, Object)} takes; may be null. Best small: a pointer to what is large
     */
    record Publish(@Nullable Object value) implements Flight {
    }

    /**
     * The work cannot be done: nothing is kept, the caller is told, and somebody else who waits takes his turn.
     *
     * @param reason a short name for programs
     */
    record Abort(String reason) implements Flight {
        /** Checks that there is a reason. */
        public Abort {
            Objects.requireNonNull(reason, "reason");
        }
    }

    /** The work is done, and this is its result. */
    static Flight publish(@Nullable Object value) {
        return new Publish(value);
    }

    /** The work cannot be done, for this reason. */
    static Flight abort(String reason) {
        return new Abort(reason);
    }
}
