package dev.dust.path;

import dev.dust.cache.Keys;
import dev.dust.error.InvalidRequestException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a value is: a non-empty list of non-empty segments (docs/protocol.md#paths). Rendered, segments are joined by
 * {@code /}, with {@code ~} written as {@code ~0} and {@code /} as {@code ~1}; any other character stands for itself, {@code .}
 * and {@code *} too. A path has exactly one rendered form, its key, so paths are equal if their keys are.
 *
 * <p>Immutable. Ordered by {@link Keys#ORDER} of the keys. No argument may be null.
 */
public final class DustPath implements Comparable<DustPath> {
    private static final String WHAT = "path";

    private final String key;
    /**
     * Made when first asked for. A race makes it twice, which does no harm: the list is safe to publish and always the same.
     */
    private @Nullable List<String> segments;

    private DustPath(String key) {
        this.key = key;
    }

    /**
     * The path with this rendered form.
     *
     * @throws InvalidRequestException as {@link #requireKey} does
     */
    public static DustPath parse(String rendered) {
        requireKey(rendered);
        return new DustPath(rendered);
    }

    /**
     * The path with these segments, raw: nothing in them is an escape.
     *
     * @throws InvalidRequestException with the reason {@code empty_path}, {@code empty_segment} or {@code invalid_utf8}
     */
    public static DustPath of(List<String> segments) {
        return new DustPath(Rendered.join(segments, WHAT));
    }

    /**
     * The path with these segments, raw: nothing in them is an escape.
     *
     * @throws InvalidRequestException with the reason {@code empty_segment} or {@code invalid_utf8}
     */
    public static DustPath of(String first, String... more) {
        List<String> all = new ArrayList<>(1 + more.length);
        all.add(first);
        Collections.addAll(all, more);
        return new DustPath(Rendered.join(all, WHAT));
    }

    /** The path with a key that is known to be valid, such as a cache's. Nothing is checked. */
    public static DustPath ofKey(String key) {
        return new DustPath(key);
    }

    /**
     * Refuses a string that is not the rendered form of a path. Allocates nothing otherwise.
     *
     * @throws InvalidRequestException with the reason {@code empty_path}, {@code empty_segment}, {@code invalid_escape} or
     *                                 {@code invalid_utf8} (an unpaired surrogate)
     */
    public static void requireKey(String key) {
        Rendered.require(key, WHAT);
    }

    /** A raw segment as it looks in a key. Does not check it. */
    public static String escape(String segment) {
        return Rendered.escape(segment);
    }

    /**
     * The raw segment behind its form in a key.
     *
     * @throws InvalidRequestException with the reason {@code invalid_escape}
     */
    public static String unescape(String escaped) {
        return Rendered.unescape(escaped);
    }

    /**
     * The key of the path one segment below a key.
     *
     * @param parentKey known to be valid
     * @param segment   raw
     * @throws InvalidRequestException with the reason {@code empty_segment} or {@code invalid_utf8}
     */
    public static String childKey(String parentKey, String segment) {
        Rendered.requireSegment(parentKey, segment);
        if (Rendered.needsNoEscape(segment)) {
            return parentKey + Keys.SEPARATOR + segment;
        }
        StringBuilder child = new StringBuilder(parentKey.length() + segment.length() + 8);
        return Rendered.appendEscaped(child.append(parentKey).append(Keys.SEPARATOR), segment).toString();
    }

    /** The rendered form. */
    public String key() {
        return key;
    }

    /** The raw segments, immutable. */
    public List<String> segments() {
        List<String> known = segments;
        if (known == null) {
            known = split(key);
            segments = known;
        }
        return known;
    }

    /** How many segments there are, at least 1. */
    public int depth() {
        int depth = 1;
        for (int i = key.indexOf(Keys.SEPARATOR); i >= 0; i = key.indexOf(Keys.SEPARATOR, i + 1)) {
            depth++;
        }
        return depth;
    }

    /**
     * The path one segment below this one.
     *
     * @param segment raw
     * @throws InvalidRequestException with the reason {@code empty_segment} or {@code invalid_utf8}
     */
    public DustPath child(String segment) {
        return new DustPath(childKey(key, segment));
    }

    /** The path one segment above this one, or null if this one has one segment. */
    public @Nullable DustPath parent() {
        String above = Keys.parent(key);
        return above == null ? null : new DustPath(above);
    }

    /** The last segment, raw. */
    public String lastSegment() {
        return Rendered.unescape(key.substring(key.lastIndexOf(Keys.SEPARATOR) + 1));
    }

    /** Whether the other path lies below this one. No path lies below itself. */
    public boolean isAncestorOf(DustPath other) {
        return Keys.isBelow(other.key, key);
    }

    /** Whether the other path is this one or lies below it. */
    public boolean isSelfOrAncestorOf(DustPath other) {
        return key.equals(other.key) || isAncestorOf(other);
    }

    /** Whether the other path is this one, or lies below or above it: whether a change of one can concern the other. */
    public boolean overlaps(DustPath other) {
        return isSelfOrAncestorOf(other) || other.isAncestorOf(this);
    }

    @Override
    public int compareTo(DustPath other) {
        return Keys.compare(key, other.key);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DustPath path && key.equals(path.key);
    }

    @Override
    public int hashCode() {
        return key.hashCode();
    }

    /** The rendered form. */
    @Override
    public String toString() {
        return key;
    }

    private static List<String> split(String key) {
        List<String> segments = new ArrayList<>();
        int start = 0;
        for (int end = key.indexOf(Keys.SEPARATOR); end >= 0; end = key.indexOf(Keys.SEPARATOR, start)) {
            segments.add(Rendered.unescape(key.substring(start, end)));
            start = end + 1;
        }
        segments.add(Rendered.unescape(key.substring(start)));
        return List.copyOf(segments);
    }
}
