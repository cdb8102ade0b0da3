package dev.dust.cli;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine;

/** Runs the command {@code dust}. */
public final class Main {
    private static final char REPLACEMENT = '\ufffd';

    private Main() {
    }

    /** Runs one command and ends the process with its exit code (docs/command-line.md#exit-codes). */
    public static void main(String[] args) {
        Logs.quiet();
        var terminal = new Terminal(Boolean.getBoolean("dust.terminal"), System.getenv("NO_COLOR") == null);
        var console = new Console(System::getenv, new FileInputStream(FileDescriptor.in), terminal);
        System.exit(run(List.of(args), console, new FileOutputStream(FileDescriptor.out),
                new FileOutputStream(FileDescriptor.err)));
    }

    /**
     * Runs one command to its end.
     *
     * @return the exit code; never {@link ExitCode#DONE} if the output could not be written
     */
    static int run(List<String> args, Console console, OutputStream stdout, OutputStream stderr) {
        var out = new Output(stdout);
        PrintStream printed = out.utf8();
        PrintStream err = new PrintStream(stderr, false, StandardCharsets.UTF_8);
        int exitCode = isReadable(args)
                ? commandLine(console, args, printed, err).execute(args.toArray(String[]::new))
                : unreadable(err);
        printed.flush();
        IOException failure = out.failure();
        if (failure != null) {
            exitCode = Output.isClosedPipe(failure) ? ExitCode.CLOSED_PIPE : unwritable(failure, err);
        }
        err.flush();
        return exitCode;
    }

    /** Java makes this of what is not in the encoding that it takes arguments for: the launcher's is UTF-8. */
    private static boolean isReadable(List<String> args) {
        return args.stream().noneMatch(arg -> arg.indexOf(REPLACEMENT) >= 0);
    }

    private static int unreadable(PrintStream err) {
        err.println(StandardCharsets.UTF_8.name().equalsIgnoreCase(System.getProperty("sun.jnu.encoding"))
                ? "dust: an argument is no UTF-8, or has the replacement character U+FFFD, which stands for what is none: a value"
                        + " may also come from standard input, by -"
                : "dust: these arguments cannot be read in the encoding of this locale: use one with UTF-8, or start Java with"
                        + " -Dsun.jnu.encoding=UTF-8");
        return ExitCode.USAGE;
    }

    private static int unwritable(IOException failure, PrintStream err) {
        err.println("dust: the output cannot be written: " + failure.getMessage());
        return ExitCode.REFUSED;
    }

    /** The command with all its subcommands, with nobody at a terminal and nothing on standard input. */
    static CommandLine commandLine(UnaryOperator<@Nullable String> environment, PrintStream out, PrintStream err) {
        return commandLine(new Console(environment, InputStream.nullInputStream(), Terminal.NONE), List.of(), out, err);
    }

    /**
     * The command, with the subcommands that these arguments may be about.
     *
     * @param console where it runs
     * @param args    what it is to be executed with
     * @param out     standard output, in UTF-8
     * @param err     standard error, in UTF-8
     */
    static CommandLine commandLine(Console console, List<String> args, PrintStream out, PrintStream err) {
        var dust = new CommandLine(new DustCommand(console, out));
        Commands.addTo(dust, args);
        var sections = new HashMap<>(dust.getHelpSectionMap());
        sections.put(UsageMessageSpec.SECTION_KEY_FOOTER, Examples::help);
        return dust.setHelpSectionMap(sections).setCaseInsensitiveEnumValuesAllowed(true)
                // A path or a text may begin with @.
                .setExpandAtFiles(false)
                .setOut(new PrintWriter(out, false, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(err, true, StandardCharsets.UTF_8))
                .setExecutionStrategy(DustCommand::run)
                .setParameterExceptionHandler(Mistakes::inUsage)
                .setExecutionExceptionHandler(Mistakes::inExecution);
    }
}
