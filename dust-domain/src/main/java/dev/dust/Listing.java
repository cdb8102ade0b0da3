package dev.dust;

import dev.dust.error.ClosedException;
import dev.dust.error.InvalidRequestException;
import dev.dust.error.StorageException;
import dev.dust.path.DustPath;
import dev.dust.path.Glob;
import dev.dust.reading.Reading;
import dev.dust.view.View;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Objects at the paths that match a pattern, see {@link StoreReader#list(String, Class)}. Reads the store anew at each call,
 * and each page as of one moment. In the order of the paths, where a {@code /} counts as the least of all characters. Paths
 * whose value is null are left out. Thread-safe.
 *
 * <p>Every method may throw {@link InvalidRequestException} ({@code unfit_value}) for an object that does not fit its type,
 * which names its path; {@link ClosedException}; and {@link StorageException} where the cache is away.
 *
 * @param <T> what the objects are
 */
public final class Listing<T> {
    private static final PageOptions READ_AHEAD = PageOptions.defaults().limit(200);

    private final StoreReader store;
    private final Glob glob;
    private final Function<Reading, @Nullable T> as;

    /** An object and its path. */
    private record Located<T>(DustPath path, T object) {
    }

    Listing(StoreReader store, Glob glob, Function<Reading, @Nullable T> as) {
        this.store = store;
        this.glob = glob;
        this.as = as;
    }

    /**
     * A page of the objects. It may have fewer than its limit, even none, though more follow.
     *
     * @throws InvalidRequestException {@code unfit_value} for an object that does not fit its type
     */
    public Page<T> page(PageOptions options) {
        Objects.requireNonNull(options, "options");
        Page<Located<T>> page = located(options);
        return new Page<>(page.items().stream().map(Located::object).toList(), page.next());
    }

    /** All objects, one after another: read as they are taken, so that they need not fit into memory. */
    public Stream<T> stream() {
        return locatedStream().map(Located::object);
    }

    /** All objects, in memory. */
    public List<T> toList() {
        return stream().toList();
    }

    /** All objects by their paths, in memory; unmodifiable, in order. */
    public Map<DustPath, T> toMap() {
        var all = new LinkedHashMap<DustPath, T>();
        locatedStream().forEach(each -> all.put(each.path(), each.object()));
        return Collections.unmodifiableMap(all);
    }

    /** How many there are. Reads each of them. */
    public long count() {
        return locatedStream().count();
    }

    private Stream<Located<T>> locatedStream() {
        return Stream.iterate(located(READ_AHEAD), Objects::nonNull, this::after).flatMap(page -> page.items().stream());
    }

    private @Nullable Page<Located<T>> after(Page<Located<T>> page) {
        return page.next() == null ? null : located(READ_AHEAD.after(page.next()));
    }

    private Page<Located<T>> located(PageOptions options) {
        Function<View, Page<Reading>> reader = view -> ObjectPages.page(view, glob, options, store.conversion());
        Page<Reading> page = glob.isPrefixPattern() ? store.read(Pager.scan(glob, options), reader) : store.read(reader);
        var located = new ArrayList<Located<T>>();
        for (Reading reading : page.items()) {
            T object = as.apply(reading);
            if (object != null) {
                located.add(new Located<>(DustPath.ofKey(reading.path()), object));
            }
        }
        return new Page<>(located, page.next());
    }

    /** The pattern. */
    @Override
    public String toString() {
        return "list of " + glob.pattern();
    }
}
