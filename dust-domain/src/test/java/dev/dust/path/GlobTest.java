package dev.dust.path;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobTest {

    @ParameterizedTest
    @CsvSource(textBlock = """
            pattern,        literal, all,   prefixes, segments, prefix
            a,              true,    false, false,    1,        a
            a/b~1c,         true,    false, false,    2,        a/b~1c
            a/\\*,          true,    false, false,    2,        a/*
            \\**/b,         true,    false, false,    2,        **/b
            *,              false,   false, false,    1,        ''
            **,             false,   true,  true,     1,        ''
            a/**,           false,   false, true,     2,        a
            a/b/*,          false,   false, false,    3,        a/b
            users/*/name,   false,   false, false,    3,        users
            */a,            false,   false, false,    2,        ''
            */**,           false,   false, true,     2,        ''
            a/*/\\**/**,    false,   false, true,     4,        a
            """, useHeadersInDisplayName = true)
    void whatAPatternIs(String pattern, boolean literal, boolean all, boolean prefixes, int segments, String literalPrefix) {
        Glob glob = Glob.parse(pattern);
        assertThat(glob.pattern()).isEqualTo(pattern);
        assertThat(glob).hasToString(pattern);
        assertThat(glob.isLiteral()).isEqualTo(literal);
        assertThat(glob.matchesAll()).isEqualTo(all);
        assertThat(glob.isPrefixPattern()).isEqualTo(prefixes);
        assertThat(glob.segmentCount()).isEqualTo(segments);
        assertThat(glob.literalPrefix()).isEqualTo(literalPrefix);
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            a*b,     a*b,   true
            a*b,     axb,   false
            ***,     ***,   true
            ***,     a/b/c, false
            a/\\x,   a/\\x, true
            a/\\x,   a/x,   false
            \\***,   \\***, true
            \\***,   ***,   false
            \\*,     \\*,   false
            a.b,     axb,   false
            *,       *,     true
            *,       **,    true
            a/*,     a,     false
            a/*,     ab/c,  false
            */c,     a/b/c, false
            */**,    a,     false
            */**,    a/b/c, true
            a/*/b,   a/x/bc, false
            a/~1,    a/~1,  true
            """)
    void onlyWholeSegments_areWildcards(String pattern, String key, boolean match) {
        assertThat(Glob.parse(pattern).matches(key)).isEqualTo(match);
        assertThat(Glob.parse(pattern).matches(DustPath.parse(key))).isEqualTo(match);
    }

    @Test
    void patternsAreEqual_ifTheirRenderedFormsAre() {
        assertThat(Glob.of(List.of("a/b", "*"))).isEqualTo(Glob.parse("a~1b/*")).hasSameHashCodeAs(Glob.parse("a~1b/*"));
        assertThat(Glob.parse("a/*")).isNotEqualTo(Glob.parse("a/**")).isNotEqualTo("a/*");
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            '',       empty_path,             a pattern needs at least one segment
            *//b,     empty_segment,          'empty segment at index 2 of pattern "*//b"'
            /**,      empty_segment,          'empty segment at index 0 of pattern "/**"'
            */,       empty_segment,          'empty segment at index 2 of pattern "*/"'
            */a~,     invalid_escape,         '"~" not followed by 0 or 1 at index 3 of pattern "*/a~"'
            a/**/z,   wildcard_many_not_tail, '"**" before the last segment at index 2 of pattern "a/**/z"'
            **/z,     wildcard_many_not_tail, '"**" before the last segment at index 0 of pattern "**/z"'
            a/**/**,  wildcard_many_not_tail, '"**" before the last segment at index 2 of pattern "a/**/**"'
            """)
    void aBadPattern_isRefused_withTheReasonAndThePlace(String pattern, String reason, String message) {
        assertThat(Refusals.of(() -> Glob.parse(pattern))).hasMessage(message).extracting("reason").isEqualTo(reason);
    }

    @Test
    void badSegments_areRefused() {
        assertThat(Refusals.of(() -> Glob.of(List.of()))).hasMessage("a pattern needs at least one segment")
                .extracting("reason").isEqualTo("empty_path");
        assertThat(Refusals.of(() -> Glob.of(List.of("*", ""))).reason()).isEqualTo("empty_segment");
        assertThat(Refusals.of(() -> Glob.of(List.of("\ud800", "*"))).reason()).isEqualTo("invalid_utf8");
        assertThat(Refusals.of(() -> Glob.parse("*/\udc00")).reason()).isEqualTo("invalid_utf8");
        assertThat(Refusals.of(() -> Glob.of(List.of("**", "a"))).reason()).isEqualTo("wildcard_many_not_tail");
    }

    @Test
    void matching_isThatOfSegmentLists() {
        int matches = 0;
        for (long seed = 0; seed < 20_000; seed++) {
            Samples samples = new Samples(seed);
            List<String> pattern = samples.pattern();
            Glob glob = Glob.of(pattern);
            assertThat(Glob.parse(glob.pattern())).isEqualTo(glob);
            for (int i = 0; i < 20; i++) {
                List<String> segments = samples.segmentsNear(pattern);
                boolean expected = NaiveGlob.matches(pattern, segments);
                matches += expected ? 1 : 0;
                DustPath path = DustPath.of(segments);
                assertThat(glob.matches(path)).as("seed %s, %s, %s", seed, pattern, segments).isEqualTo(expected);
                if (expected && !glob.literalPrefix().isEmpty()) {
                    assertThat(DustPath.ofKey(glob.literalPrefix()).isSelfOrAncestorOf(path)).as("seed %s", seed).isTrue();
                }
            }
        }
        assertThat(matches).isGreaterThan(20_000);
    }

    @Test
    @Tag("slow")
    void literalOfAPath_matchesExactlyThatPath() {
        for (long seed = 0; seed < 20_000; seed++) {
            Samples samples = new Samples(seed);
            DustPath path = samples.path();
            Glob literal = Glob.literal(path);
            assertThat(literal.matches(path)).as("seed %s, %s", seed, path).isTrue();
            assertThat(literal.isLiteral()).isTrue();
            assertThat(literal.literalPrefix()).isEqualTo(path.key());
            assertThat(literal.segmentCount()).isEqualTo(path.depth());
            for (int i = 0; i < 20; i++) {
                DustPath other = samples.oneIn(2) ? samples.path() : DustPath.of(samples.segmentsNear(path.segments()));
                assertThat(literal.matches(other)).as("seed %s, %s, %s", seed, path, other).isEqualTo(other.equals(path));
                assertThat(Glob.literal(other).equals(literal)).isEqualTo(other.equals(path));
            }
        }
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            a/b~1c,   a/b~1c
            a/*,      a/\\*
            **/b,     \\**/b
            a*/***,   a*/***
            a/\\x,  a/\\x
            """)
    void literalOfAPath_isAPatternThatCanBeParsed(String path, String pattern) {
        assertThat(Glob.literal(DustPath.parse(path))).isEqualTo(Glob.parse(pattern)).hasToString(pattern)
                .hasSameHashCodeAs(Glob.parse(pattern));
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            a/\\*
            \\**/b
            """)
    void literalOfASegmentThatEscapes_isNoPatternThatCanBeWritten(String path) {
        Glob literal = Glob.literal(DustPath.parse(path));
        assertThat(literal).isNotEqualTo(Glob.parse(path)).isNotEqualTo(Glob.parse(literal.pattern()));
        assertThat(literal.matches(path)).isTrue();
        assertThat(Glob.parse(path).matches(path)).isFalse();
    }

    @Test
    void matching_allocatesNothing() {
        Glob glob = Glob.parse("users/*/name/**");
        String match = "users/1234567/name/first";
        String other = "users/1234567/age";
        assertThat(glob.matches(match)).isTrue();
        assertThat(glob.matches(other)).isFalse();
        Allocation.assertNone(() -> glob.matches(match));
        Allocation.assertNone(() -> glob.matches(other));
    }
}
