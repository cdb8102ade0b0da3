package dev.dust.server.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.server.ledger.Event;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Paths of pushes and events (docs/protocol.md#paths). */
class PathsTest {
    private final TestStore store = new TestStore();

    @ParameterizedTest
    @CsvSource({"a/b/c, a|b|c", "hello.world, hello.world", "files/image~1file, files|image/file", "a~0b, a~b",
            "a~1b~0c, a/b~c", "~0~0, ~~", "~1~1, //", "x/*, x|*", "a~01, a~1"})
    void aRenderedPath_isParsed(String rendered, String segments) {
        Event event = store.ok("set", rendered, 1);
        assertThat(event.segments()).isEqualTo(List.of(segments.split("\\|")));
        assertThat(event.path()).isEqualTo(rendered);
        assertThat(store.state.rows()).containsOnlyKeys(rendered);
    }

    @ParameterizedTest
    @CsvSource({"'', empty_path", "/users, empty_segment", "users/, empty_segment", "users//alice, empty_segment",
            "a~, invalid_escape", "a~b, invalid_escape", "a~2b, invalid_escape", "~, invalid_escape"})
    void aPathThatIsNone_isRefused(String rendered, String reason) {
        assertThat(store.write("set", rendered, 1).reason()).isEqualTo(reason);
        assertThat(store.push(PushKind.PUT_FILE, "path", rendered, "content", "").reason()).isEqualTo(reason);
    }

    @Test
    void segments_areAuthoritative() {
        Event event = store.ok("set", "not/this", 1, "path_segments", List.of("a/b", "c"));
        assertThat(event.path()).isEqualTo("a~1b/c");
        assertThat(event.segments()).containsExactly("a/b", "c");
    }

    @Test
    void segmentsThatAreNull_leaveItToThePath() {
        assertThat(store.ok("set", "a/b", 1, "path_segments", null).segments()).containsExactly("a", "b");
    }

    @Test
    void segmentsThatAreNone_areRefused() {
        assertThat(store.write("set", "a", 1, "path_segments", List.of()).reason()).isEqualTo("empty_path");
        assertThat(store.write("set", "a", 1, "path_segments", List.of("a", "")).reason()).isEqualTo("empty_segment");
        assertThat(store.write("set", "a", 1, "path_segments", List.of("a", 1)).reason()).isEqualTo("not_a_string");
        assertThat(store.write("set", "a", 1, "path_segments", "a").reason()).isEqualTo("missing_path");
    }

    @Test
    void noPathAtAll_isRefused() {
        assertThat(store.push(PushKind.WRITE, "op", "set", "value", 1).reason()).isEqualTo("missing_path");
        assertThat(store.push(PushKind.WRITE, "op", "set", "path", 1, "value", 1).reason()).isEqualTo("missing_path");
        assertThat(store.push(PushKind.PUT_FILE, "content", "").reason()).isEqualTo("missing_path");
    }
}
