package dev.dust;

import dev.dust.cache.Order;
import dev.dust.error.InvalidRequestException;
import dev.dust.subscribe.RowLimit;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Which page of something to read. Immutable; each method that takes an argument returns a copy with one thing changed. */
public final class PageOptions {
    private static final PageOptions DEFAULTS = new PageOptions(50, Order.ASCENDING, null);

    private final int limit;
    private final Order order;
    private final @Nullable String after;

    private PageOptions(int limit, Order order, @Nullable String after) {
        this.limit = limit;
        this.order = order;
        this.after = after;
    }

    /** The first 50, ascending. */
    public static PageOptions defaults() {
        return DEFAULTS;
    }

    /**
     * With another limit, 1 to {@link RowLimit#MOST}.
     *
     * @throws InvalidRequestException {@code invalid_limit} for a limit out of range
     */
    public PageOptions limit(int limit) {
        RowLimit.require(limit);
        return new PageOptions(limit, order, after);
    }

    /** How many items at most; 50 by default. */
    public int limit() {
        return limit;
    }

    /** In another order. */
    public PageOptions order(Order order) {
        return new PageOptions(limit, Objects.requireNonNull(order, "order"), after);
    }

    /** Which way to go; ascending by default. */
    public Order order() {
        return order;
    }

    /** What follows the page that ended with this cursor, its {@link Page#next}; null for the first page. */
    public PageOptions after(@Nullable String after) {
        return new PageOptions(limit, order, after);
    }

    /** The cursor that ended the page before; null for the first page. */
    public @Nullable String after() {
        return after;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof PageOptions that && limit == that.limit && order.equals(that.order)
                && Objects.equals(after, that.after);
    }

    @Override
    public int hashCode() {
        return Objects.hash(limit, order, after);
    }

    /** All that they say. */
    @Override
    public String toString() {
        return "PageOptions[limit=" + limit + ", order=" + order + ", after=" + after + "]";
    }
}
