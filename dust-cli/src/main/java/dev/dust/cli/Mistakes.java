package dev.dust.cli;

import dev.dust.error.AnswerTimeoutException;
import dev.dust.error.DustException;
import dev.dust.error.InvalidRequestException;
import dev.dust.error.LeaseLostException;
import dev.dust.error.NotFoundException;
import dev.dust.error.RefusedException;
import dev.dust.error.UnavailableException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine;

/** Tells of what went wrong, in one line on standard error, and chooses the exit code. */
final class Mistakes {
    private Mistakes() {
    }

    /** The command line makes no sense. */
    static int inUsage(ParameterException mistake, String[] args) {
        CommandLine command = mistake.getCommandLine();
        String help = " (see: " + command.getCommandSpec().qualifiedName() + " --help)";
        command.getErr().println(line(command, mistake.getMessage() + help));
        return ExitCode.USAGE;
    }

    /** The command failed. Only what is a mistake of the program's comes with a stack trace. */
    static int inExecution(Exception failure, CommandLine command, ParseResult parsed) {
        switch (failure) {
            case DustException refused -> {
                command.getErr().println(line(command, refused.getMessage()));
                return exitCode(refused);
            }
            case InterruptedException stopped -> command.getErr().println(line(command, "interrupted"));
            case Failure told -> {
                command.getErr().println(line(command, told.getMessage()));
                return told.exitCode();
            }
            case OutputLost lost -> {
                // Told at the end, where all that is printed is known to be written or not.
            }
            default -> {
                command.getErr().println(line(command, "this is a mistake in dust itself:"));
                failure.printStackTrace(command.getErr());
            }
        }
        return ExitCode.REFUSED;
    }

    private static int exitCode(DustException failure) {
        return switch (failure) {
            case InvalidRequestException invalid -> ExitCode.USAGE;
            case NotFoundException nothing -> ExitCode.NOT_FOUND;
            case RefusedException.LeaseRefused notHeld -> ExitCode.NOT_HELD;
            case LeaseLostException lost -> ExitCode.NOT_HELD;
            case UnavailableException away -> ExitCode.UNREACHABLE;
            case AnswerTimeoutException away -> ExitCode.UNREACHABLE;
            case RefusedException refused when refused.reason().equals("not_found") -> ExitCode.NOT_FOUND;
            default -> ExitCode.REFUSED;
        };
    }

    private static String line(CommandLine command, @Nullable String message) {
        return command.getCommandSpec().qualifiedName() + ": "
                + Objects.requireNonNullElse(message, "it failed, and does not say why").replaceAll("\\s*\\R\\s*", " ");
    }
}
