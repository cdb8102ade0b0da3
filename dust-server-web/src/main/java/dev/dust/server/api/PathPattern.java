package dev.dust.server.api;

import dev.dust.cache.Keys;
import dev.dust.server.rules.KeyPath;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A pattern of paths (docs/protocol.md#patterns): which rows somebody wants, and where they are to be looked for. */
final class PathPattern {
    private static final String ONE = "*";
    private static final String MANY = "**";
    private static final String SEPARATOR = String.valueOf(Keys.SEPARATOR);

    private final List<String> segments;
    private final boolean endsWithMany;
    private final String prefix;
    private final boolean isLiteral;

    private PathPattern(List<String> segments) {
        this.segments = segments.stream().map(PathPattern::unquoted).toList();
        endsWithMany = segments.getLast().equals(MANY);
        List<String> literal = segments.stream().takeWhile(segment -> !segment.equals(ONE) && !segment.equals(MANY)).toList();
        isLiteral = literal.size() == segments.size();
        prefix = String.join(SEPARATOR, this.segments.subList(0, literal.size()));
    }

    /** A wildcard becomes empty, which no segment of a path is. */
    private static String unquoted(String segment) {
        return switch (segment) {
            case ONE, MANY -> "";
            case "\\*", "\\**" -> segment.substring(1);
            default -> segment;
        };
    }

    /** The pattern of that rendered form; refuses as a path is refused, and with {@code wildcard_many_not_tail}. */
    static PathPattern parse(String rendered) {
        KeyPath.parse(rendered);
        List<String> segments = Arrays.asList(rendered.split("/", -1));
        if (segments.subList(0, segments.size() - 1).contains(MANY)) {
            throw Problem.of("wildcard_many_not_tail", "** stands for the end of a path alone");
        }
        return new PathPattern(segments);
    }

    /** Where the rows that match begin: none is before it. */
    String from() {
        return isLiteral || prefix.isEmpty() ? prefix : Keys.subtreeFrom(prefix);
    }

    /** Where they end: none is at or behind it; null if they may go to the end. */
    @Nullable
    String to() {
        if (isLiteral) {
            return after(prefix);
        }
        return prefix.isEmpty() ? null : Keys.subtreeTo(prefix);
    }

    /** The first that can be a key behind {@code key}. */
    static String after(String key) {
        return key + '\0';
    }

    boolean matches(String key) {
        String[] parts = key.split("/", -1);
        boolean fits = endsWithMany ? parts.length >= segments.size() : parts.length == segments.size();
        for (int i = 0; fits && i < segments.size(); i++) {
            fits = segments.get(i).isEmpty() || segments.get(i).equals(parts[i]);
        }
        return fits;
    }
}
