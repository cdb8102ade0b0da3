package dev.dust.server.ledger;

import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Rows to read, in the order of their keys. They may be many, and far away: whoever reads asks for what is needed, and closes
 * streams.
 */
public interface Rows {

    /** The row at {@code key} itself, or null if there is none. */
    @Nullable
    StoredRow get(String key);

    /** The rows below {@code key}, without its own, in order; to be closed. */
    Stream<KeyedRow> below(String key);

    /** All rows, in order; to be closed. */
    Stream<KeyedRow> all();

    /** How many rows there are. */
    long count();

    /** How many rows there are at most, where that is easier to say. */
    default long countAtMost() {
        return count();
    }

    /** How many rows there are below {@code key}, without its own. */
    default long countBelow(String key) {
        try (Stream<KeyedRow> below = below(key)) {
            return below.count();
        }
    }
}
