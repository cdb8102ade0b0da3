package dev.dust.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine;

/** Completion for fish, which picocli does not make. */
final class FishCompletion {
    /**
     * What fish is to ask: which commands are named so far, and whether nothing stands behind their names. The value of an
     * option is taken for a name where it is a word of its own: such options stand behind the commands as a rule.
     */
    private static final String FUNCTIONS = """
            # Completion of dust for fish.
            function __dust_words
                set -l words (commandline -opc)
                string match -v -- '-*' $words[2..-1]
            end
            function __dust_in
                set -l words (__dust_words)
                test (count $words) -ge (count $argv); or return 1
                for i in (seq (count $argv))
                    test $words[$i] = $argv[$i]; or return 1
                end
            end
            function __dust_next
                __dust_in $argv; and test (count (__dust_words)) -eq (count $argv)
            end
            function __dust_contexts
                dust context 2> /dev/null | string replace -r '^..(\\S+).*' '$1'
            end
            """;

    private final StringBuilder script = new StringBuilder(FUNCTIONS);

    private FishCompletion() {
    }

    /** A script for a command and its subcommands. */
    static String script(CommandSpec root) {
        var completion = new FishCompletion();
        completion.line("-f");
        completion.command(root, List.of());
        return completion.script.toString();
    }

    /** {@code names}: those of the command, and of the commands that it is below of, without that of the root. */
    private void command(CommandSpec command, List<String> names) {
        String here = condition("__dust_in", names);
        String next = condition("__dust_next", names);
        command.subcommands().forEach((name, below) -> line(
                next + " -a " + name + description(below.getCommandSpec().usageMessage().description())));
        // What stands before a command's name is the root's own.
        command.options().stream().filter(option -> !option.hidden())
                .forEach(option -> option(option, names.isEmpty() ? next : here));
        command.positionalParameters().forEach(parameter -> parameter(parameter, here, next));
        if (command.userObject() instanceof CommandLine.HelpCommand) {
            line(next + " -a '" + String.join(" ", command.root().subcommands().keySet()) + "'");
        }
        command.subcommands().forEach((name, below) -> {
            var namesBelow = new ArrayList<>(names);
            namesBelow.add(name);
            command(below.getCommandSpec(), List.copyOf(namesBelow));
        });
    }

    private static String condition(String function, List<String> names) {
        return "-n '" + String.join(" ", prepend(function, names)) + "'";
    }

    private static List<String> prepend(String first, List<String> others) {
        var all = new ArrayList<>(List.of(first));
        all.addAll(others);
        return all;
    }

    private void option(OptionSpec option, String where) {
        var words = new StringBuilder(where);
        for (String name : option.names()) {
            words.append(name.startsWith("--") ? " -l " + name.substring(2) : " -s " + name.substring(1));
        }
        if (option.arity().max() > 0) {
            words.append(isFile(option) ? " -r -F" : " -x");
        }
        line(words + values(option, option.longestName().equals("--context")) + description(option.description()));
    }

    private void parameter(PositionalParamSpec parameter, String here, String next) {
        if (isFile(parameter)) {
            line(here + " -F");
        }
        String values = values(parameter, parameter.command().userObject() instanceof ContextCommand);
        if (!values.isEmpty()) {
            line(next + values + description(parameter.description()));
        }
    }

    private static String values(ArgSpec argument, boolean isContext) {
        if (isContext) {
            return " -a '(__dust_contexts)'";
        }
        return argument.type().isEnum() ? " -a '" + argument.paramLabel().replace('|', ' ') + "'" : "";
    }

    private static boolean isFile(ArgSpec argument) {
        return argument.paramLabel().equals("FILE") || argument.paramLabel().equals("DIRECTORY");
    }

    /** The first sentence of a description, without its defaults. */
    private static String description(String[] lines) {
        if (lines.length == 0) {
            return "";
        }
        String first = String.join(" ", lines).replace("%n", " ").replace("%%", "%").replaceAll(" \\(default: [^)]*\\)", "")
                .replaceAll("(?s)\\. .*|\\.$", "").strip();
        return " -d '" + first.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }

    private void line(String words) {
        script.append("complete -c dust ").append(words).append('\n');
    }
}
