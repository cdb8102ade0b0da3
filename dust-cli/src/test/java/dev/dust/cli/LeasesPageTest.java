package dev.dust.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.DustStore;
import dev.dust.testkit.DustTesting;
import java.io.StringWriter;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples of the page on leases compile as they stand, run, and do what the page says. */
class LeasesPageTest {
    private static final Pattern JAVA_BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
    /** What the page leaves out. */
    private static final String IMPORTS = Stream
            .of("dev.dust.*", "dev.dust.lease.*", "dev.dust.time.Durations", "java.time.Duration", "java.util.*")
            .map(name -> "import " + name + ";").reduce("", String::concat);

    private static final Map<String, Object> PAGE_WRITES = Map.of("nightly/runs", 1L, "nightly/by", "node 1", "leader",
            "node 1",
            "orders/1/done", true, "orders/2/done", true, "artifacts/feed", "{\"posts\":2}", "flight/seats", 100L,
            "account/balance", 90L, "account/last", "order 7");

    private static List<String> examples() {
        String page = ProjectFiles.read(ProjectFiles.root().resolve("docs/leases.md"));
        return JAVA_BLOCK.matcher(page).results().map(block -> block.group(1)).toList();
    }

    private static void run(String example, DustStore store, Path classes) throws Exception {
        var messages = new StringWriter();
        boolean compiled = ToolProvider.getSystemJavaCompiler().getTask(messages, null, null,
                List.of("--release", "21", "-classpath", System.getProperty("java.class.path"), "-d", classes.toString()), null,
                List.of(new Source(example))).call();
        assertThat(messages.toString()).as(example).isEmpty();
        assertThat(compiled).isTrue();
        try (var loader = new URLClassLoader(new URL[]{classes.toUri().toURL()})) {
            loader.loadClass("Example").getMethod("run", DustStore.class).invoke(null, store);
        }
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String code;

        Source(String example) {
            super(URI.create("string:///Example.java"), Kind.SOURCE);
            code = IMPORTS + "public class Example { public static void run(DustStore store) throws Exception {" + example
                    + "}}";
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return code;
        }
    }

    @Test
    void examples_runAsTheyStand_andDoWhatThePageSays(@TempDir Path classes) throws Exception {
        assertThat(examples()).hasSize(7);
        try (var testing = DustTesting.create()) {
            DustStore store = testing.dust().store("page/leases");
            testing.settle();
            for (String example : examples()) {
                run(example, store, classes);
                testing.settle();
            }
            PAGE_WRITES.forEach((path, value) -> assertThat(store.get(path).plain()).as(path).isEqualTo(value));
            assertThat(store.enumerate("locks/*")).as("leases that were not given back").isEmpty();
            assertThat(store.pending()).isEmpty();
        }
    }
}
