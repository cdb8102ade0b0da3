package dev.dust.cli;

import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;
import picocli.CommandLine;

/**
 * The commands that put Dust to the test. They need the testkit and the libraries that it tests with, which are on the class
 * path for these commands only: so nothing else in the command may touch the testkit.
 */
final class Trials {
    static final String CONFORMANCE = "Run conformance scenarios against this client, without a network and on virtual time.";
    static final String SIMULATE = "Let simulated clients, servers, a network and crashes work on each other, on virtual time.";

    static final String CHAOS = "Let real processes work on each other while connections are cut, stalled and repeated and processes are"
            + " killed and halted, and prove from what everybody wrote down that nothing was lost, doubled or told wrongly.";

    /** Some class of the testkit. */
    private static final String OF_THE_TESTKIT = "dev.dust.testkit.CacheSource";

    private Trials() {
    }

    /** Gives {@code dust} these commands; where the testkit is not there, they say so. */
    static void addTo(CommandLine dust) {
        if (hasTestkit()) {
            dust.addSubcommand(new ConformanceCommand());
            dust.addSubcommand(new SimulateCommand());
            dust.addSubcommand(new ChaosCommand());
        } else {
            dust.addSubcommand(absent("conformance", CONFORMANCE));
            dust.addSubcommand(absent("simulate", SIMULATE));
            dust.addSubcommand(absent("chaos", CHAOS));
        }
    }

    private static CommandLine absent(String name, String description) {
        var command = new CommandLine(new AbsentTrial());
        command.getCommandSpec().name(name).usageMessage().description(description);
        return command;
    }

    /**
     * Sees to it that the testkit is there.
     *
     * @param what what needs it
     * @throws Failure if it is not
     */
    static void requireTestkit(String what) {
        if (!hasTestkit()) {
            throw new Failure(
                    what + " is part of Dust's sources, with the test libraries that it needs, and not of the archive: run it"
                            + " there, by ./dust");
        }
    }

    private static boolean hasTestkit() {
        try {
            Class.forName(OF_THE_TESTKIT, false, Trials.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException absent) {
            return false;
        }
    }

    /** Stands for a command whose libraries are not there. */
    @Command
    @SuppressWarnings("UnusedVariable") // Picocli fills them in, so that the command may have any arguments.
    static final class AbsentTrial implements Callable<Integer> {
        @Spec
        private CommandSpec spec;
        @Mixin
        private CacheOptions cache;
        @Unmatched
        private @Nullable List<String> arguments;
        @Option(names = {"-h", "--help"}, usageHelp = true, description = "Show this help.")
        private boolean help;

        @Override
        public Integer call() {
            requireTestkit("this command");
            return ExitCode.DONE;
        }
    }
}
