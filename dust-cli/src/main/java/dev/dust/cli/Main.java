package dev.dust.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;
import picocli.CommandLine;

/** Runs the command {@code dust}. */
public final class Main {
    private Main() {
    }

    /** Runs one command and ends the process with its exit code: 0 done, 1 refused or not found, 2 bad usage. */
    public static void main(String[] args) {
        Logs.quiet();
        PrintStream out = utf8(FileDescriptor.out);
        int exitCode = commandLine(System::getenv, out, utf8(FileDescriptor.err)).execute(args);
        out.flush();
        System.exit(exitCode);
    }

    private static PrintStream utf8(FileDescriptor descriptor) {
        return new PrintStream(new FileOutputStream(descriptor), false, StandardCharsets.UTF_8);
    }

    /**
     * The command, to be executed as often as one likes.
     *
     * @param environment the value of a variable, or null
     * @param out         standard output, in UTF-8
     * @param err         standard error, in UTF-8
     */
    static CommandLine commandLine(UnaryOperator<String> environment, PrintStream out, PrintStream err) {
        var dust = new CommandLine(new DustCommand(environment, out));
        Trials.addTo(dust);
        return dust.addSubcommand(new CommandLine.HelpCommand()).setCaseInsensitiveEnumValuesAllowed(true)
                // A path or a text may begin with @.
                .setExpandAtFiles(false)
                .setOut(new PrintWriter(out, false, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(err, true, StandardCharsets.UTF_8))
                .setExecutionStrategy(DustCommand::run)
                .setParameterExceptionHandler(Mistakes::inUsage)
                .setExecutionExceptionHandler(Mistakes::inExecution);
    }
}
