package dev.dust.path;

import dev.dust.cache.Keys;
import dev.dust.error.InvalidRequestException;
import java.util.ArrayList;
import java.util.List;

/**
 * A pattern of paths (PROTOCOL 1), compiled. Rendered like a path; each segment is one of these:
 *
 * <table>
 * <caption>Segments of a pattern</caption>
 * <tr><th>segment</th><th>matches</th></tr>
 * <tr><td>{@code *}</td><td>exactly one segment, any</td></tr>
 * <tr><td>{@code **}</td><td>one or more segments, any; only as the last segment of the pattern</td></tr>
 * <tr><td>{@code \*}</td><td>the segment {@code *}</td></tr>
 * <tr><td>{@code \**}</td><td>the segment {@code **}</td></tr>
 * <tr><td>any other</td><td>that segment, exactly: {@code a*b} and {@code .} mean themselves</td></tr>
 * </table>
 *
 * <p>Matching works on keys as they are and allocates nothing. Immutable; equal if the patterns are. No argument may be null.
 */
public final class Glob {
    static final String ONE = "*";
    static final String MANY = "**";
    private static final String WHAT = "pattern";

    private final String pattern;
    /**
     * The text before, between and after the {@code *}s, separators included: {@code users/*}{@code /name} is "users/" and
     * "/name". What a {@code **} stands for comes after the last.
     */
    private final String[] runs;
    private final boolean endsWithMany;
    private final int segmentCount;
    private final String literalPrefix;

    private Glob(String pattern) {
        this.pattern = pattern;
        List<String> parts = segments(pattern);
        segmentCount = parts.size();
        endsWithMany = parts.getLast().equals(MANY);
        List<String> texts = new ArrayList<>();
        StringBuilder run = new StringBuilder();
        int at = 0;
        for (int i = 0; i < segmentCount; i++) {
            String part = parts.get(i);
            if (i > 0) {
                run.append(Keys.SEPARATOR);
            }
            if (part.equals(ONE)) {
                texts.add(run.toString());
                run.setLength(0);
            } else if (!part.equals(MANY)) {
                run.append(literal(part));
            } else if (i < segmentCount - 1) {
                throw Rendered.invalid("wildcard_many_not_tail", "\"**\" before the last segment", WHAT, pattern, at);
            }
            at += part.length() + 1;
        }
        texts.add(run.toString());
        runs = texts.toArray(String[]::new);
        String first = runs[0];
        literalPrefix = isLiteral() || first.isEmpty() ? first : first.substring(0, first.length() - 1);
    }

    /**
     * The pattern with this rendered form.
     *
     * @throws InvalidRequestException with the reason {@code empty_path}, {@code empty_segment}, {@code invalid_escape},
     *                                 {@code invalid_utf8} (an unpaired surrogate) or {@code wildcard_many_not_tail}
     */
    public static Glob parse(String pattern) {
        Rendered.require(pattern, WHAT);
        return new Glob(pattern);
    }

    /**
     * The pattern with these segments. They are not rendered, so {@code /} and {@code ~} mean themselves.
     *
     * @throws InvalidRequestException with the reason {@code empty_path}, {@code empty_segment}, {@code invalid_utf8} or
     *                                 {@code wildcard_many_not_tail}
     */
    public static Glob of(List<String> patternSegments) {
        return new Glob(Rendered.join(patternSegments, WHAT));
    }

    /** The rendered form. */
    public String pattern() {
        return pattern;
    }

    /** Whether the pattern has no wildcard, and so matches the one key {@link #literalPrefix()}. */
    public boolean isLiteral() {
        return runs.length == 1 && !endsWithMany;
    }

    /** Whether the pattern is {@code **}. */
    public boolean matchesAll() {
        return endsWithMany && segmentCount == 1;
    }

    /** Whether the pattern is {@code **} or ends with {@code /**}: what a listing of prefixes needs. */
    public boolean isPrefixPattern() {
        return endsWithMany;
    }

    /** How many segments the pattern has, at least 1; {@code **} counts as one. */
    public int segmentCount() {
        return segmentCount;
    }

    /**
     * The key made of the segments before the first wildcard; empty if the pattern begins with one. Every key that matches lies
     * below it, or is it if the pattern is a literal.
     */
    public String literalPrefix() {
        return literalPrefix;
    }

    /** Whether the pattern matches a key, which is known to be valid. */
    public boolean matches(String key) {
        String first = runs[0];
        if (!key.startsWith(first)) {
            return false;
        }
        int at = first.length();
        for (int i = 1; i < runs.length; i++) {
            int end = segmentEnd(key, at);
            if (end == at || !key.startsWith(runs[i], end)) {
                return false;
            }
            at = end + runs[i].length();
        }
        return endsWithMany ? at < key.length() : at == key.length();
    }

    /** Whether the pattern matches a path. */
    public boolean matches(Path path) {
        return matches(path.key());
    }

    /**
     * Where an ascending scan that has come to {@code key} goes on. The key itself if it matches. Otherwise a string behind it
     * in {@link Keys#ORDER}, which need not be a key, such that no key that matches lies before it and behind {@code key}.
     * For {@code users/*}{@code /name}: {@code users/7/age} leads to {@code users/7/name}, and {@code users/7/zip} behind
     * everything below {@code users/7}.
     *
     * @param key a key, or what this method returned
     * @return null if no key at or behind {@code key} matches
     */
    public String ceiling(String key) {
        return SkipScan.ceiling(runs, endsWithMany, key);
    }

    /**
     * Where a descending scan that has come to {@code key} goes on. The key itself if it matches. Otherwise an exclusive bound,
     * as {@link dev.dust.cache.Scan#to()} is: a string at or before {@code key} in {@link Keys#ORDER}, which need not be a key,
     * such that every key that matches and lies before {@code key} lies before the bound too. So the next row to look at is the
     * greatest one that is strictly less. (A greatest string below {@code users/7} does not exist; hence a bound that is not
     * included.) A cursor that never shows a row twice may be sought to the bound as it is.
     *
     * @param key a key, or what this method returned
     * @return null if no key at or before {@code key} matches
     */
    public String floor(String key) {
        return SkipScan.floor(runs, endsWithMany, key);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Glob glob && pattern.equals(glob.pattern);
    }

    @Override
    public int hashCode() {
        return pattern.hashCode();
    }

    /** The rendered form. */
    @Override
    public String toString() {
        return pattern;
    }

    /** The pattern's segments as they are rendered, wildcards and escaped asterisks included. */
    List<String> segments() {
        return segments(pattern);
    }

    /** The form in a key of a segment that a pattern means literally. */
    static String literal(String segment) {
        return segment.equals("\\*") || segment.equals("\\**") ? segment.substring(1) : segment;
    }

    /** The end of the segment that begins at an index of a key. */
    static int segmentEnd(String key, int from) {
        int end = key.indexOf(Keys.SEPARATOR, from);
        return end < 0 ? key.length() : end;
    }

    private static List<String> segments(String rendered) {
        List<String> segments = new ArrayList<>();
        int end = -1;
        do {
            int start = end + 1;
            end = segmentEnd(rendered, start);
            segments.add(rendered.substring(start, end));
        } while (end < rendered.length());
        return segments;
    }
}
