package dev.dust.cache;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which rows to read, in which order. Immutable; each method that takes something returns a copy with that one thing changed:
 *
 * <pre>{@code Scan.ALL.from("users/u1").to("users/u5").order(Order.DESCENDING)}</pre>
 *
 * @param from     the least key, inclusive; null for no bound
 * @param to       the greatest key, exclusive; null for no bound
 * @param order    with which end to begin
 * @param pattern  a hint: the caller wants only rows whose key matches this pattern (docs/protocol.md#patterns, rendered), and
 *                 will skip others; null for all
 * @param expected a hint: about how many rows the caller is going to read; 0 for unknown
 */
public record Scan(@Nullable String from, @Nullable String to, Order order, @Nullable String pattern, int expected) {

    /** All rows, ascending. */
    public static final Scan ALL = new Scan(null, null, Order.ASCENDING, null, 0);

    /** Checks that there is an order. */
    public Scan {
        Objects.requireNonNull(order, "order");
    }

    /** All rows below {@code key}, ascending. */
    public static Scan below(String key) {
        return ALL.from(Keys.subtreeFrom(key)).to(Keys.subtreeTo(key));
    }

    /** With another least key; null for no bound. */
    public Scan from(@Nullable String key) {
        return new Scan(key, to, order, pattern, expected);
    }

    /** With another end, exclusive; null for no bound. */
    public Scan to(@Nullable String key) {
        return new Scan(from, key, order, pattern, expected);
    }

    /** In another order. */
    public Scan order(Order order) {
        return new Scan(from, to, order, pattern, expected);
    }

    /** For rows of this pattern; null for all. */
    public Scan pattern(@Nullable String pattern) {
        return new Scan(from, to, order, pattern, expected);
    }

    /** For about so many rows; 0 for unknown. */
    public Scan expected(int rows) {
        return new Scan(from, to, order, pattern, rows);
    }

    /** Whether to begin with the greatest key. */
    public boolean isDescending() {
        return order == Order.DESCENDING;
    }
}
