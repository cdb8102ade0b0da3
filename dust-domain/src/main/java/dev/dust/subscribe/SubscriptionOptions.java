package dev.dust.subscribe;

import dev.dust.cache.Order;
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
 * @param limit          how many of them, 1 to {@link RowLimit#MOST}
 * @param order          in which order of their paths
 * @param maxQueue       how many events may wait for the callback, 1 or more; one more ends the subscription
 * @param onResync       told once when that happened, on a thread of its own: the callback may be hanging
 * @param onSnapshot     told when the whole store was replaced, with the snapshot's seq
 * @param onError        told what the callback threw; null for the log
 * @param closeWith      ends the subscription when it completes, in whatever way; null for never
 */
public record SubscriptionOptions(Mode mode, boolean includeCurrent, int limit, Order order, int maxQueue,
        Runnable onResync, LongConsumer onSnapshot, @Nullable Consumer<Throwable> onError,
        @Nullable CompletionStage<?> closeWith) {

    private static final SubscriptionOptions DEFAULTS = new SubscriptionOptions(Mode.ALL, false, 50, Order.ASCENDING, 1_000,
            () -> {
            }, seq -> {
            }, null, null);

    /**
     * @throws InvalidRequestException for a limit or queue out of range
     */
    public SubscriptionOptions {
        Objects.requireNonNull(mode, "mode");
        Objects.requireNonNull(order, "order");
        Objects.requireNonNull(onResync, "onResync");
        Objects.requireNonNull(onSnapshot, "onSnapshot");
        RowLimit.require(limit);
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
        return new SubscriptionOptions(mode, includeCurrent, limit, order, maxQueue, onResync, onSnapshot, onError,
                closeWith);
    }

    /** Beginning with the rows that are there, 50 at most. */
    public SubscriptionOptions withCurrent() {
        return new SubscriptionOptions(mode, true, limit, order, maxQueue, onResync, onSnapshot, onError, closeWith);
    }

    /**
     * Beginning with at most {@code limit} of the rows that are there.
     *
     * @throws InvalidRequestException {@code invalid_limit} for a limit out of range
     */
    public SubscriptionOptions withCurrent(int limit) {
        return new SubscriptionOptions(mode, true, limit, order, maxQueue, onResync, onSnapshot, onError, closeWith);
    }

    /** With the rows that are there in another order. */
    public SubscriptionOptions order(Order order) {
        return new SubscriptionOptions(mode, includeCurrent, limit, order, maxQueue, onResync, onSnapshot, onError, closeWith);
    }

    /**
     * With another bound of the queue.
     *
     * @throws InvalidRequestException {@code invalid_max_queue} for less than 1
     */
    public SubscriptionOptions maxQueue(int maxQueue) {
        return new SubscriptionOptions(mode, includeCurrent, limit, order, maxQueue, onResync, onSnapshot, onError,
                closeWith);
    }

    /** With somebody to tell that events were missed: read again, and subscribe anew. */
    public SubscriptionOptions onResync(Runnable onResync) {
        return new SubscriptionOptions(mode, includeCurrent, limit, order, maxQueue, onResync, onSnapshot, onError,
                closeWith);
    }

    /** With somebody to tell that the store was replaced. */
    public SubscriptionOptions onSnapshot(LongConsumer onSnapshot) {
        return new SubscriptionOptions(mode, includeCurrent, limit, order, maxQueue, onResync, onSnapshot, onError,
                closeWith);
    }

    /** With somebody to tell what the callback threw. */
    public SubscriptionOptions onError(Consumer<Throwable> onError) {
        return new SubscriptionOptions(mode, includeCurrent, limit, order, maxQueue, onResync, onSnapshot, onError,
                closeWith);
    }

    /** Ending with the lifetime of something else. */
    public SubscriptionOptions closeWith(CompletionStage<?> closeWith) {
        return new SubscriptionOptions(mode, includeCurrent, limit, order, maxQueue, onResync, onSnapshot, onError,
                closeWith);
    }
}
