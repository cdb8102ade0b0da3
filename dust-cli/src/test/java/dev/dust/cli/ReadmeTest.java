package dev.dust.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.server.Server;
import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The README says what is so. */
class ReadmeTest {
    private static final Pattern JAVA_BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
    private static final String README_URL = "ws://localhost:7755/ws/sync";
    private static final Pattern LINK = Pattern.compile("]\\(([^):]+)\\)");
    private static final Pattern COMMAND = Pattern.compile("(?m)^\\./dust (\\w+)");

    private static String readme() throws IOException {
        return Files.readString(ProjectFiles.root().resolve("README.md"));
    }

    private static List<String> blocks(String page) {
        return JAVA_BLOCK.matcher(page).results().map(block -> block.group(1)).toList();
    }

    static Stream<String> examples() throws IOException {
        List<String> examples = new ArrayList<>(blocks(readme()));
        assertThat(examples).hasSize(2);
        examples.addAll(blocks(ProjectFiles.read(ProjectFiles.root().resolve("docs/files.md"))));
        assertThat(examples).hasSize(4);
        examples.addAll(blocks(ProjectFiles.read(ProjectFiles.root().resolve("docs/configuration.md"))));
        assertThat(examples).hasSize(5);
        examples.addAll(blocks(ProjectFiles.read(ProjectFiles.root().resolve("docs/operations.md"))));
        assertThat(examples).hasSize(7);
        return examples.stream();
    }

    @ParameterizedTest
    @MethodSource("examples")
    void example_compilesAsItStands(String example, @TempDir Path classes) {
        compile(example, classes);
    }

    /** On the class path that its reader would have: with one cache. */
    @Test
    void exampleWithoutGuice_isFiveLines_andWritesWhatItWrites(@TempDir Path classes) throws Exception {
        String example = blocks(readme()).getLast();
        assertThat(example.lines().filter(line -> !line.startsWith("import ") && !line.isBlank())).hasSizeLessThanOrEqualTo(5);
        try (Server server = Server.builder().start()) {
            run(example.replace(README_URL, server.url().toString()), classes);
            assertThat(get(server, "posts/hello")).isEqualTo("\"Hello\"\n");
        }
    }

    /** Whoever begins with it reads what it wrote, and counts its posts. */
    @Test
    void exampleWithGuice_readsAndCountsWhatItWrites(@TempDir Path classes, @TempDir Path files) throws Exception {
        Path picture = Files.writeString(files.resolve("hello.png"), "no picture");
        Path copy = files.resolve("copy.png");
        try (Server server = Server.builder().start()) {
            run(blocks(readme()).getFirst().replace(README_URL, server.url().toString())
                    .replace("hello.png", picture.toString())
                    .replace("copy.png", copy.toString()), classes);
            assertThat(get(server, "posts")).isEqualToIgnoringWhitespace("{\"hello\":{\"draft\":true,\"title\":\"Hello\"}}");
            assertThat(get(server, "settings/theme")).isEqualTo("\"dark\"\n");
            assertThat(get(server, "artifacts/feed")).contains("posts").contains("1");
            assertThat(get(server, "counters/posts")).isEqualTo("1\n");
        }
    }

    private static String get(Server server, String path) {
        return CommandRun.of(Map.of(), "get", "james/blog", path, "--url", server.url().toString()).done().out();
    }

    private static void run(String example, Path classes) throws Exception {
        compile(example, classes);
        URL[] path = Stream
                .concat(Stream.of(classes),
                        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator)).map(Path::of))
                .filter(part -> !part.toString().matches(".*dust-adapter-(postgres|sqlite).*")).map(ReadmeTest::url)
                .toArray(URL[]::new);
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try (var loader = new URLClassLoader(path, ClassLoader.getPlatformClassLoader())) {
            thread.setContextClassLoader(loader);
            Class<?> runnable = loader.loadClass("Example");
            var constructor = runnable.getDeclaredConstructor();
            constructor.setAccessible(true);
            var run = runnable.getDeclaredMethod("run");
            run.setAccessible(true);
            run.invoke(constructor.newInstance());
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private static URL url(Path part) {
        try {
            return part.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static void compile(String example, Path classes) {
        var messages = new StringWriter();
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();

        boolean compiled = compiler.getTask(messages, null, null,
                List.of("--release", "21", "-classpath", System.getProperty("java.class.path"), "-d", classes.toString()), null,
                List.of(new Source(example))).call();

        assertThat(messages.toString()).isEmpty();
        assertThat(compiled).isTrue();
    }

    /** The statements of an example in a method, under its imports. */
    private static final class Source extends SimpleJavaFileObject {
        private final String code;

        Source(String example) {
            super(URI.create("string:///Example.java"), Kind.SOURCE);
            int statements = example.indexOf("\n\n");
            code = example.substring(0, statements) + "\nclass Example { void run() throws Exception {"
                    + example.substring(statements) + "}}";
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return code;
        }
    }

    @Test
    void modules_areThoseThatThereAre() throws IOException {
        String readme = readme();

        assertThat(ProjectFiles.modules()).isNotEmpty()
                .allSatisfy(module -> assertThat(readme).contains("| `" + module.getFileName() + "` |"));
    }

    @Test
    void commands_areThoseThatThereAre() throws IOException {
        var commands = Main.commandLine(name -> null, System.out, System.err).getSubcommands().keySet();

        assertThat(COMMAND.matcher(readme()).results().map(match -> match.group(1))).isNotEmpty().allMatch(commands::contains);
    }

    @Test
    void links_leadSomewhere() throws IOException {
        assertThat(LINK.matcher(readme()).results().map(match -> ProjectFiles.root().resolve(match.group(1)))).isNotEmpty()
                .allSatisfy(file -> assertThat(file).exists());
    }

    @Test
    void version_isThatOfTheBuild() throws IOException {
        String version = new Version().getVersion()[0].split(" ")[1];

        assertThat(readme()).contains("`" + version + "`");
    }
}
