package dev.dust.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.testkit.server.DustServer;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine;

/** The page on the command line is as the command has it. */
class CommandLinePageTest {
    private static final Path FILE = ProjectFiles.root().resolve("docs/command-line.md");
    private static final String REFERENCE = "<!-- What follows is written by CommandLinePageTest, with -Ddust.pages.write=true. -->\n\n";

    private static CommandSpec dust() {
        return Main.commandLine(name -> null, System.out, System.err).getCommandSpec();
    }

    @Test
    void reference_hasEveryCommandAndOption_asItsHelpHasIt() throws IOException {
        String page = Files.readString(FILE);
        int begin = page.indexOf(REFERENCE) + REFERENCE.length();
        String reference = CommandReference.of(dust());
        if (Boolean.getBoolean("dust.pages.write")) {
            page = page.substring(0, begin) + reference.stripTrailing() + "\n";
            Files.writeString(FILE, page);
        }

        assertThat(page.substring(begin))
                .as("run this test with -Ddust.pages.write=true, which writes this part of the page anew")
                .isEqualTo(reference.stripTrailing() + "\n");
    }

    @Test
    void exitCodes_areThose() throws IOException {
        List<String> codes = Arrays.stream(ExitCode.class.getDeclaredFields())
                .filter(field -> Modifier.isStatic(field.getModifiers()))
                .map(field -> {
                    try {
                        return Integer.toString(field.getInt(null));
                    } catch (IllegalAccessException e) {
                        throw new IllegalStateException(e);
                    }
                }).toList();

        assertThat(
                Files.readString(FILE).lines().filter(line -> line.matches("\\| \\d+ \\|.*")).map(line -> line.split(" ")[1]))
                .hasSizeGreaterThan(5).containsExactlyElementsOf(codes);
        assertThat(Files.readString(FILE)).contains("128 and the number of the signal", "127 if that");
    }

    @Test
    void transcripts_printWhatThePageSays(@TempDir Path home) throws IOException {
        List<Transcript.Step> steps = Transcript.of(Files.readString(FILE));
        assertThat(steps).hasSizeGreaterThan(25);
        try (DustServer server = DustServer.start()) {
            var transcript = new Transcript(Map.of("DUST_URL", server.url().toString(), "HOME", home.toString()));
            for (Transcript.Step step : steps) {
                assertThat(transcript.run(step.line())).as(step.line()).matches(step.expected());
            }
        }
    }

    static Stream<String> commands() {
        return dust().subcommands().keySet().stream();
    }

    /** Where there are subcommands of a command, these have them. */
    @ParameterizedTest
    @MethodSource("commands")
    void help_showsExamples_thatAreRightlyTyped(String name) {
        assertThat(Examples.of(name)).as("examples of dust " + name + ", in Examples").isNotEmpty();
        String help = CommandRun.of(Map.of(), name, "--help").done().out();
        for (String example : Examples.of(name)) {
            if (!name.equals("help")) {
                assertThat(help).contains("Examples:", "  " + example);
            }
            List<String> words = Transcript.words(example.replaceAll(" > .*", ""));
            CommandLine parsed = Main.commandLine(variable -> null, System.out, System.err);
            parsed.parseArgs(words.subList(1, words.size()).toArray(String[]::new));
        }
    }
}
