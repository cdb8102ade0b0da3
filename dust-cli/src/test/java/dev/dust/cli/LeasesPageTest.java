package dev.dust.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.DustStore;
import dev.dust.testkit.DustTesting;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples of the page on leases compile as they stand, run, and do what the page says. */
@Tag("slow")
class LeasesPageTest {
    /** What the page leaves out. */
    private static final String IMPORTS = Stream
            .of("dev.dust.*", "dev.dust.lease.*", "dev.dust.time.Durations", "java.time.Duration", "java.util.*")
            .map(name -> "import " + name + ";").reduce("", String::concat);

    private static final Map<String, Object> PAGE_WRITES = Map.of("nightly/runs", 1L, "nightly/by", "node 1", "leader",
            "node 1",
            "orders/1/done", true, "orders/2/done", true, "artifacts/feed", "{\"posts\":2}", "flight/seats", 100L,
            "account/balance", 90L, "account/last", "order 7");

    private static void run(PageBlock example, DustStore store, Path classes) throws Exception {
        try (var code = new PageCode(classes).statements(example.text(), IMPORTS, "DustStore store")) {
            code.run("Example", new Class<?>[]{DustStore.class}, store);
        }
    }

    @Test
    void examples_runAsTheyStand_andDoWhatThePageSays(@TempDir Path classes) throws Exception {
        List<PageBlock> examples = PageBlock.java("docs/leases.md");
        assertThat(examples).hasSize(7);
        try (var testing = DustTesting.create()) {
            DustStore store = testing.dust().store("page/leases");
            testing.settle();
            for (PageBlock example : examples) {
                run(example, store, classes);
                testing.settle();
            }
            PAGE_WRITES.forEach((path, value) -> assertThat(store.get(path).plain()).as(path).isEqualTo(value));
            assertThat(store.enumerate("locks/*")).as("leases that were not given back").isEmpty();
            assertThat(store.pending()).isEmpty();
        }
    }
}
