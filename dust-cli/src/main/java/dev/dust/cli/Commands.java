package dev.dust.cli;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;

/**
 * The commands of {@code dust}. To describe them all takes longer than most of them run: a command line that begins with the
 * name of one has that one alone.
 */
final class Commands {
    /** In the order of the help; behind them come the trials, and {@code help}. */
    private static final Map<String, Class<?>> BY_NAME = byName();

    private Commands() {
    }

    private static Map<String, Class<?>> byName() {
        var commands = new LinkedHashMap<String, Class<?>>();
        commands.put("demo", DemoCommand.class);
        commands.put("serve", ServeCommand.class);
        commands.put("store", StoresCommand.class);
        commands.put("token", TokenCommand.class);
        commands.put("get", GetCommand.class);
        commands.put("get-many", GetManyCommand.class);
        commands.put("entry", EntryCommand.class);
        commands.put("ls", LsCommand.class);
        commands.put("tree", TreeCommand.class);
        commands.put("enum", EnumCommand.class);
        commands.put("range", RangeCommand.class);
        commands.put("put", PutCommand.class);
        commands.put("delete", DeleteCommand.class);
        commands.put("merge", MergeCommand.class);
        commands.put("increment", IncrementCommand.class);
        commands.put("add", AddCommand.class);
        commands.put("remove", RemoveCommand.class);
        commands.put("put-file", PutFileCommand.class);
        commands.put("fetch-file", FetchFileCommand.class);
        commands.put("pending", PendingCommand.class);
        commands.put("discard", DiscardCommand.class);
        commands.put("lease", LeaseCommand.class);
        commands.put("renew", RenewCommand.class);
        commands.put("release", ReleaseCommand.class);
        commands.put("run", RunCommand.class);
        commands.put("rollback", RollbackCommand.class);
        commands.put("export", ExportCommand.class);
        commands.put("import", ImportCommand.class);
        commands.put("watch", WatchCommand.class);
        commands.put("top", TopCommand.class);
        commands.put("status", StatusCommand.class);
        commands.put("bench", BenchCommand.class);
        commands.put("doctor", DoctorCommand.class);
        commands.put("login", LoginCommand.class);
        commands.put("context", ContextCommand.class);
        commands.put("completion", CompletionCommand.class);
        return Collections.unmodifiableMap(commands);
    }

    /** Gives {@code dust} the commands that these arguments may be about. */
    static void addTo(CommandLine dust, List<String> args) {
        Class<?> only = args.isEmpty() ? null : BY_NAME.get(args.getFirst());
        // Completion is about all of them.
        if (only != null && only != CompletionCommand.class) {
            dust.addSubcommand(only);
            return;
        }
        BY_NAME.values().forEach(dust::addSubcommand);
        Trials.addTo(dust);
        dust.addSubcommand(new CommandLine.HelpCommand());
    }
}
