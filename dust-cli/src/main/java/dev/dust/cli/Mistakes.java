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
import picocli.CommandLine.UnmatchedArgumentException;
import picocli.CommandLine;

/** Tells of what went wrong, in one line on standard error, and chooses the exit code. */
final class Mistakes {
    private Mistakes() {
    }

    /** The command line makes no sense. */
    static int inUsage(ParameterException mistake, String[] args) {
        CommandLine command = mistake.getCommandLine();
        String meant = mistake instanceof UnmatchedArgumentException unmatched ? meant(command, unmatched) : "";
        String help = meant + " (see: " + command.getCommandSpec().qualifiedName() + " --help)";
        command.getErr().println(line(command, mistake.getMessage() + help));
        return ExitCode.USAGE;
    }

    /** What an option or a command that there is not is meant to be. */
    private static String meant(CommandLine command, UnmatchedArgumentException mistake) {
        String mistyped = mistake.getUnmatched().getFirst().split("=", 2)[0];
        return Nearest.meant(mistyped, mistake.isUnknownOption()
                ? command.getCommandSpec().optionsMap().keySet()
                : command.getSubcommands().keySet());
    }

    /** The command failed. Only what is a mistake of the program's comes with a stack trace. */
    static int inExecution(Exception failure, CommandLine command, ParseResult parsed) {
        switch (failure) {
            case DustException refused -> {
                command.getErr().println(line(command, refused.getMessage()));
                return exitCode(refused);
            }
            case Failure told -> {
                command.getErr().println(line(command, told.getMessage()));
                return told.exitCode();
            }
            case InterruptedException stopped -> command.getErr().println(line(command, "interrupted"));
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

    /** What a command ends with that failed so. */
    static int exitCode(RuntimeException failure) {
        return switch (failure) {
            case Failure told -> told.exitCode();
            case ParameterException wrong -> ExitCode.USAGE;
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
