package dev.dust.subscribe;

import dev.dust.cache.Order;
import dev.dust.error.InvalidRequestException;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * How a subscription behaves (docs/hearing.md). Immutable: each method that takes an argument, and {@link #withCurrent} and
 * {@link #liveOnly}, return a copy with one thing changed.
 */
public final class SubscriptionOptions {
    private static final SubscriptionOptions DEFAULTS = new SubscriptionOptions(
            new What(Mode.ALL, false, false, Long.MAX_VALUE, Order.ASCENDING), new Queue(1_000, Overflow.RESYNC),
            new Told(() -> {
            }, seq -> {
            }, null), null);

    private final What what;
    private final Queue queue;
    private final Told told;
    private final @Nullable CompletionStage<?> closeWith;

    private record What(Mode mode, boolean liveOnly, boolean current, long limit, Order order) {
    }

    private record Queue(int max, Overflow overflow) {
    }

    private record Told(Runnable onResync, LongConsumer onSnapshot, @Nullable Consumer<Throwable> onError) {
    }

    private SubscriptionOptions(What what, Queue queue, Told told, @Nullable CompletionStage<?> closeWith) {
        this.what = what;
        this.queue = queue;
        this.told = told;
        this.closeWith = closeWith;
    }

    /** Mode ALL, history and live, without the rows that are there, a queue of 1,000 and a resync if it is full. */
    public static SubscriptionOptions defaults() {
        return DEFAULTS;
    }

    /** With another mode, which says which ops {@code on} hears. Means nothing to the other ways. */
    public SubscriptionOptions mode(Mode mode) {
        Objects.requireNonNull(mode, "mode");
        return with(new What(mode, what.liveOnly, what.current, what.limit, what.order));
    }

    /** Which ops {@code on} hears. */
    public Mode mode() {
        return what.mode;
    }

    /**
     * Without the history that the client catches up with, after its start or after it was cut off: what is heard has happened
     * just now. Means nothing to {@code watch}, which hears of states.
     */
    public SubscriptionOptions liveOnly() {
        return with(new What(what.mode, true, what.current, what.limit, what.order));
    }

    /** Whether history is left out. */
    public boolean isLiveOnly() {
        return what.liveOnly;
    }

    /**
     * Beginning with the rows that are there, all of them unless there is a {@link #limit(long)}, before anything that changes
     * them. They are read by pages, as the callback takes them. {@code watch} does so always.
     */
    public SubscriptionOptions withCurrent() {
        return with(new What(what.mode, what.liveOnly, true, what.limit, what.order));
    }

    /** Whether it begins with the rows that are there. */
    public boolean includesCurrent() {
        return what.current;
    }

    /**
     * With no more than this many of the rows that are there; what changes is heard of all. Means nothing to {@code watch}.
     *
     * @throws InvalidRequestException {@code invalid_limit} for less than 1
     */
    public SubscriptionOptions limit(long limit) {
        if (limit < 1) {
            throw new InvalidRequestException("invalid_limit", "a limit is 1 or more, not " + limit);
        }
        return with(new What(what.mode, what.liveOnly, what.current, limit, what.order));
    }

    /** How many of the rows that are there it begins with at most; {@link Long#MAX_VALUE} for all. */
    public long limit() {
        return what.limit;
    }

    /** With the rows that are there in this order of their paths. Means nothing to {@code watch}. */
    public SubscriptionOptions order(Order order) {
        Objects.requireNonNull(order, "order");
        return with(new What(what.mode, what.liveOnly, what.current, what.limit, order));
    }

    /** In which order of their paths the rows come that are there. */
    public Order order() {
        return what.order;
    }

    /**
     * With another bound of what may wait for the callback. Means nothing to {@code watch}, for which no more waits than there
     * are objects.
     *
     * @throws InvalidRequestException {@code invalid_max_queue} for less than 1
     */
    public SubscriptionOptions maxQueue(int maxQueue) {
        if (maxQueue < 1) {
            throw new InvalidRequestException("invalid_max_queue", "maxQueue is 1 or more, not " + maxQueue);
        }
        return new SubscriptionOptions(what, new Queue(maxQueue, queue.overflow), told, closeWith);
    }

    /** How many events may wait for the callback. */
    public int maxQueue() {
        return queue.max;
    }

    /** With this to be done when one event more would have to wait. */
    public SubscriptionOptions overflow(Overflow overflow) {
        Objects.requireNonNull(overflow, "overflow");
        return new SubscriptionOptions(what, new Queue(queue.max, overflow), told, closeWith);
    }

    /** What is done when one event more would have to wait. */
    public Overflow overflow() {
        return queue.overflow;
    }

    /**
     * With somebody to tell that events were dropped, in their place between the events, on the callback's thread. What this
     * reads includes all that was dropped; what happens afterwards is heard.
     */
    public SubscriptionOptions onResync(Runnable onResync) {
        Objects.requireNonNull(onResync, "onResync");
        return with(new Told(onResync, told.onSnapshot, told.onError));
    }

    /** Who is told of a resync. */
    public Runnable onResync() {
        return told.onResync;
    }

    /**
     * With somebody to tell that the whole store was replaced by a snapshot, with the snapshot's seq, in its place between the
     * events, on the callback's thread. The rows of now follow, if {@code on} asked for those.
     */
    public SubscriptionOptions onSnapshot(LongConsumer onSnapshot) {
        Objects.requireNonNull(onSnapshot, "onSnapshot");
        return with(new Told(told.onResync, onSnapshot, told.onError));
    }

    /** Who is told of a snapshot. */
    public LongConsumer onSnapshot() {
        return told.onSnapshot;
    }

    /**
     * With somebody to tell what the callback threw, and what could not be read for it. Without, it is logged as a warning.
     */
    public SubscriptionOptions onError(Consumer<Throwable> onError) {
        Objects.requireNonNull(onError, "onError");
        return with(new Told(told.onResync, told.onSnapshot, onError));
    }

    /** Who is told of errors; null for the log. */
    public @Nullable Consumer<Throwable> onError() {
        return told.onError;
    }

    /** Ending when this completes, in whatever way. */
    public SubscriptionOptions closeWith(CompletionStage<?> closeWith) {
        return new SubscriptionOptions(what, queue, told, Objects.requireNonNull(closeWith, "closeWith"));
    }

    /** What ends the subscription when it completes; null for nothing. */
    public @Nullable CompletionStage<?> closeWith() {
        return closeWith;
    }

    private SubscriptionOptions with(What other) {
        return new SubscriptionOptions(other, queue, told, closeWith);
    }

    private SubscriptionOptions with(Told other) {
        return new SubscriptionOptions(what, queue, other, closeWith);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SubscriptionOptions options && what.equals(options.what) && queue.equals(options.queue)
                && told.equals(options.told) && Objects.equals(closeWith, options.closeWith);
    }

    @Override
    public int hashCode() {
        return Objects.hash(what, queue, told, closeWith);
    }

    @Override
    public String toString() {
        return "SubscriptionOptions[mode=" + what.mode + ", liveOnly=" + what.liveOnly + ", withCurrent=" + what.current
                + ", limit=" + what.limit + ", order=" + what.order + ", maxQueue=" + queue.max + ", overflow=" + queue.overflow
                + "]";
    }
}
