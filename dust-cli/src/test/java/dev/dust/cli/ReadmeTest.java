package dev.dust.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.server.ServerOptions;
import dev.dust.server.web.Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The README says what is so. */
@Tag("slow")
class ReadmeTest {
    private static final String README_URL = "ws://localhost:7755/ws/sync";
    private static final Pattern COMMAND = Pattern.compile("(?m)(?:^|`)\\./dust ([a-z][a-z-]*)");

    private static String readme() {
        return page("README.md");
    }

    private static String page(String name) {
        return ProjectFiles.read(ProjectFiles.root().resolve(name));
    }

    private static List<String> blocks(String page) {
        return PageBlock.java(page).stream().map(PageBlock::text).toList();
    }

    static Stream<PageBlock> examples() {
        List<PageBlock> examples = Stream
                .of("README.md", "docs/making-a-client.md", "docs/files.md", "docs/configuration.md", "docs/operations.md")
                .flatMap(page -> PageBlock.java(page).stream()).toList();
        assertThat(examples).hasSize(8);
        return examples.stream();
    }

    @ParameterizedTest
    @MethodSource("examples")
    void example_compilesAsItStands(PageBlock example, @TempDir Path classes) throws Exception {
        new PageCode(classes).statements(example.text(), "", "").close();
    }

    /** On the class path that its reader would have: with one cache. */
    @Test
    void example_isTenLines_andWritesAndReadsWhatItSays(@TempDir Path classes) throws Exception {
        String example = blocks("README.md").getFirst();
        assertThat(example.lines().filter(line -> !line.startsWith("import ") && !line.isBlank())).hasSizeLessThanOrEqualTo(10);
        try (Server server = Server.start(ServerOptions.defaults())) {
            assertThat(run(example.replace(README_URL, server.url().toString()), classes))
                    .contains("Post[title=Hello, likes=1]");
            assertThat(get(server, "posts/hello/likes")).isEqualTo("1\n");
        }
    }

    @Test
    void firstScreen_isOneScreen() {
        assertThat(readme().lines().takeWhile(line -> !line.equals("## What holds"))).hasSizeLessThanOrEqualTo(55);
    }

    @Test
    void exampleOfTheBuilder_isFiveLines_andWritesWhatItWrites(@TempDir Path classes) throws Exception {
        String example = blocks("docs/making-a-client.md").getFirst();
        assertThat(example.lines().filter(line -> !line.startsWith("import ") && !line.isBlank())).hasSizeLessThanOrEqualTo(5);
        try (Server server = Server.start(ServerOptions.defaults())) {
            run(example.replace(README_URL, server.url().toString()), classes);
            assertThat(get(server, "posts/hello")).isEqualTo("\"Hello\"\n");
        }
    }

    /** Whoever begins with it reads what it wrote, and counts its posts. */
    @Test
    void exampleWithGuice_readsAndCountsWhatItWrites(@TempDir Path classes, @TempDir Path files) throws Exception {
        Path picture = Files.writeString(files.resolve("hello.png"), "no picture");
        Path copy = files.resolve("copy.png");
        try (Server server = Server.start(ServerOptions.defaults())) {
            run(blocks("docs/making-a-client.md").getLast().replace(README_URL, server.url().toString())
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

    private static String run(String example, Path classes) throws Exception {
        try (var code = new PageCode(classes).statements(example, "", "")) {
            return code.runAlone("Example", new Class<?>[0]);
        }
    }

    @Test
    void modules_areThoseThatThereAre() {
        assertThat(ProjectFiles.modules()).isNotEmpty()
                .allSatisfy(module -> assertThat(readme()).contains("| `" + module.getFileName() + "` |"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"README.md", "docs/tour.md", "docs/getting-started.md"})
    void commands_areThoseThatThereAre(String page) {
        var commands = Main.commandLine(name -> null, System.out, System.err).getSubcommands().keySet();

        assertThat(COMMAND.matcher(page(page)).results().map(match -> match.group(1))).isNotEmpty()
                .allMatch(commands::contains);
    }

    /** What stands under docs is on the page that lists the pages. */
    @Test
    void index_hasEveryPage() throws IOException {
        try (Stream<Path> pages = Files.list(ProjectFiles.root().resolve("docs"))) {
            assertThat(pages.map(page -> page.getFileName().toString())
                    .filter(name -> name.endsWith(".md") && !name.equals("README.md"))).hasSizeGreaterThan(20)
                    .allSatisfy(name -> assertThat(page("docs/README.md")).contains("(" + name + ")"));
        }
    }

    @Test
    void version_isThatOfTheBuild() throws IOException {
        String version = new Version().getVersion()[0].split(" ")[1];

        assertThat(readme()).contains("<version>" + version + "</version>");
    }
}
