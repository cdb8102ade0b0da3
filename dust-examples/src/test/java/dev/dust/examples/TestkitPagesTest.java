package dev.dust.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** The pages of the testkit, and the one on testing, say what is so: here, because their examples use every adapter. */
@Tag("slow")
class TestkitPagesTest {
    private static final Path TESTKIT = root().resolve("dust-testkit");
    private static final Pattern JAVA_BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
    private static final Pattern LINK = Pattern.compile("]\\(([^):#]+)(#[^)]*)?\\)");
    private static final Pattern CLASS = Pattern.compile("(?m)^class (\\w+)");
    /** What the pages leave out. */
    private static final String IMPORTS = Stream
            .of("java.io.*", "java.net.URI", "java.nio.file.Path", "java.time.*", "java.util.*",
                    "java.util.concurrent.*", "java.util.concurrent.atomic.*", "java.util.function.*", "dev.dust.*",
                    "dev.dust.adapter.jackson.*", "dev.dust.adapter.memory.*", "dev.dust.adapter.ws.*", "dev.dust.cache.*",
                    "dev.dust.cli.demo.*", "dev.dust.error.*", "dev.dust.examples.*", "dev.dust.server.*",
                    "dev.dust.server.access.*",
                    "dev.dust.subscribe.*",
                    "dev.dust.write.*",
                    "dev.dust.testkit.*", "dev.dust.testkit.conformance.*", "dev.dust.testkit.contract.*",
                    "dev.dust.testkit.junit.*",
                    "dev.dust.testkit.server.*", "dev.dust.testkit.simulation.*", "dev.dust.testkit.time.*", "dev.dust.time.*",
                    "dev.dust.transport.*", "dev.dust.value.*", "org.junit.jupiter.api.*", "org.junit.jupiter.api.extension.*",
                    "org.junit.jupiter.api.io.*", "static org.assertj.core.api.Assertions.*")
            .map(name -> "import " + name + ";").reduce("", String::concat);

    private record Example(Path page, String code) {

        List<String> classes() {
            return CLASS.matcher(code).results().map(found -> found.group(1)).toList();
        }

        /** As it stands, or in a method if it is a piece of one. */
        String source() {
            return IMPORTS + (classes().isEmpty() ? "class Example { void run() throws Exception {" + code + "}}" : code);
        }

        @Override
        public String toString() {
            return page.getFileName() + ": " + code.lines().findFirst().orElse("");
        }
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String code;

        Source(String code) {
            super(URI.create("string:///Example.java"), Kind.SOURCE);
            this.code = code;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return code;
        }
    }

    private static Path root() {
        Path directory = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(directory.resolve("dust-ports"))) {
            directory = directory.getParent();
        }
        return directory;
    }

    static List<Path> pages() throws IOException {
        try (Stream<Path> docs = Files.list(TESTKIT.resolve("docs"))) {
            return Stream.concat(Stream.of(TESTKIT.resolve("README.md"), root().resolve("docs/testing.md")), docs.sorted())
                    .toList();
        }
    }

    static List<Example> examples() throws IOException {
        List<Example> examples = new ArrayList<>();
        for (Path page : pages()) {
            Matcher block = JAVA_BLOCK.matcher(Files.readString(page));
            while (block.find()) {
                examples.add(new Example(page, block.group(1)));
            }
        }
        return examples;
    }

    /** Tests of an application, which a page shows whole. */
    static List<Example> applicationTests() throws IOException {
        return examples().stream().filter(
                example -> example.page().endsWith("applications.md") || example.page().endsWith("docs/testing.md")).toList();
    }

    @ParameterizedTest
    @MethodSource("examples")
    void example_compiles(Example example, @TempDir Path classes) {
        compile(example, classes);
    }

    @ParameterizedTest
    @MethodSource("applicationTests")
    void applicationTest_passes(Example example, @TempDir Path classes) throws Exception {
        compile(example, classes);
        try (var loader = new URLClassLoader(new URL[]{classes.toUri().toURL()})) {
            for (String name : example.classes()) {
                if (name.endsWith("Test")) {
                    TestExecutionSummary summary = run(loader.loadClass(name));
                    assertThat(summary.getFailures()).extracting(failure -> failure.getException()).isEmpty();
                    assertThat(summary.getTestsSucceededCount()).isPositive();
                }
            }
        }
    }

    private static void compile(Example example, Path classes) {
        var messages = new StringWriter();
        boolean compiled = ToolProvider.getSystemJavaCompiler().getTask(messages, null, null,
                List.of("--release", "21", "-classpath", System.getProperty("java.class.path"), "-d", classes.toString()), null,
                List.of(new Source(example.source()))).call();
        assertThat(messages.toString()).isEmpty();
        assertThat(compiled).isTrue();
    }

    private static TestExecutionSummary run(Class<?> tests) {
        var summary = new SummaryGeneratingListener();
        LauncherFactory.create().execute(LauncherDiscoveryRequestBuilder.request().selectors(selectClass(tests)).build(),
                summary);
        return summary.getSummary();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void links_leadSomewhere(Path page) throws IOException {
        assertThat(LINK.matcher(Files.readString(page)).results().map(link -> page.resolveSibling(link.group(1)).normalize()))
                .allSatisfy(file -> assertThat(file).exists());
    }
}
