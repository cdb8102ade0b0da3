package dev.dust.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.server.ServerOptions;
import dev.dust.server.access.Access;
import dev.dust.server.web.Server;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docs/http-api.md: its routes are those that there are, and its examples do what they say, by curl. */
class HttpApiPageTest {
    private static final Path PAGE = Path.of("..", "docs", "http-api.md");
    private static final Pattern BLOCK = Pattern.compile("(?s)```console\n(.*?)```");
    private static final String END = "--- end of step ---";

    private static String page() throws IOException {
        return Files.readString(PAGE);
    }

    @Test
    void routes_areThoseOfThePage() throws IOException {
        String table = page().substring(page().indexOf("| route |"), page().indexOf("- `{store}` is"));
        String routes = Arrays.stream(Route.values())
                .map(route -> "| `" + route.template() + "` | " + quoted(String.join(" ", route.methods())) + " |")
                .collect(Collectors.joining("\n"));
        assertThat(table.lines().skip(2).map(line -> line.replaceAll("[^|]*\\|$", "").strip()).filter(line -> !line.isEmpty())
                .collect(Collectors.joining("\n"))).isEqualTo(routes);
        for (Route route : Route.values()) {
            String line = table.lines().filter(row -> row.startsWith("| `" + route.template() + "` |")).findFirst()
                    .orElseThrow();
            String parameters = line.split("\\|")[3].strip();
            assertThat(new TreeSet<>(Arrays.asList(parameters.replaceAll("[`\\s]", "").split(","))))
                    .as("parameters of %s", route)
                    .isEqualTo(route.parameters().isEmpty() ? new TreeSet<>(Set.of("")) : route.parameters());
        }
    }

    private static String quoted(String words) {
        return Arrays.stream(words.split(" ")).map(word -> "`" + word + "`").collect(Collectors.joining(", "));
    }

    @Test
    void reasons_haveTheStatusOfThePage() throws IOException {
        String table = page().substring(page().indexOf("| status | reasons |"));
        Matcher row = Pattern.compile("(?m)^\\| (\\d+) \\| (.*) \\|$").matcher(table);
        var told = new TreeSet<String>();
        while (row.find()) {
            Matcher reason = Pattern.compile("`([a-z_]+)`").matcher(row.group(2));
            while (reason.find()) {
                told.add(reason.group(1));
                assertThat(Problem.statusOf(reason.group(1))).as(reason.group(1))
                        .isEqualTo(Integer.parseInt(row.group(1)));
            }
        }
        assertThat(told).containsAll(Problem.reasons());
    }

    /** A line of the page, and what is printed then, in which "..." stands for anything. */
    private record Step(String line, String printed) {
        Pattern expected() {
            return Pattern.compile(Pattern.quote(printed).replace("...", "\\E.*\\Q"));
        }
    }

    private static List<Step> steps() throws IOException {
        var steps = new ArrayList<Step>();
        for (Matcher block = BLOCK.matcher(page()); block.find();) {
            for (String step : block.group(1).split("(?m)^\\$ ")) {
                if (!step.isEmpty()) {
                    int end = step.indexOf('\n');
                    steps.add(new Step(step.substring(0, end), step.substring(end + 1).strip()));
                }
            }
        }
        return steps;
    }

    @Test
    @Tag("processes")
    void examples_doWhatTheySay(@TempDir Path directory) throws IOException {
        List<Step> steps = steps();
        String script = steps.stream().map(step -> step.line() + "\necho '" + END + "'\n").collect(Collectors.joining());
        Path file = Files.writeString(directory.resolve("script"), script);
        try (Server server = Server.start(ServerOptions.defaults().tokens(Map.of("dust_tok_1", Access.all())))) {
            var shell = new ProcessBuilder("sh", file.toString()).directory(directory.toFile()).redirectErrorStream(true);
            shell.environment().put("SERVER", server.httpUrl().toString());
            String printed = new String(shell.start().getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            String[] answers = printed.split(Pattern.quote(END), -1);
            assertThat(answers).as(printed).hasSize(steps.size() + 1);
            for (int i = 0; i < steps.size(); i++) {
                assertThat(answers[i].strip()).as(steps.get(i).line()).matches(steps.get(i).expected());
            }
        }
    }
}
