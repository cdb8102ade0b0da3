package dev.dust.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Command lines of a page, and what they print there, run one after another as a shell would. */
final class Transcript {
    private static final Pattern BLOCK = Pattern.compile("(?s)```console\n(.*?)```");
    private static final Pattern WORD = Pattern.compile("'([^']*)'|\"([^\"]*)\"|(\\|)|([^\\s|]+)");

    /**
     * A line and what follows it.
     *
     * @param line    what is typed
     * @param printed what is printed then, in which "..." stands for anything
     */
    record Step(String line, String printed) {

        /** Whether that is what was printed. */
        Pattern expected() {
            return Pattern.compile(Pattern.quote(printed).replace("...", "\\E.*\\Q"));
        }
    }

    private final Map<String, String> environment;
    private int exitCode;

    Transcript(Map<String, String> environment) {
        this.environment = environment;
    }

    /** Those of a page. */
    static List<Step> of(String page) {
        var steps = new ArrayList<Step>();
        for (Matcher block = BLOCK.matcher(page); block.find();) {
            for (String step : block.group(1).split("(?m)^\\$ ")) {
                if (!step.isBlank()) {
                    int end = step.indexOf('\n');
                    steps.add(new Step(step.substring(0, end), step.substring(end + 1).stripTrailing()));
                }
            }
        }
        return steps;
    }

    /** Runs a line: commands joined by pipes, the first of which may be an echo. Returns all that is printed. */
    String run(String line) {
        if (line.equals("echo $?")) {
            return Integer.toString(exitCode);
        }
        var told = new StringBuilder();
        String input = "";
        for (List<String> command : commands(line)) {
            if (command.getFirst().equals("echo")) {
                input = command.get(1) + "\n";
            } else {
                CommandRun run = CommandRun.ofInput(input, environment,
                        command.subList(1, command.size()).toArray(String[]::new));
                told.append(run.err());
                input = run.out();
                exitCode = run.exitCode();
            }
        }
        return (input + told).stripTrailing();
    }

    /** The words of a line without pipes. */
    static List<String> words(String line) {
        return commands(line).getFirst();
    }

    private static List<List<String>> commands(String line) {
        List<List<String>> commands = new ArrayList<>(List.of(new ArrayList<>()));
        for (Matcher word = WORD.matcher(line); word.find();) {
            if (word.group(3) != null) {
                commands.add(new ArrayList<>());
            } else {
                commands.getLast()
                        .add(word.group(1) != null ? word.group(1) : word.group(2) != null ? word.group(2) : word.group());
            }
        }
        return commands.stream().map(List::copyOf).collect(Collectors.toList());
    }
}
