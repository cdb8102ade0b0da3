package dev.dust;

import dev.dust.reading.Reading;

/**
 * What a write came to.
 *
 * @param seq   its store_seq; 0 if the server did not say
 * @param value what it left at its path: the total of a counter and the members of a set, which nobody but the server knows, or
 *              what was written. Nothing after a delete, and for a counter or a set whose event this client never saw, because
 *              a snapshot had it already
 */
public record Committed(long seq, Reading value) {
}
