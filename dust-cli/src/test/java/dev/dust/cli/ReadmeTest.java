package dev.dust.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.server.Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The README says what is so. */
class ReadmeTest {
    private static final String README_URL = "ws://localhost:7755/ws/sync";
    private static final Pattern LINK = Pattern.compile("]\\(([^):]+)\\)");
    private static final Pattern COMMAND = Pattern.compile("(?m)^\\./dust (\\w+)");

    private static String readme() throws IOException {
        return Files.readString(ProjectFiles.root().resolve("README.md"));
    }

    private static List<String> blocks(String page) {
        return PageBlock.java(page).stream().map(PageBlock::text).toList();
    }

    static Stream<String> examples() {
        List<String> examples = new ArrayList<>(blocks("README.md"));
        assertThat(examples).hasSize(2);
        examples.addAll(blocks("docs/files.md"));
        assertThat(examples).hasSize(4);
        examples.addAll(blocks("docs/configuration.md"));
        assertThat(examples).hasSize(5);
        examples.addAll(blocks("docs/operations.md"));
        assertThat(examples).hasSize(7);
        return examples.stream();
    }

    @ParameterizedTest
    @MethodSource("examples")
    void example_compilesAsItStands(String example, @TempDir Path classes) throws Exception {
        new PageCode(classes).statements(example, "", "").close();
    }

    /** On the class path that its reader would have: with one cache. */
    @Test
    void exampleWithoutGuice_isFiveLines_andWritesWhatItWrites(@TempDir Path classes) throws Exception {
        String example = blocks("README.md").getLast();
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
            run(blocks("README.md").getFirst().replace(README_URL, server.url().toString())
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
        try (var code = new PageCode(classes).statements(example, "", "")) {
            code.runAlone("Example", new Class<?>[0]);
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
