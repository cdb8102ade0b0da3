package dev.dust.path;

import dev.dust.cache.Keys;
import dev.dust.error.InvalidRequestException;
import dev.dust.value.Utf8;
import java.util.List;
import java.util.Objects;

/** The rendered form that paths and patterns share: its rules, its escapes, and what is said of input that breaks them. */
final class Rendered {
    static final char ESCAPE = '~';
    private static final String JOINT = String.valueOf(Keys.SEPARATOR);
    private static final int SHOWN = 80;

    private Rendered() {
    }

    /**
     * Refuses what is not a rendered list of segments. Allocates nothing if there is nothing to refuse.
     *
     * @param what what the caller calls the input: "path" or "pattern"
     */
    static void require(String text, String what) {
        int length = Objects.requireNonNull(text, what).length();
        if (length == 0) {
            throw emptyPath(what);
        }
        int segmentStart = 0;
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c == Keys.SEPARATOR) {
                if (i == segmentStart) {
                    throw invalid("empty_segment", "empty segment", what, text, i);
                }
                segmentStart = i + 1;
            } else if (c == ESCAPE) {
                i++;
                if (i == length || text.charAt(i) != '0' && text.charAt(i) != '1') {
                    throw badEscape(what, text, i - 1);
                }
            } else if (Character.isSurrogate(c)) {
                i++;
                if (!Character.isHighSurrogate(c) || i == length || !Character.isLowSurrogate(text.charAt(i))) {
                    throw unpairedSurrogate(what, text, i - 1);
                }
            }
        }
        if (segmentStart == length) {
            throw invalid("empty_segment", "empty segment", what, text, length);
        }
    }

    /**
     * Refuses a raw segment that no path can have.
     *
     * @param above the rendered segments above it, empty if there are none
     */
    static void requireSegment(CharSequence above, String segment) {
        if (segment.isEmpty()) {
            String where = above.isEmpty() ? "at the top" : "below \"" + shortened(above.toString(), above.length()) + '"';
            throw new InvalidRequestException("empty_segment", "empty segment " + where);
        }
        int at = Utf8.unpairedSurrogate(segment);
        if (at >= 0) {
            throw unpairedSurrogate("segment", segment, at);
        }
    }

    /** Renders raw segments, after checking them. */
    static String join(List<String> segments, String what) {
        if (segments.isEmpty()) {
            throw emptyPath(what);
        }
        return areValidAsTheyAre(segments) ? String.join(JOINT, segments) : joinEscaped(segments);
    }

    private static boolean areValidAsTheyAre(List<String> segments) {
        for (String segment : segments) {
            if (segment.isEmpty() || !needsNoEscape(segment) || Utf8.unpairedSurrogate(segment) >= 0) {
                return false;
            }
        }
        return true;
    }

    private static String joinEscaped(List<String> segments) {
        StringBuilder rendered = new StringBuilder(16 * segments.size());
        for (String segment : segments) {
            requireSegment(rendered, segment);
            if (!rendered.isEmpty()) {
                rendered.append(Keys.SEPARATOR);
            }
            appendEscaped(rendered, segment);
        }
        return rendered.toString();
    }

    /** Whether a raw segment looks the same when rendered. */
    static boolean needsNoEscape(String segment) {
        return segment.indexOf(ESCAPE) < 0 && segment.indexOf(Keys.SEPARATOR) < 0;
    }

    static String escape(String segment) {
        return needsNoEscape(segment) ? segment : appendEscaped(new StringBuilder(segment.length() + 8), segment).toString();
    }

    static StringBuilder appendEscaped(StringBuilder to, String segment) {
        for (int i = 0; i < segment.length(); i++) {
            char c = segment.charAt(i);
            switch (c) {
                case ESCAPE -> to.append("~0");
                case Keys.SEPARATOR -> to.append("~1");
                default -> to.append(c);
            }
        }
        return to;
    }

    static String unescape(String escaped) {
        int at = escaped.indexOf(ESCAPE);
        if (at < 0) {
            return escaped;
        }
        StringBuilder raw = new StringBuilder(escaped.length());
        int copied = 0;
        for (; at >= 0; at = escaped.indexOf(ESCAPE, copied)) {
            char escape = at + 1 < escaped.length() ? escaped.charAt(at + 1) : ESCAPE;
            raw.append(escaped, copied, at).append(switch (escape) {
                case '0' -> ESCAPE;
                case '1' -> Keys.SEPARATOR;
                default -> throw badEscape("segment", escaped, at);
            });
            copied = at + 2;
        }
        return raw.append(escaped, copied, escaped.length()).toString();
    }

    /** With the input, shortened, and the index of the char that is wrong. */
    static InvalidRequestException invalid(String reason, String problem, String what, String text, int at) {
        return new InvalidRequestException(reason,
                problem + " at index " + at + " of " + what + " \"" + shortened(text, at) + '"');
    }

    private static InvalidRequestException emptyPath(String what) {
        return new InvalidRequestException("empty_path", "a " + what + " needs at least one segment");
    }

    /** A part of a long text, around an index. */
    private static String shortened(String text, int at) {
        if (text.length() <= SHOWN) {
            return text;
        }
        int from = Math.max(0, Math.min(at - SHOWN / 2, text.length() - SHOWN));
        int to = from + SHOWN;
        return (from > 0 ? "..." : "") + text.substring(from, to) + (to < text.length() ? "..." : "");
    }

    private static InvalidRequestException badEscape(String what, String text, int at) {
        return invalid("invalid_escape", "\"~\" not followed by 0 or 1", what, text, at);
    }

    private static InvalidRequestException unpairedSurrogate(String what, String text, int at) {
        return invalid("invalid_utf8", "unpaired surrogate", what, text, at);
    }
}
