package dev.dust.view;

import dev.dust.cache.Keys;
import dev.dust.path.Glob;
import dev.dust.value.Value;
import org.jspecify.annotations.Nullable;

/**
 * Which objects a pattern means, for who lists them and for who watches them. A pattern of a certain length means what stands
 * at each path that matches, put together out of the rows at and below it. One that ends with {@code **}, which matches paths
 * of any length, means each row by itself. Immutable.
 */
public final class PatternObjects {
    private final Glob glob;

    /** The objects of a pattern. */
    public PatternObjects(Glob glob) {
        this.glob = glob;
    }

    /** The path of the object that the row at {@code key} is a part of; null if it is a part of none. */
    public @Nullable String objectOf(String key) {
        String path = glob.isPrefixPattern() ? key : head(key);
        return path != null && glob.matches(path) ? path : null;
    }

    /** The object at {@code key}, which matches; null if there is none. */
    public @Nullable Value at(View view, String key) {
        return glob.isPrefixPattern() ? view.leaf(key) : view.value(key);
    }

    /** The key as far as the pattern goes; null if it is shorter. */
    private @Nullable String head(String key) {
        int end = -1;
        for (int i = 0; i < glob.segmentCount(); i++) {
            if (end == key.length()) {
                return null;
            }
            int next = key.indexOf(Keys.SEPARATOR, end + 1);
            end = next < 0 ? key.length() : next;
        }
        return key.substring(0, end);
    }
}
