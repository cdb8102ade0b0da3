package dev.dust.cli;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The part of the page on the command line (docs/command-line.md#commands) that tells what picocli knows. */
final class CommandReference {
    private static final Set<Class<?>> OF_THE_SERVER = Set.of(ConnectionOptions.class);
    private static final Set<Class<?>> OF_THE_CACHE = Set.of(CacheOptions.class, JdbcOptions.class);

    private final CommandSpec root;
    private final StringBuilder text = new StringBuilder();

    private CommandReference(CommandSpec root) {
        this.root = root;
    }

    /** The text, in Markdown. */
    static String of(CommandSpec root) {
        var reference = new CommandReference(root);
        reference.write();
        return reference.text.toString();
    }

    private void write() {
        CommandSpec get = root.subcommands().get("get").getCommandSpec();
        shared("The server", "server-options", "What every command has that talks to a server.", get, OF_THE_SERVER);
        shared("The cache", "cache-options", "What every command has that has a cache; also before its name.", get,
                OF_THE_CACHE);
        commands(root).forEach(this::command);
    }

    private static List<CommandSpec> commands(CommandSpec parent) {
        return parent.subcommands().values().stream().map(command -> command.getCommandSpec()).distinct().toList();
    }

    private void shared(String heading, String anchor, String what, CommandSpec command, Set<Class<?>> owners) {
        text.append("### ").append(heading).append(" <a id=\"").append(anchor).append("\"></a>\n\n").append(what)
                .append("\n\n");
        table(command.options().stream().filter(option -> owners.contains(owner(option))).toList());
    }

    private void command(CommandSpec command) {
        text.append("### ").append(command.qualifiedName()).append("\n\n").append(plain(command.usageMessage().description()))
                .append("\n\n");
        List<ArgSpec> own = Stream.concat(command.positionalParameters().stream().map(ArgSpec.class::cast),
                command.options().stream().filter(option -> isOwn(option))).toList();
        text.append("`").append(synopsis(command)).append("`").append(alsoHas(command)).append("\n\n");
        table(own);
        String footer = plain(command.usageMessage().footer());
        if (!footer.isEmpty()) {
            text.append(footer).append("\n\n");
        }
        List<String> examples = Examples.of(command.name());
        if (!examples.isEmpty()) {
            text.append("```\n").append(String.join("\n", examples)).append("\n```\n\n");
        }
        commands(command).forEach(this::command);
    }

    private static String alsoHas(CommandSpec command) {
        boolean server = command.options().stream().anyMatch(option -> OF_THE_SERVER.contains(owner(option)));
        boolean cache = command.options().stream().anyMatch(option -> owner(option) == CacheOptions.class);
        List<String> more = new ArrayList<>();
        if (server) {
            more.add("[the server's](#server-options)");
        }
        if (cache) {
            more.add("[the cache's](#cache-options)");
        }
        return more.isEmpty() ? "" : ", and the options of " + String.join(" and ", more);
    }

    private static boolean isOwn(OptionSpec option) {
        boolean isShared = OF_THE_SERVER.contains(owner(option)) || OF_THE_CACHE.contains(owner(option));
        boolean isOfLedger = owner(option) == JdbcOptions.class
                && option.command().options().stream().noneMatch(other -> owner(other) == CacheOptions.class);
        return (!isShared || isOfLedger) && !option.usageHelp() && !option.hidden();
    }

    private static Class<?> owner(OptionSpec option) {
        return option.userObject() instanceof Field field ? field.getDeclaringClass() : Object.class;
    }

    private static String synopsis(CommandSpec command) {
        return Stream.concat(Stream.of(command.qualifiedName()),
                command.positionalParameters().stream().map(CommandReference::label)).collect(Collectors.joining(" "));
    }

    private static String label(PositionalParamSpec parameter) {
        String label = parameter.paramLabel() + (parameter.arity().max() > 1 ? "..." : "");
        return parameter.arity().min() == 0 ? "[" + label + "]" : label;
    }

    private void table(List<? extends ArgSpec> all) {
        if (all.isEmpty()) {
            return;
        }
        text.append("| | |\n| --- | --- |\n");
        all.forEach(
                each -> text.append("| ").append(name(each)).append(" | ").append(plain(each.description())).append(" |\n"));
        text.append('\n');
    }

    private static String name(ArgSpec argument) {
        String names = argument instanceof OptionSpec option
                ? String.join("`, `",
                        option.negatable()
                                ? new String[]{option.longestName(), "--no-" + option.longestName().substring(2)}
                                : option.names())
                : argument.paramLabel();
        String value = argument instanceof OptionSpec option && option.arity().max() > 0 ? " " + option.paramLabel() : "";
        return "`" + (names + value).replace("|", "\\|") + "`";
    }

    /** Lines of a help as running text, in which signs of Markdown mean themselves. */
    private static String plain(String[] lines) {
        return String.join(" ", lines).formatted().replaceAll("\\s+", " ").strip().replace("|", "\\|").replace("*", "\\*")
                .replaceAll("<(?=\\w)", "&lt;");
    }
}
