package dev.dust.cache;

/**
 * Which rows to read, in which order.
 *
 * @param from       the least key, inclusive; null for no bound
 * @param to         the greatest key, exclusive; null for no bound
 * @param descending whether to begin with the greatest key
 * @param pattern    a hint: the caller wants only rows whose key matches this pattern (docs/protocol.md#patterns, rendered),
 *                   and will skip others; null for all
 * @param expected   a hint: about how many rows the caller is going to read; 0 for unknown
 */
public record Scan(String from, String to, boolean descending, String pattern, int expected) {

    /** All rows, ascending. */
    public static final Scan ALL = new Scan(null, null, false, null, 0);

    /** All rows below {@code key}, ascending. */
    public static Scan below(String key) {
        return new Scan(Keys.subtreeFrom(key), Keys.subtreeTo(key), false, null, 0);
    }
}
