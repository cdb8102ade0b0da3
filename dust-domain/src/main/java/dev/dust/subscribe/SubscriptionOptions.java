package dev.dust.subscribe;

import dev.dust.error.InvalidRequestException;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * How a subscription behaves. Immutable; each method returns a copy with one thing changed.
 *
 * @param mode           which events it hears
 * @param includeCurrent whether it begins with the rows that are there, before any live event
 * @param limit          how many of them, 1 to 1,000
 * @param descending     whether to begin with the greatest path
 * @param maxQueue       how many events may wait for the callback, 1 or more; one more ends the subscription
 * @param onResync       told once when that happened, on a thread of its own: the callback may be hanging
 * @param onSnapshot     told when the whole store was replaced, with the snapshot's seq
 * @param onError        told what the callback threw; null for the log
 * @param closeWith      ends the subscription when it completes, in whatever way; null for never
 */
public record SubscriptionOptions(Mode mode, boolean includeCurrent, int limit, boolean descending, int maxQueue,
        Runnable onResync, LongConsumer onSnapshot, @Nullable Consumer<Throwable> onError,
        @Nullable CompletionStage<?> closeWith) {

    /** The greatest limit. */
    public static final int MOST = 1_000;

    private static final SubscriptionOptions DEFAULTS = new SubscriptionOptions(Mode.ALL, false, 50, false, 1_000, () -> {
    }, seq -> {
    }, null, null);

    /**
     * @throws InvalidRequestException for a limit or queue out of range
     */
    public SubscriptionOptions {
        Objects.requireNonNull(mode, "mode");
        Objects.requireNonNull(onResync, "onResync");
        Objects.requireNonNull(onSnapshot, "onSnapshot");
        if (limit < 1 || limit > MOST) {
            throw new InvalidRequestException("invalid_limit", "a limit is 1 to " + MOST + ", not " + limit);
        }
        if (maxQueue < 1) {
            throw new InvalidRequestException("invalid_max_queue", "maxQueue is 1 or more, not " + maxQueue);
        }
    }

    /** Mode ALL, live events only, a queue of 1,000. */
    public static SubscriptionOptions defaults() {
        return DEFAULTS;
    }

    /** With another mode. */
    public SubscriptionOptions mode(Mode mode) {
        return new SubscriptionOptions(mode, includeCurrent, limit, descending, maxQueue, onResync, onSnapshot, onError,
                closeWith);
    }

    /** Beginning with the rows that are there, 50 at most. */
    public SubscriptionOptions withCurrent() {
        return new SubscriptionOptions(mode, true, limit, descending, maxQueue, onResync, onSnapshot, onError, closeWith);
    }

    /** Beginning with at most {@code limit} of the rows that are there. */
    public SubscriptionOptions withCurrent(int limit) {
        return new SubscriptionOptions(mode, true, limit, descending, maxQueue, onResync, onSnapshot, onError, closeWith);
    }

    /** With the rows that are there in descending order of their paths. */
    public SubscriptionOptions greatestFirst() {
        return new SubscriptionOptions(mode, includeCurrent, limit, true, maxQueue, onResync, onSnapshot, onError, closeWith);
    }

    /** With another bound of the queue. */
    public SubscriptionOptions maxQueue(int maxQueue) {
        return new SubscriptionOptions(mode, includeCurrent, limit, descending, maxQueue, onResync, onSnapshot, onError,
                closeWith);
    }

    /** With somebody to tell that events were missed: read again, and subscribe anew. */
    public SubscriptionOptions onResync(Runnable onResync) {
        return new SubscriptionOptions(mode, includeCurrent, limit, descending, maxQueue, onResync, onSnapshot, onError,
                closeWith);
    }

    /** With somebody to tell that the store was replaced. */
    public SubscriptionOptions onSnapshot(LongConsumer onSnapshot) {
        return new SubscriptionOptions(mode, includeCurrent, limit, descending, maxQueue, onResync, onSnapshot, onError,
                closeWith);
    }

    /** With somebody to tell what the callback threw. */
    public SubscriptionOptions onError(Consumer<Throwable> onError) {
        return new SubscriptionOptions(mode, includeCurrent, limit, descending, maxQueue, onResync, onSnapshot, onError,
                closeWith);
    }

    /** Ending with the lifetime of something else. */
    public SubscriptionOptions closeWith(CompletionStage<?> closeWith) {
        return new SubscriptionOptions(mode, includeCurrent, limit, descending, maxQueue, onResync, onSnapshot, onError,
                closeWith);
    }
}
