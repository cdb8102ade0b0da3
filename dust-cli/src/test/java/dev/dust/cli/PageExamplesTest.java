package dev.dust.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.Dust;
import dev.dust.DustStore;
import dev.dust.testkit.DustTesting;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The examples of the pages whose examples have a {@code Dust dust} and a {@code DustStore store} compile as they stand, run
 * one after another, and print what the page shows.
 */
@Tag("slow")
class PageExamplesTest {
    /** What the pages leave out. */
    private static final String IMPORTS = Stream
            .of("dev.dust.*", "dev.dust.error.*", "dev.dust.lease.*", "dev.dust.path.*", "dev.dust.reading.*",
                    "dev.dust.subscribe.*", "dev.dust.time.Durations", "java.math.BigDecimal", "java.time.*", "java.util.*",
                    "java.util.concurrent.*")
            .map(name -> "import " + name + ";").reduce("", String::concat);

    @ParameterizedTest
    @ValueSource(strings = {"docs/concepts.md", "docs/reading-and-writing.md", "docs/errors.md", "docs/coming-from.md"})
    void examples_printWhatThePageShows(String page, @TempDir Path temporary) throws Exception {
        List<PageBlock> examples = PageBlock.java(page);
        assertThat(examples).isNotEmpty();
        try (var testing = DustTesting.create()) {
            DustStore store = testing.dust().store("james/blog");
            testing.settle();
            for (PageBlock example : examples) {
                Path classes = Files.createTempDirectory(temporary, "classes");
                try (var code = new PageCode(classes).statements(example.text(), IMPORTS, "Dust dust, DustStore store")) {
                    code.run("Example", new Class<?>[]{Dust.class, DustStore.class}, testing.dust(), store);
                    testing.settle();
                    assertThat(code.printed()).as(example.text()).isEqualTo(example.shown());
                }
            }
        }
    }
}
