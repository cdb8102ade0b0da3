package dev.dust.testkit.contract;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Texts that a cache may stumble over, and their order, told apart from the way that the ports compute it. */
final class Texts {
    /** The order of UTF-8 bytes. */
    static final Comparator<String> BY_UTF8 = (a, b) -> Arrays.compareUnsigned(a.getBytes(UTF_8), b.getBytes(UTF_8));

    private static final String[] SEGMENTS = {"a", "b", "A", "a b", "%", "_", "\\", "'", "\0", "\u00e9", "\ud7ff", "\uff5e",
            "\ud83d\ude00",
            "~1", "a-b", "a.b", "0"};

    /** Not empty, each different from all others, each a segment as it stands. */
    static final List<String> HOSTILE = hostile();

    private Texts() {
    }

    private static List<String> hostile() {
        var texts = new ArrayList<>(List.of("\0", "nul\0nul", "nul\0", "nul", "\\0", "\\u0000", "\\x00", "'", "''", "\"", "`",
                "'); drop table rows; --", "$1", "?", ":name", "${x}", "{0}", "%s", "%", "%%", "_", "a_b", "100%", "\\", "\\\\",
                "\\'", "*", "**", "\\*", "a", "A", "a ", " a", " ", "aa", "a-a", "a.a", "a a", "10", "9", "-1", "null", "true",
                "{}", "[]", "~0~1", "~01", ".", "..", "\n", "\r\n", "\t", "\u007f", "\u0085", "\u2028", "\u200b", "a\u200ba",
                "\ufeff", "\ufffd",
                "\ufffe", "\uffff", "\ue000", "\ud7ff", "\uff5e", "e\u0301", "\u00e9", "\u00df", "ss", "\u0131", "I", "i",
                "\u0130", "\ufb01", "fi",
                "\ud83d\ude00", "\ud83d\ude00\uff5e", "\uff5e\ud83d\ude00", "x".repeat(300)));
        for (int plane = 1; plane <= 16; plane++) {
            texts.add(Character.toString(plane << 16));
            texts.add(Character.toString((plane << 16) + 0xffff));
        }
        for (char control = 1; control < ' '; control++) {
            texts.add("control" + control);
        }
        return List.copyOf(texts);
    }

    /** A key of one to three segments, few enough that keys meet again. */
    static String randomKey(Random random) {
        var key = new StringBuilder();
        int segments = 1 + random.nextInt(3);
        for (int i = 0; i < segments; i++) {
            key.append(i == 0 ? "" : "/").append(SEGMENTS[random.nextInt(SEGMENTS.length)]);
        }
        return key.toString();
    }

    /** What a person can read of it: without strange characters, and not too long. */
    static String brief(@Nullable Object something) {
        if (something == null) {
            return "absent";
        }
        var brief = new StringBuilder();
        String text = something.toString();
        for (int i = 0; i < Math.min(text.length(), 300); i++) {
            char c = text.charAt(i);
            brief.append(c >= ' ' && c <= '~' ? String.valueOf(c) : String.format("\\u%04x", (int) c));
        }
        return text.length() > 300 ? brief + "... (" + text.length() + " characters)" : brief.toString();
    }
}
