package dev.dust;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of something, in order. Exact: where nothing follows, {@code next} is null.
 *
 * <p>A cursor stays good while the store changes: the next page begins behind the last item of this one, whatever has become of
 * it.
 *
 * @param items unmodifiable
 * @param next  what to pass as {@link PageOptions#after} for what follows; null if nothing does
 * @param <T>   what the items are
 */
public record Page<T>(List<T> items, @Nullable String next) {
    /** Copies {@code items}. */
    public Page {
        items = List.copyOf(items);
    }
}
