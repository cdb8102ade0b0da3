package dev.dust.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Completion for fish, which picocli does not make. */
final class FishCompletion {
    private final StringBuilder script = new StringBuilder("# Completion of dust for fish.\n");

    private FishCompletion() {
    }

    /** A script for a command and its subcommands. */
    static String script(CommandSpec root) {
        var completion = new FishCompletion();
        completion.line("-f");
        root.subcommands().forEach((name, command) -> completion
                .line("-n __fish_use_subcommand -a " + name
                        + description(command.getCommandSpec().usageMessage().description())));
        completion.options(root, "-n __fish_use_subcommand");
        root.subcommands().forEach((name, command) -> completion.options(command.getCommandSpec(),
                "-n '__fish_seen_subcommand_from " + name + "'"));
        return completion.script.toString();
    }

    private void options(CommandSpec command, String where) {
        command.options().stream().filter(option -> !option.hidden()).forEach(option -> option(option, where));
    }

    private void option(OptionSpec option, String where) {
        var words = new StringBuilder(where);
        for (String name : option.names()) {
            words.append(name.startsWith("--") ? " -l " + name.substring(2) : " -s " + name.substring(1));
        }
        if (option.arity().max() > 0) {
            words.append(isFile(option) ? " -r -F" : " -x");
        }
        if (option.type().isEnum()) {
            words.append(" -a '").append(option.paramLabel().replace('|', ' ')).append('\'');
        }
        line(words + description(option.description()));
    }

    private static boolean isFile(OptionSpec option) {
        return option.paramLabel().equals("FILE") || option.paramLabel().equals("DIRECTORY");
    }

    /** The first sentence of a description. */
    private static String description(String[] lines) {
        if (lines.length == 0) {
            return "";
        }
        String first = lines[0].replaceAll("(?s)[.:;(] .*|\\.$", "").strip();
        return " -d '" + first.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }

    private void line(String words) {
        script.append("complete -c dust ").append(words).append('\n');
    }
}
