package dev.dust;

import dev.dust.cache.Order;
import dev.dust.error.InvalidRequestException;
import dev.dust.subscribe.RowLimit;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which page of something to read. Immutable; each method returns a copy with one thing changed.
 *
 * @param limit how many items at most, 1 to {@link RowLimit#MOST}
 * @param order which way to go
 * @param after the {@link Page#next} of the page before; null for the first page
 */
public record PageOptions(int limit, Order order, @Nullable String after) {
    private static final PageOptions DEFAULTS = new PageOptions(50, Order.ASCENDING, null);

    /**
     * @throws InvalidRequestException {@code invalid_limit} for a limit out of range
     */
    public PageOptions {
        Objects.requireNonNull(order, "order");
        RowLimit.require(limit);
    }

    /** The first 50, ascending. */
    public static PageOptions defaults() {
        return DEFAULTS;
    }

    /**
     * With another limit.
     *
     * @throws InvalidRequestException {@code invalid_limit} for a limit out of range
     */
    public PageOptions limit(int limit) {
        return new PageOptions(limit, order, after);
    }

    /** In another order. */
    public PageOptions order(Order order) {
        return new PageOptions(limit, order, after);
    }

    /** What follows the page that ended with this cursor. */
    public PageOptions after(@Nullable String cursor) {
        return new PageOptions(limit, order, cursor);
    }
}
