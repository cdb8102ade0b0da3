package dev.dust.cli;

import java.io.PrintStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;

/** The command itself, which only has {@link Commands}. */
@Command(name = "dust", versionProvider = Version.class, synopsisSubcommandLabel = "COMMAND",
        description = "A reactive global map: local reads, optimistic writes, one order for everybody.",
        footer = {"%nThe options of the cache may also stand behind the name of any command that has one.",
                "%nExit codes: 0 done, 1 refused or failed, 2 bad usage, 3 not found, 4 unreachable, 5 a lease is not held."})
final class DustCommand extends CommandGroup {
    @Option(names = {"-V", "--version"}, versionHelp = true, description = "Show the version.")
    private boolean version;
    @Mixin
    private CacheOptions cache;

    private final Console console;
    private final PrintStream out;

    DustCommand(Console console, PrintStream out) {
        this.console = console;
        this.out = out;
    }

    /** The root of the command that {@code spec} is of. */
    static DustCommand of(CommandSpec spec) {
        return (DustCommand) spec.root().userObject();
    }

    /** Runs the subcommand. Options before its name have to be of use to it. */
    static int run(ParseResult parsed) {
        if (parsed.hasSubcommand()) {
            CommandSpec subcommand = parsed.subcommand().commandSpec();
            boolean hasCache = subcommand.mixins().values().stream()
                    .anyMatch(mixin -> mixin.userObject() instanceof CacheOptions);
            if (!parsed.matchedOptions().isEmpty() && !hasCache) {
                throw new ParameterException(subcommand.commandLine(),
                        "this command has no cache: " + parsed.matchedOptions().getFirst().longestName()
                                + " is of no use to it");
            }
        }
        return new RunLast().execute(parsed);
    }

    /** The options that stand before the name of a command. */
    CacheOptions cache() {
        return cache;
    }

    /** Standard output, for those who print on a stream. */
    PrintStream out() {
        return out;
    }

    /** The value of an environment variable; null if it is not set, or blank. */
    @Nullable
    String variable(String name) {
        return console.variable(name);
    }

    /** Where it is run. */
    Console console() {
        return console;
    }
}
