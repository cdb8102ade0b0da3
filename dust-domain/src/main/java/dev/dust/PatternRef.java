package dev.dust;

import dev.dust.path.Glob;
import org.jspecify.annotations.Nullable;

/**
 * The paths of a store that match a pattern, with every way to hear of them: {@code store.matching("posts/*")}. What is read of
 * them, {@link StoreReader} reads. Costs nothing to make or to keep. Equal to another of the same store and pattern. Immutable
 * and thread-safe.
 */
public final class PatternRef extends Hearable {
    private final Glob glob;

    PatternRef(DustStore store, Glob glob) {
        super(store);
        this.glob = glob;
    }

    @Override
    Glob glob() {
        return glob;
    }

    /** The pattern, rendered. */
    public String pattern() {
        return glob.pattern();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof PatternRef ref && store().equals(ref.store()) && pattern().equals(ref.pattern());
    }

    @Override
    public int hashCode() {
        return 31 * store().hashCode() + pattern().hashCode();
    }

    /** Store and pattern, for people. */
    @Override
    public String toString() {
        return store().name() + " " + pattern();
    }
}
