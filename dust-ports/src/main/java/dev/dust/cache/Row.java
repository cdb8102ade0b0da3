package dev.dust.cache;

import dev.dust.value.Value;
import java.util.Objects;

/**
 * A committed row of a store.
 *
 * @param key      the rendered path
 * @param value    a leaf, never null
 * @param type     the row's type, one of {@link dev.dust.value.Types} or a later protocol's; never null
 * @param revision the store_seq that last wrote the row; 0 where that is not known, because it came by a snapshot that does not
 *                 tell
 * @param syncedAt when this client stored it, Unix milliseconds by its own clock
 */
public record Row(String key, Value value, String type, long revision, long syncedAt) {

    /** Checks that nothing is null. */
    public Row {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(value, "value");
        Objects.requireNonNull(type, "type");
    }
}
