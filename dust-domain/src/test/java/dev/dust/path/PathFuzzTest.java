package dev.dust.path;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.cache.Keys;
import dev.dust.error.InvalidRequestException;
import dev.dust.fuzz.Corpus;
import dev.dust.fuzz.Fuzzer;
import dev.dust.fuzz.Mutations;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Any text is a path or refused, and a pattern or refused; a path is the same by its segments, and a pattern finds what it
 * matches.
 */
class PathFuzzTest {
    private static final Corpus PATHS = Corpus.of(PathFuzzTest.class, "paths");
    private static final String[] WORDS = {"/", "~", "~0", "~1", "~2", "*", "**", "\\", "\\*", "\\**", "a", "users/7", "//",
            "\0", "\ud800",
            "\udc00", "\ud83d\ude00", "\uffff", "."};

    /** Chars as they are, so that surrogates may stand alone. */
    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_16BE);
    }

    private static String text(byte[] bytes) {
        var text = new StringBuilder();
        for (int i = 0; i + 1 < bytes.length; i += 2) {
            text.append((char) (Byte.toUnsignedInt(bytes[i]) << 8 | Byte.toUnsignedInt(bytes[i + 1])));
        }
        return text.toString();
    }

    private static Fuzzer fuzzer() {
        Corpus chars = PATHS.map(utf8 -> Optional.of(bytes(new String(utf8, StandardCharsets.UTF_8))));
        byte[][] words = Arrays.stream(WORDS).map(PathFuzzTest::bytes).toArray(byte[][]::new);
        return new Fuzzer("paths", chars, Mutations.bytes(words), 50_000);
    }

    @Test
    void everyText_isAPath_orRefusedWithAReason() {
        fuzzer().run(input -> {
            String text = text(input);
            try {
                DustPath path = DustPath.parse(text);
                assertThat(DustPath.of(path.segments())).isEqualTo(path);
                assertThat(path.key()).isEqualTo(text);
                assertThat(path.depth()).isEqualTo(path.segments().size());
                assertThat(path.parent() == null ? null : path.parent().child(path.lastSegment())).isIn(null, path);
                assertThat(Glob.literal(path).matches(path)).isTrue();
                return "a path of " + Math.min(9, path.depth()) + (text.indexOf('~') < 0 ? "" : " escaped");
            } catch (InvalidRequestException refused) {
                return refused.reason();
            }
        });
    }

    /** What a scan does that leaps from {@link Glob#ceiling} to ceiling, or down from floor to floor. */
    @Test
    void everyText_isAPattern_orRefusedWithAReason_andAScanFindsWhatItMatches() {
        var keys = new ArrayList<>(
                List.of("a", "a/b", "a-b/c", "users", "users/7", "users/7/age", "users/7/name", "users/70/name",
                        "users/8/name/first", "*", "a*b", "~0", "~1/c", "\\*", "zz"));
        keys.sort(Keys.ORDER);
        fuzzer().run(input -> {
            String text = text(input);
            try {
                Glob glob = Glob.parse(text);
                assertThat(glob.pattern()).isEqualTo(text);
                assertThat(Glob.parse(glob.pattern())).isEqualTo(glob);
                List<String> matching = keys.stream().filter(glob::matches).toList();
                for (String key : keys) {
                    checkCeiling(glob, key, matching);
                    checkFloor(glob, key, matching);
                }
                return "a pattern for " + matching.size() + " of " + Math.min(9, glob.segmentCount());
            } catch (InvalidRequestException refused) {
                return refused.reason();
            }
        });
    }

    private static void checkCeiling(Glob glob, String key, List<String> matching) {
        String ceiling = glob.ceiling(key);
        String next = matching.stream().filter(other -> Keys.compare(other, key) >= 0).findFirst().orElse(null);
        if (next != null) {
            assertThat(ceiling).as("the ceiling of %s", key).isNotNull();
            assertThat(Keys.compare(ceiling, next)).as("%s, the ceiling of %s, and %s", ceiling, key, next)
                    .isLessThanOrEqualTo(0);
        }
        assertThat(glob.matches(key)).isEqualTo(key.equals(ceiling));
    }

    private static void checkFloor(Glob glob, String key, List<String> matching) {
        String floor = glob.floor(key);
        List<String> before = matching.stream().filter(other -> Keys.compare(other, key) < 0).toList();
        if (glob.matches(key)) {
            assertThat(floor).isEqualTo(key);
        } else if (!before.isEmpty()) {
            assertThat(floor).as("the floor of %s", key).isNotNull();
            assertThat(Keys.compare(before.getLast(), floor)).as("%s and %s, the floor of %s", before.getLast(), floor, key)
                    .isLessThan(0);
        }
    }
}
