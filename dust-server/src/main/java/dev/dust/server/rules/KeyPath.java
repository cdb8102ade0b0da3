package dev.dust.server.rules;

import dev.dust.cache.Keys;
import dev.dust.value.MapValue;
import java.util.ArrayList;
import java.util.List;

/**
 * A path (docs/protocol.md#paths).
 *
 * @param segments at least one, none of them empty
 * @param key      the same path rendered: segments joined by {@code /}, {@code ~} and {@code /} in them escaped
 */
public record KeyPath(List<String> segments, String key) {
    /** Copies the list. */
    public KeyPath {
        segments = List.copyOf(segments);
    }

    /**
     * The path that a push names by {@code path_segments} or {@code path}; refuses as the other two do, and with
     * {@code missing_path} or {@code not_a_string}.
     */
    public static KeyPath ofPush(MapValue payload) {
        return Request.pathOf(payload);
    }

    /** The path of these segments; refuses with {@code empty_path}, {@code empty_segment} or {@code limit_exceeded}. */
    static KeyPath of(List<String> segments) {
        if (segments.isEmpty()) {
            throw Refusal.of("empty_path");
        }
        var key = new StringBuilder();
        for (String segment : segments) {
            if (segment.isEmpty()) {
                throw Refusal.of("empty_segment");
            }
            if (!key.isEmpty()) {
                key.append(Keys.SEPARATOR);
            }
            appendEscaped(key, segment);
        }
        Bounds.checkLength(key);
        return new KeyPath(segments, key.toString());
    }

    /**
     * The path that {@code rendered} means; refuses with {@code empty_path}, {@code empty_segment} or {@code invalid_escape}.
     */
    public static KeyPath parse(String rendered) {
        if (rendered.isEmpty()) {
            throw Refusal.of("empty_path");
        }
        var segments = new ArrayList<String>();
        for (String escaped : rendered.split("/", -1)) {
            segments.add(unescape(escaped));
        }
        return of(segments);
    }

    /** The key of the row that {@code segment} names below {@code key}; refuses with {@code empty_segment}. */
    static String childKey(String key, String segment) {
        if (segment.isEmpty()) {
            throw Refusal.of("empty_segment");
        }
        var child = new StringBuilder(key.length() + 1 + segment.length()).append(key).append(Keys.SEPARATOR);
        appendEscaped(child, segment);
        return child.toString();
    }

    private static void appendEscaped(StringBuilder key, String segment) {
        for (int i = 0; i < segment.length(); i++) {
            char c = segment.charAt(i);
            switch (c) {
                case '~' -> key.append("~0");
                case '/' -> key.append("~1");
                default -> key.append(c);
            }
        }
    }

    private static String unescape(String escaped) {
        if (escaped.indexOf('~') < 0) {
            return escaped;
        }
        var segment = new StringBuilder(escaped.length());
        for (int i = 0; i < escaped.length(); i++) {
            char c = escaped.charAt(i);
            if (c == '~') {
                i++;
                c = switch (i < escaped.length() ? escaped.charAt(i) : ' ') {
                    case '0' -> '~';
                    case '1' -> '/';
                    default -> throw Refusal.of("invalid_escape");
                };
            }
            segment.append(c);
        }
        return segment.toString();
    }
}
