package dev.dust.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dust.cache.Keys;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PathTest {

    @Test
    void aParsedString_isTheKey_notACopy() {
        String rendered = "files/image~1file/a~0b";
        assertThat(DustPath.parse(rendered).key()).isSameAs(rendered);
    }

    @Test
    void segments_areRaw_andCannotBeChanged() {
        DustPath path = DustPath.parse("files/image~1file/a~0b");
        assertThat(path.segments()).containsExactly("files", "image/file", "a~b");
        assertThat(path.segments()).isSameAs(path.segments());
        assertThatThrownBy(() -> path.segments().add("x")).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void escapes_areReadOnce_fromLeftToRight() {
        assertThat(DustPath.parse("~01").segments()).containsExactly("~1");
        assertThat(DustPath.of("~1").key()).isEqualTo("~01");
    }

    @Test
    void rawSegments_areEscaped_andJoined() {
        assertThat(DustPath.of("a")).isEqualTo(DustPath.parse("a"));
        assertThat(DustPath.of("a/b", "c~d")).isEqualTo(DustPath.parse("a~1b/c~0d"));
        assertThat(DustPath.of(List.of("a", "/"))).isEqualTo(DustPath.parse("a/~1"));
        assertThat(DustPath.of("a", "\0", ".", "*").key()).isEqualTo("a/\0/./*");
    }

    @Test
    void laterChangesOfTheList_doNotChangeThePath() {
        List<String> segments = new ArrayList<>(List.of("a", "b"));
        DustPath path = DustPath.of(segments);
        segments.set(0, "x");
        assertThat(path.segments()).containsExactly("a", "b");
    }

    @Test
    void child_parent_lastSegment_depth() {
        DustPath path = DustPath.of("users").child("a/b").child("name");
        assertThat(path.key()).isEqualTo("users/a~1b/name");
        assertThat(path.depth()).isEqualTo(3);
        assertThat(path.lastSegment()).isEqualTo("name");
        assertThat(path.parent()).isEqualTo(DustPath.of("users", "a/b"));
        assertThat(path.parent().lastSegment()).isEqualTo("a/b");
        assertThat(DustPath.of("users").parent()).isNull();
        assertThat(DustPath.of("users").depth()).isEqualTo(1);
        assertThat(DustPath.of("users").lastSegment()).isEqualTo("users");
    }

    @Test
    void aChildsKey_isMadeOfTheKeyAbove_andARawSegment() {
        assertThat(DustPath.childKey("a~0b", "c/d~")).isEqualTo("a~0b/c~1d~0");
        assertThat(DustPath.childKey("a", "c")).isEqualTo("a/c");
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            a,    a/b,   true,  true
            a,    a/b/c, true,  true
            a,    a,     false, true
            a/b,  a,     false, true
            a,    ab,    false, false
            a,    a-/b,  false, false
            a/b,  a/c,   false, false
            a,    b/a,   false, false
            """)
    void ancestry(String one, String other, boolean above, boolean overlaps) {
        DustPath a = DustPath.parse(one);
        DustPath b = DustPath.parse(other);
        assertThat(a.isAncestorOf(b)).isEqualTo(above);
        assertThat(a.isSelfOrAncestorOf(b)).isEqualTo(above || one.equals(other));
        assertThat(a.overlaps(b)).isEqualTo(overlaps);
        assertThat(b.overlaps(a)).isEqualTo(overlaps);
    }

    @Test
    void order_isThatOfUtf8Bytes_notOfChars() {
        assertThat(DustPath.of("\uff5e")).isLessThan(DustPath.of("😀"));
        assertThat(DustPath.of("a-b")).isLessThan(DustPath.of("a", "b"));
        assertThat(DustPath.of("a")).isEqualByComparingTo(DustPath.parse("a"));
    }

    @Test
    void pathsAreEqual_ifTheirKeysAre() {
        assertThat(DustPath.of("a", "b")).isEqualTo(DustPath.ofKey("a/b")).hasSameHashCodeAs(DustPath.parse("a/b"))
                .hasToString("a/b");
        assertThat(DustPath.of("a", "b")).isNotEqualTo(DustPath.of("a/b")).isNotEqualTo("a/b");
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            '',          empty_path,    a path needs at least one segment
            /,           empty_segment, 'empty segment at index 0 of path "/"'
            users//7,    empty_segment, 'empty segment at index 6 of path "users//7"'
            users/,      empty_segment, 'empty segment at index 6 of path "users/"'
            a/b~2c,      invalid_escape, '"~" not followed by 0 or 1 at index 3 of path "a/b~2c"'
            a/b~,        invalid_escape, '"~" not followed by 0 or 1 at index 3 of path "a/b~"'
            a/~/b,       invalid_escape, '"~" not followed by 0 or 1 at index 2 of path "a/~/b"'
            ~~0,         invalid_escape, '"~" not followed by 0 or 1 at index 0 of path "~~0"'
            """)
    void aBadPath_isRefused_withTheReasonAndThePlace(String rendered, String reason, String message) {
        for (Runnable call : List.<Runnable>of(() -> DustPath.parse(rendered), () -> DustPath.requireKey(rendered))) {
            assertThat(Refusals.of(call)).hasMessage(message).extracting("reason").isEqualTo(reason);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0xd800, 0xdbff, 0xdc00, 0xdfff})
    void anUnpairedSurrogate_isRefused_whereverItIs(int surrogate) {
        String alone = Character.toString((char) surrogate);
        for (String text : List.of(alone, "a" + alone, alone + "a", "😀" + alone, alone + "~0", alone + "\u00e9")) {
            for (Runnable call : List.<Runnable>of(() -> DustPath.parse("x/" + text + "/y"), () -> DustPath.requireKey(text),
                    () -> DustPath.of(text), () -> DustPath.of("a", text), () -> DustPath.of("a").child(text),
                    () -> DustPath.childKey("a", text))) {
                assertThat(Refusals.of(call).reason()).as(text).isEqualTo("invalid_utf8");
            }
        }
        assertThat(Refusals.of(() -> DustPath.parse("a/b" + alone))).hasMessageContaining("index 3");
    }

    @Test
    void lowBeforeHighSurrogate_isNoPair() {
        assertThat(Refusals.of(() -> DustPath.parse("\udc00\ud800")).reason()).isEqualTo("invalid_utf8");
        assertThat(Refusals.of(() -> DustPath.parse("a\ud800")).reason()).isEqualTo("invalid_utf8");
    }

    @Test
    void badSegments_areRefused_withThePlace() {
        assertThat(Refusals.of(() -> DustPath.of(List.of()))).hasMessage("a path needs at least one segment")
                .extracting("reason")
                .isEqualTo("empty_path");
        assertThat(Refusals.of(() -> DustPath.of(""))).hasMessage("empty segment at the top").extracting("reason")
                .isEqualTo("empty_segment");
        assertThat(Refusals.of(() -> DustPath.of("a", "b/c", ""))).hasMessage("empty segment below \"a/b~1c\"")
                .extracting("reason")
                .isEqualTo("empty_segment");
        assertThat(Refusals.of(() -> DustPath.of("a", "", "b"))).hasMessage("empty segment below \"a\"");
        assertThat(Refusals.of(() -> DustPath.childKey("a/b", ""))).hasMessage("empty segment below \"a/b\"");
        assertThat(Refusals.of(() -> DustPath.of("a").child("")).reason()).isEqualTo("empty_segment");
    }

    @Test
    void unescaping_refusesWhatIsNoEscape() {
        assertThat(DustPath.unescape("a~1b~0c~01")).isEqualTo("a/b~c~1");
        assertThat(Refusals.of(() -> DustPath.unescape("a~2")).reason()).isEqualTo("invalid_escape");
        assertThat(Refusals.of(() -> DustPath.unescape("a~0~"))).hasMessageContaining("index 3").extracting("reason")
                .isEqualTo("invalid_escape");
    }

    @Test
    void aLongInput_isShownAroundItsFault() {
        String start = "s".repeat(1_000);
        assertThat(Refusals.of(() -> DustPath.parse(start + "//" + "e".repeat(1_000)))).hasMessageContaining("index 1001")
                .hasMessageContaining("\"...sss").hasMessageContaining("ss//ee").hasMessageContaining("eee...\"")
                .extracting(Throwable::getMessage).asString().hasSizeLessThan(200);
        assertThat(Refusals.of(() -> DustPath.parse(start + "~"))).hasMessageEndingWith("ss~\"");
        assertThat(Refusals.of(() -> DustPath.parse("~" + start))).hasMessageContaining("\"~ss").hasMessageEndingWith("...\"");
    }

    @Test
    void checkingAKey_allocatesNothing() {
        String key = "users/1234567/na~1me/ü/😀";
        String ascii = "users/1234567/name";
        Allocation.assertNone(() -> DustPath.requireKey(key));
        Allocation.assertNone(() -> DustPath.requireKey(ascii));
    }

    @Test
    void anySegments_comeBack_andOrderIsThatOfKeys() {
        for (long seed = 0; seed < 5_000; seed++) {
            Samples samples = new Samples(seed);
            List<String> segments = new ArrayList<>(samples.segments(5));
            segments.add(samples.wildSegment());
            String about = "seed " + seed;
            DustPath path = DustPath.of(segments);
            DustPath parsed = DustPath.parse(path.key());
            assertThat(parsed).as(about).isEqualTo(path);
            assertThat(parsed.segments()).as(about).isEqualTo(segments);
            assertThat(path.depth()).as(about).isEqualTo(segments.size());
            assertThat(path.lastSegment()).as(about).isEqualTo(segments.getLast());
            assertThat(DustPath.of(segments.getFirst(), segments.subList(1, segments.size()).toArray(String[]::new))).as(about)
                    .isEqualTo(path);
            DustPath built = DustPath.of(segments.getFirst());
            for (String segment : segments.subList(1, segments.size())) {
                assertThat(DustPath.unescape(DustPath.escape(segment))).as(about).isEqualTo(segment);
                DustPath below = built.child(segment);
                assertThat(below.parent()).as(about).isEqualTo(built);
                assertThat(built.isAncestorOf(below)).as(about).isTrue();
                built = below;
            }
            assertThat(built).as(about).isEqualTo(path);
            DustPath other = samples.path();
            assertThat(Integer.signum(path.compareTo(other))).as(about)
                    .isEqualTo(Integer.signum(Keys.compare(path.key(), other.key())));
        }
    }
}
