package dev.dust.path;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The cases that every Dust client shares. */
class VectorsTest {

    @TestFactory
    Stream<DynamicTest> paths() throws IOException {
        return each("path_vectors.json", 21, vector -> {
            String rendered = vector.get("rendered").stringValue();
            if (!vector.get("valid").booleanValue()) {
                assertRefused(() -> DustPath.parse(rendered), vector);
                assertRefused(() -> DustPath.requireKey(rendered), vector);
                return;
            }
            List<String> segments = strings(vector.get("segments"));
            assertThat(DustPath.parse(rendered).segments()).isEqualTo(segments);
            assertThat(DustPath.of(segments).key()).isEqualTo(rendered);
        });
    }

    @TestFactory
    Stream<DynamicTest> globs() throws IOException {
        return each("glob_vectors.json", 24, vector -> {
            String pattern = vector.get("pattern_rendered").stringValue();
            if (!vector.get("valid").booleanValue()) {
                assertRefused(() -> Glob.parse(pattern), vector);
                return;
            }
            Glob glob = Glob.parse(pattern);
            assertThat(Glob.of(strings(vector.get("pattern_segments")))).isEqualTo(glob);
            List<String> segments = strings(vector.get("path"));
            boolean match = vector.get("match").booleanValue();
            if (segments.isEmpty()) {
                assertThat(glob.matches("")).isEqualTo(match);
                return;
            }
            DustPath path = DustPath.of(segments);
            assertThat(glob.matches(path)).isEqualTo(match);
            GlobIndex<String> index = new GlobIndex<>();
            index.add(glob, "it");
            assertThat(index.anyMatch(path.key())).isEqualTo(match);
        });
    }

    private static void assertRefused(Runnable call, JsonNode vector) {
        assertThat(Refusals.of(call).reason()).isEqualTo(vector.get("error").stringValue());
    }

    private static Stream<DynamicTest> each(String file, int count, Consumer<JsonNode> check) throws IOException {
        try (InputStream in = VectorsTest.class.getResourceAsStream("/vectors/" + file)) {
            JsonNode vectors = JsonMapper.shared().readTree(in);
            assertThat(vectors.size()).isEqualTo(count);
            return vectors.valueStream().map(vector -> DynamicTest.dynamicTest(vector.toString(), () -> check.accept(vector)));
        }
    }

    private static List<String> strings(JsonNode array) {
        List<String> strings = new ArrayList<>();
        array.forEach(element -> strings.add(element.stringValue()));
        return strings;
    }
}
