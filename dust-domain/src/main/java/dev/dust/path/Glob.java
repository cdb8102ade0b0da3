package dev.dust.path;

import dev.dust.cache.Keys;
import dev.dust.error.InvalidRequestException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A pattern of paths (docs/protocol.md#patterns), compiled. Rendered like a path; each segment is one of these:
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
 * <p>Matching works on keys as they are and allocates nothing. Immutable; equal if they match the same keys. No argument may be
 * null.
 */
public final class Glob {
    private static final String WHAT = "pattern";

    private final String pattern;
    private final List<Segment> segments;
    /**
     * The text before, between and after the {@code *}s, separators included: {@code users/*}{@code /name} is "users/" and
     * "/name". What a {@code **} stands for comes after the last.
     */
    private final String[] runs;
    private final boolean endsWithMany;
    private final String literalPrefix;

    /**
     * A segment of a pattern: a wildcard, or the one segment that it matches, as that is in a key.
     */
    record Segment(String text, boolean isWildcard) {
        static final Segment ONE = new Segment("*", true);
        static final Segment MANY = new Segment("**", true);

        @SuppressWarnings("ReferenceEquality") // There is one.
        boolean isOne() {
            return this == ONE;
        }

        @SuppressWarnings("ReferenceEquality") // There is one.
        boolean isMany() {
            return this == MANY;
        }

        static Segment of(String inPattern) {
            return switch (inPattern) {
                case "*" -> ONE;
                case "**" -> MANY;
                case "\\*", "\\**" -> new Segment(inPattern.substring(1), false);
                default -> new Segment(inPattern, false);
            };
        }
    }

    private Glob(String pattern, List<Segment> segments) {
        this.pattern = pattern;
        this.segments = segments;
        endsWithMany = segments.getLast().isMany();
        List<String> texts = new ArrayList<>();
        StringBuilder run = new StringBuilder();
        for (int i = 0; i < segments.size(); i++) {
            Segment segment = segments.get(i);
            if (i > 0) {
                run.append(Keys.SEPARATOR);
            }
            if (!segment.isWildcard()) {
                run.append(segment.text());
            } else if (segment.isOne()) {
                texts.add(run.toString());
                run.setLength(0);
            }
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
        return rendered(pattern);
    }

    /**
     * The pattern with these segments. They are not rendered, so {@code /} and {@code ~} mean themselves.
     *
     * @throws InvalidRequestException with the reason {@code empty_path}, {@code empty_segment}, {@code invalid_utf8} or
     *                                 {@code wildcard_many_not_tail}
     */
    public static Glob of(List<String> patternSegments) {
        return rendered(Rendered.join(patternSegments, WHAT));
    }

    private static Glob rendered(String pattern) {
        List<Segment> segments = new ArrayList<>();
        for (int start = 0; start < pattern.length();) {
            int end = segmentEnd(pattern, start);
            Segment segment = Segment.of(pattern.substring(start, end));
            if (segment.isMany() && end < pattern.length()) {
                throw Rendered.invalid("wildcard_many_not_tail", "\"**\" before the last segment", WHAT, pattern, start);
            }
            segments.add(segment);
            start = end + 1;
        }
        return new Glob(pattern, List.copyOf(segments));
    }

    /**
     * The pattern that matches this path and no other, whatever its segments look like. It always exists, and need not have a
     * rendered form: the segment {@code \*} cannot be written in one, where that means {@code *}. {@link #pattern()} is for
     * people then.
     */
    public static Glob literal(DustPath path) {
        String key = path.key();
        List<Segment> segments = new ArrayList<>();
        StringBuilder pattern = new StringBuilder(key.length() + 1);
        for (int start = 0; start < key.length();) {
            int end = segmentEnd(key, start);
            var segment = new Segment(key.substring(start, end), false);
            if (start > 0) {
                pattern.append(Keys.SEPARATOR);
            }
            if (!Segment.of(segment.text()).equals(segment)) {
                pattern.append('\\');
            }
            pattern.append(segment.text());
            segments.add(segment);
            start = end + 1;
        }
        return new Glob(pattern.toString(), List.copyOf(segments));
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
        return endsWithMany && segments.size() == 1;
    }

    /** Whether the pattern is {@code **} or ends with {@code /**}: what a listing of prefixes needs. */
    public boolean isPrefixPattern() {
        return endsWithMany;
    }

    /**
     * The pattern of all that is at or below what matches up to the last {@code *}, that included: for {@code users/*}{@code
     * /name} it is {@code users/**}. Only for a pattern with a {@code *} and without {@code **}.
     */
    public Glob head() {
        String text = pattern;
        for (int behind = segments.size() - 1 - lastWildcard(); behind > 0; behind--) {
            text = text.substring(0, text.lastIndexOf(Keys.SEPARATOR));
        }
        return rendered(text + '*');
    }

    /** What the pattern says behind its last wildcard, as a key; empty if it ends with that. */
    public String tail() {
        return String.join(String.valueOf(Keys.SEPARATOR),
                segments.subList(lastWildcard() + 1, segments.size()).stream().map(Segment::text).toList());
    }

    private int lastWildcard() {
        int last = segments.size() - 1;
        while (last >= 0 && !segments.get(last).isWildcard()) {
            last--;
        }
        return last;
    }

    /** How many segments the pattern has, at least 1; {@code **} counts as one. */
    public int segmentCount() {
        return segments.size();
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
    public boolean matches(DustPath path) {
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
    public @Nullable String ceiling(String key) {
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
    public @Nullable String floor(String key) {
        return SkipScan.floor(runs, endsWithMany, key);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Glob glob && segments.equals(glob.segments);
    }

    @Override
    public int hashCode() {
        return segments.hashCode();
    }

    /** The rendered form. */
    @Override
    public String toString() {
        return pattern;
    }

    /** The pattern's segments, immutable. */
    List<Segment> segments() {
        return segments;
    }

    /** The end of the segment that begins at an index of a key. */
    static int segmentEnd(String key, int from) {
        int end = key.indexOf(Keys.SEPARATOR, from);
        return end < 0 ? key.length() : end;
    }
}
