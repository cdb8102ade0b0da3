package dev.dust.subscribe;

import dev.dust.path.DustPath;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is at a path now, as a subscription to objects hears it (docs/hearing.md).
 *
 * @param path  where; never null
 * @param value the object, whole; null if nothing is there any more
 * @param <T>   what the object is
 */
public record Watched<T>(DustPath path, @Nullable T value) {

    /** Checks what must not be null. */
    public Watched {
        Objects.requireNonNull(path, "path");
    }

    /** Whether there is an object; if not, it was removed. */
    public boolean isPresent() {
        return value != null;
    }
}
