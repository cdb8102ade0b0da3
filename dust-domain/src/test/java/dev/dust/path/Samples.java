package dev.dust.path;

import dev.dust.cache.Keys;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Random;
import java.util.TreeSet;

/** Random paths and patterns from one seed, over few segments, so that they meet, with the characters that matter to order. */
final class Samples {
    /** Around the separator in order, escapes, wildcards and what looks like them, every plane's ends, U+0000. */
    private static final String[] UNITS = {"a", "b", "0", "7", "-", ".", "!", " ", "/", "~", "*", "**", "\\", "\u0000",
            "\u007f",
            "é", "\ud7ff", "\ue000", "\uff5e", "\uffff", "\ud800\udc00", "😀", "\udbff\udfff", "~0", "~1", "\\*"};
    private static final List<String> COMMON = List.of("a", "b", "a-", "a0", "a\u0000", "\u0000", "*", "**", "\\*", "7", "name",
            "/", "~");

    private final Random random;

    Samples(long seed) {
        random = new Random(seed);
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    boolean oneIn(int n) {
        return random.nextInt(n) == 0;
    }

    <T> T oneOf(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }

    /** A raw segment: often a common one. */
    String segment() {
        if (!oneIn(3)) {
            return oneOf(COMMON);
        }
        StringBuilder text = new StringBuilder();
        int units = 1 + random.nextInt(3);
        for (int i = 0; i < units; i++) {
            text.append(UNITS[random.nextInt(UNITS.length)]);
        }
        return text.toString();
    }

    /** A raw segment of any code points. */
    String wildSegment() {
        StringBuilder text = new StringBuilder();
        int length = 1 + random.nextInt(12);
        for (int i = 0; i < length; i++) {
            int plane = random.nextInt(17);
            int point = plane << 16 | random.nextInt(1 << 16);
            text.appendCodePoint(point >= 0xd800 && point <= 0xdfff ? '~' : point);
        }
        return text.toString();
    }

    List<String> segments(int most) {
        List<String> segments = new ArrayList<>();
        int depth = 1 + random.nextInt(most);
        for (int i = 0; i < depth; i++) {
            segments.add(segment());
        }
        return segments;
    }

    DustPath path() {
        return DustPath.of(segments(4));
    }

    static NavigableSet<String> noKeys() {
        return new TreeSet<>(Keys.ORDER);
    }

    NavigableSet<String> keys(int count) {
        NavigableSet<String> keys = noKeys();
        for (int i = 0; i < count; i++) {
            keys.add(path().key());
        }
        return keys;
    }

    /** A string that may well be no key: separators anywhere. */
    String text() {
        StringBuilder text = new StringBuilder();
        int parts = random.nextInt(7);
        for (int i = 0; i < parts; i++) {
            text.append(oneIn(2) ? "/" : DustPath.escape(segment()));
        }
        return text.toString();
    }

    /** The raw segments of a valid pattern. */
    List<String> pattern() {
        List<String> segments = new ArrayList<>();
        int depth = 1 + random.nextInt(4);
        for (int i = 0; i < depth; i++) {
            String literal = segment();
            boolean last = i == depth - 1;
            segments.add(oneIn(3) ? "*" : last && oneIn(3) ? "**" : !last && literal.equals("**") ? "\\**" : literal);
        }
        return segments;
    }

    /** Raw segments that the pattern may well match, or nearly so. */
    List<String> segmentsNear(List<String> pattern) {
        List<String> segments = new ArrayList<>();
        for (String part : pattern) {
            boolean literal = !part.equals("*") && !part.equals("**") && !oneIn(6);
            segments.add(!literal ? segment() : part.equals("\\*") || part.equals("\\**") ? part.substring(1) : part);
        }
        if (oneIn(4)) {
            segments.add(segment());
        } else if (oneIn(6) && segments.size() > 1) {
            segments.removeLast();
        }
        return segments;
    }
}
