package dev.dust;

import dev.dust.cache.Scan;
import dev.dust.engine.ConnectionManager;
import dev.dust.error.ClosedException;
import dev.dust.error.DustException;
import dev.dust.error.InvalidRequestException;
import dev.dust.error.StorageException;
import dev.dust.path.DustPath;
import dev.dust.path.Glob;
import dev.dust.reading.Reading;
import dev.dust.reading.TypeRef;
import dev.dust.subscribe.RowLimit;
import dev.dust.value.FileRef;
import dev.dust.value.Value;
import dev.dust.view.View;
import dev.dust.view.ViewRow;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What can be read of a store: of its view, by the {@link DustStore} itself, or of the committed rows alone, by {@link
 * DustStore#committed}. Reads never leave this process's cache, and each sees one moment. Thread-safe.
 *
 * <p>Every method may throw {@link ClosedException}, and {@link StorageException} where the cache is away.
 */
public abstract sealed class StoreReader permits StoreShortcuts, CommittedReader {
    private static final Glob EVERYTHING = Glob.parse("**");

    private final ConnectionManager connections;
    private final Conversion conversion;

    StoreReader(ConnectionManager connections, Conversion conversion) {
        this.connections = connections;
        this.conversion = conversion;
    }

    /** Reads the same. */
    StoreReader(StoreReader same) {
        this(same.connections, same.conversion);
    }

    /** Something read from one moment. */
    abstract <T> T read(Function<View, T> reader);

    /** The same by a reader that begins with {@code first}, and may be called twice. */
    abstract <T> T read(Scan first, Function<View, T> reader);

    /** The value at {@code key}, or null. */
    @Nullable
    abstract Value value(String key);

    static String key(DustPath path) {
        return Objects.requireNonNull(path, "path").key();
    }

    /**
     * The value at {@code path}: that of its row, else the map put together from the rows below. Never null, perhaps empty.
     *
     * @throws InvalidRequestException for what is no path; its reason says why
     * @throws StorageException        if the cache cannot be read
     * @throws ClosedException         if the client is closed
     */
    public Reading get(String path) {
        DustPath.requireKey(path);
        return conversion.reading(path, value(path));
    }

    /**
     * The values at {@code paths}, all of one moment.
     *
     * @return by path; those without a value are left out
     * @throws InvalidRequestException {@code too_many_paths} for more than 1,000
     * @throws DustException           as {@link #get(String)} does
     */
    public Map<String, Reading> getMany(Collection<String> paths) {
        Objects.requireNonNull(paths, "paths");
        if (paths.size() > RowLimit.MOST) {
            throw new InvalidRequestException("too_many_paths",
                    paths.size() + " paths are more than " + RowLimit.MOST + " at once");
        }
        paths.forEach(DustPath::requireKey);
        var found = new LinkedHashMap<String, Reading>();
        read(view -> view.values(paths)).forEach((path, value) -> found.put(path, conversion.reading(path, value)));
        return Collections.unmodifiableMap(found);
    }

    /**
     * The row at {@code path}, else the subtree below as a map, with type and revision; empty if there is neither.
     *
     * @throws DustException as {@link #get(String)} does
     */
    public Optional<Entry> entry(String path) {
        DustPath.requireKey(path);
        return read(view -> Optional.ofNullable(view.row(path)).map(this::entry));
    }

    /**
     * Every row whose path matches {@code pattern}, in ascending order. For large stores take pages.
     *
     * @throws DustException as {@link #get(String)} does
     */
    public List<Entry> enumerate(String pattern) {
        Glob glob = Glob.parse(pattern);
        return read(view -> new Pager(view, glob).all(this::entry));
    }

    /**
     * The objects at the paths that match {@code pattern}, each whole: {@code list("posts/*", Post.class)} has a Post for each
     * path of two segments below which there are rows, or at which there is one. A pattern that ends with {@code **} has each
     * row by itself.
     *
     * @param type what each is read as
     * @throws InvalidRequestException for what is no pattern; its reason says why
     */
    public <T> Listing<T> list(String pattern, Class<T> type) {
        Objects.requireNonNull(type, "type");
        return new Listing<>(this, Glob.parse(pattern), found -> found.as(type));
    }

    /**
     * The objects at the paths that match, of a type with parameters. See {@link #list(String, Class)}.
     *
     * @throws InvalidRequestException as {@link #list(String, Class)} does
     */
    public <T> Listing<T> list(String pattern, TypeRef<T> type) {
        Objects.requireNonNull(type, "type");
        return new Listing<>(this, Glob.parse(pattern), found -> found.as(type));
    }

    Conversion conversion() {
        return conversion;
    }

    /**
     * A page of the rows whose path matches {@code pattern}. Costs what it returns, however large the store is.
     *
     * @throws DustException as {@link #get(String)} does
     */
    public Page<Entry> entries(String pattern, PageOptions options) {
        Glob glob = Glob.parse(pattern);
        Objects.requireNonNull(options, "options");
        return rows(glob, Pager.scan(glob, options), options, this::entry);
    }

    /**
     * A page of the paths of the rows that match {@code pattern}.
     *
     * @throws DustException as {@link #get(String)} does
     */
    public Page<String> keys(String pattern, PageOptions options) {
        Glob glob = Glob.parse(pattern);
        Objects.requireNonNull(options, "options");
        return rows(glob, Pager.scan(glob, options), options, ViewRow::key);
    }

    /**
     * A page of the distinct heads, as long as the pattern, of the paths that match it: for {@code users/**} the users.
     *
     * @throws InvalidRequestException {@code invalid_pattern_for_prefixes} unless the pattern ends with {@code **}
     * @throws DustException           as {@link #get(String)} does
     */
    public Page<String> prefixes(String pattern, PageOptions options) {
        Glob glob = Glob.parse(pattern);
        Objects.requireNonNull(options, "options");
        if (!glob.isPrefixPattern()) {
            throw new InvalidRequestException("invalid_pattern_for_prefixes",
                    "prefixes need a pattern that ends with **, not " + pattern);
        }
        return read(view -> new PrefixPager(view, glob).page(options));
    }

    /**
     * A page of the rows from {@code from}, inclusive, to {@code to}, exclusive, by the order of paths.
     *
     * @throws DustException as {@link #get(String)} does
     */
    public Page<Entry> range(String from, String to, PageOptions options) {
        return range(from, to, options, this::entry);
    }

    /**
     * A page of the paths of these rows.
     *
     * @throws DustException as {@link #get(String)} does
     */
    public Page<String> rangeKeys(String from, String to, PageOptions options) {
        return range(from, to, options, ViewRow::key);
    }

    /**
     * The file at {@code path}, to be fetched; empty if there is nothing, or something that is no file.
     *
     * @throws DustException as {@link #get(String)} does
     */
    public Optional<DustFile> file(String path) {
        return get(path).optional().flatMap(
                value -> value instanceof FileRef ref ? Optional.of(new DustFile(ref, connections)) : Optional.empty());
    }

    private Entry entry(ViewRow row) {
        return Entry.of(row, conversion);
    }

    private <T> Page<T> range(String from, String to, PageOptions options, Function<ViewRow, T> item) {
        DustPath.requireKey(from);
        DustPath.requireKey(to);
        Objects.requireNonNull(options, "options");
        return rows(EVERYTHING, Pager.scan(from, to, EVERYTHING, options), options, item);
    }

    private <T> Page<T> rows(Glob glob, Scan scan, PageOptions options, Function<ViewRow, T> item) {
        return read(scan, view -> new Pager(view, glob).rows(scan, options, item));
    }
}
