package dev.dust.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.testkit.postgres.TestPostgres;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command lines of the tour (docs/tour.md), typed one after another, print what the page says. */
@Tag("slow")
class TourPageTest {
    private static final String PAGE = ProjectFiles.read(ProjectFiles.root().resolve("docs/tour.md"));
    /** By its heading; what stands before the first one by none. */
    private static final Map<String, String> SECTIONS = sections();
    private static final Pattern PORT = Pattern.compile(":77\\d\\d");
    private static final Pattern DATABASE = Pattern.compile("jdbc:postgresql://[^ ]*");
    private static final Pattern LISTENING = Pattern.compile("listening on ws://127\\.0\\.0\\.1(:\\d+)/ws/sync");

    @TempDir
    private Path home;

    private final Map<String, String> environment = new HashMap<>();
    private RunningCommand server;
    private RunningCommand watch;
    /** Where the server listens that is started first, with its colon; it is started again there. */
    private String port = "";

    private static Map<String, String> sections() {
        var sections = new LinkedHashMap<String, String>();
        for (String section : PAGE.split("(?m)^## ")) {
            sections.put(section.startsWith("# ") ? "" : section.lines().findFirst().orElseThrow(), section);
        }
        return sections;
    }

    @AfterEach
    void stop() {
        for (RunningCommand running : Arrays.asList(watch, server)) {
            if (running != null) {
                running.close();
            }
        }
    }

    private void type(String... headings) throws InterruptedException {
        for (String heading : headings) {
            List<Transcript.Step> steps = Transcript.of(SECTIONS.get(heading));
            assertThat(steps).as(heading).isNotEmpty();
            for (Transcript.Step step : steps) {
                type(step);
            }
        }
    }

    private void type(Transcript.Step step) throws InterruptedException {
        List<String> words = Transcript.words(step.line());
        String printed = switch (words.getFirst()) {
            case "kill" -> {
                server.close();
                yield "";
            }
            case "fg" -> watch.nextLine();
            case "export" -> {
                export(step.line());
                yield "";
            }
            default -> {
                assertThat(words.getFirst()).isEqualTo("./dust");
                yield dust(words.subList(1, words.size()));
            }
        };
        assertThat(mask(printed)).as(step.line()).matches(Pattern.compile(mask(step.expected().pattern()), Pattern.DOTALL));
    }

    /** Nobody can say which port is free. */
    private static String mask(String text) {
        return Pattern.compile("(?<=localhost|127\\.0\\.0\\.1):\\d+").matcher(text).replaceAll(":PORT");
    }

    private void export(String line) {
        Matcher variable = Pattern.compile("([A-Z_]+)=('[^']*'|\\S+)").matcher(line);
        while (variable.find()) {
            String value = variable.group(2).replace("'", "");
            environment.put(variable.group(1), DATABASE.matcher(PORT.matcher(value).replaceAll(port))
                    .replaceAll(url -> Matcher.quoteReplacement(TestPostgres.newDatabase().url())));
        }
    }

    private String dust(List<String> typed) throws InterruptedException {
        boolean background = typed.getLast().equals("&");
        String[] args = (background ? typed.subList(0, typed.size() - 1) : typed).stream()
                .map(word -> DATABASE.matcher(word)
                        .replaceAll(url -> Matcher.quoteReplacement(TestPostgres.newDatabase().url())))
                .toArray(String[]::new);
        if (args[0].equals("serve")) {
            return serve(args);
        }
        if (args[0].equals("watch")) {
            watch = new RunningCommand(environment, args);
            return watch.nextComplaint();
        }
        assertThat(background).isFalse();
        CommandRun run = CommandRun.of(environment, args);
        return (run.err() + run.out()).stripTrailing();
    }

    private String serve(String... args) throws InterruptedException {
        String[] withPort = Arrays.copyOf(args, args.length + 2);
        withPort[args.length] = "--port";
        withPort[args.length + 1] = port.isEmpty() ? "0" : port.substring(1);
        String[] asTyped = Arrays.asList(args).contains("--port") ? replacePort(args) : withPort;
        server = new RunningCommand(Map.of(), asTyped);
        String line = server.nextLine();
        Matcher listening = LISTENING.matcher(line);
        assertThat(listening.matches()).as(line).isTrue();
        port = listening.group(1);
        environment.put("DUST_URL", "ws://localhost" + port + "/ws/sync");
        return line;
    }

    private static String[] replacePort(String... args) {
        String[] replaced = args.clone();
        replaced[Arrays.asList(args).indexOf("--port") + 1] = "0";
        return replaced;
    }

    @Test
    void serverAndClients_withTheServerAndWithoutIt_printWhatThePageSays() throws InterruptedException {
        environment.putAll(Map.of("DUST_CACHE", "sqlite", "HOME", home.toString()));
        type("", "A server and its clients", "Without the server");
    }

    @Test
    @Tag("postgres")
    void serverAndCacheInPostgres_printWhatThePageSays() throws InterruptedException {
        type("With PostgreSQL");
        assertThat(environment).containsEntry("DUST_CACHE", "postgres").containsKeys("DUST_URL", "DUST_JDBC_URL");
    }

    /** But for {@code chaos}, which takes its minutes: it is only read here, and run by {@code ChaosTest}. */
    @Test
    @Tag("postgres")
    void trials_printWhatThePageSays() throws InterruptedException {
        List<Transcript.Step> steps = Transcript.of(SECTIONS.get("Trials"));
        for (Transcript.Step step : steps.subList(0, steps.size() - 1)) {
            type(step);
        }
        Transcript.Step chaos = steps.getLast();
        List<String> words = Transcript.words(chaos.line());
        assertThat(words).startsWith("./dust", "chaos");
        var parsed = Main.commandLine(name -> null, System.out, System.err)
                .parseArgs(words.subList(1, words.size()).toArray(String[]::new));
        assertThat(parsed.hasSubcommand()).isTrue();
        assertThat(chaos.printed()).startsWith("chaos: seed 7,").endsWith("chaos: OK");
    }

    /** A section that is added is typed, too, and no block is of another kind. */
    @Test
    void page_hasTheseSections_andNothingButTranscripts() {
        assertThat(SECTIONS).containsOnlyKeys("", "A server and its clients", "Without the server", "With PostgreSQL",
                "Trials");
        assertThat(Pattern.compile("(?m)^```(.*)$").matcher(PAGE).results().map(fence -> fence.group(1)))
                .containsOnly("console", "");
    }
}
