package dev.dust.cli;

import dev.dust.error.AnswerTimeoutException;
import dev.dust.error.DustException;
import dev.dust.error.InvalidRequestException;
import dev.dust.error.LeaseLostException;
import dev.dust.error.NotFoundException;
import dev.dust.error.RefusedException;
import dev.dust.error.UnavailableException;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;
import picocli.CommandLine;

/** Tells of what went wrong, in one line on standard error, and chooses the exit code. */
final class Mistakes {
    private static final Pattern UNKNOWN_COMMAND = Pattern.compile("Unknown subcommand '(.*)'\\.?");
    private static final Pattern VALUES = Pattern.compile("expected one of \\[([^]]*)] \\(case-insensitive\\) but was");
    private static final Pattern NUMBER_WITH_A_UNIT = Pattern.compile("(\\d+)\\p{Alpha}+");
    private static final Pattern STORE = Pattern.compile("[^-/.][^/]*/[^/]+.*");
    private static final Pattern STORE_AND_PATH = Pattern.compile("([^-/.][^/]*/[^/]+)/(.+)");

    private Mistakes() {
    }

    /** The command line makes no sense. */
    static int inUsage(ParameterException mistake, String[] args) {
        CommandLine command = mistake.getCommandLine();
        String help = meant(command, mistake, args) + " (see: " + command.getCommandSpec().qualifiedName() + " --help)";
        command.getErr().println(line(command, inOurWords(mistake) + help));
        return ExitCode.USAGE;
    }

    private static String inOurWords(ParameterException mistake) {
        String message = String.valueOf(mistake.getMessage());
        if (mistake instanceof UnmatchedArgumentException unmatched && !unmatched.isUnknownOption()) {
            String first = "'" + unmatched.getUnmatched().getFirst() + "'";
            return mistake.getCommandLine().getSubcommands().isEmpty()
                    ? first + " is one word too many"
                    : "there is no command " + first;
        }
        Matcher unknown = UNKNOWN_COMMAND.matcher(message);
        if (unknown.matches()) {
            return "there is no command '" + unknown.group(1) + "'";
        }
        if (mistake.getArgSpec() != null && hasValuesInSmallLetters(mistake.getArgSpec())) {
            return VALUES.matcher(message)
                    .replaceFirst(values -> Matcher.quoteReplacement(
                            "expected one of " + values.group(1).toLowerCase(Locale.ROOT) + ", but was"));
        }
        return message.replaceAll(" is not an? (int|long)$", " is no whole number");
    }

    /** As the help has them. */
    private static boolean hasValuesInSmallLetters(ArgSpec argument) {
        return argument.paramLabel().indexOf('|') >= 0;
    }

    private static String meant(CommandLine command, ParameterException mistake, String... args) {
        if (mistake instanceof UnmatchedArgumentException unmatched) {
            return meant(command, unmatched);
        }
        if (mistake instanceof MissingParameterException missing
                && missing.getMissing().stream().anyMatch(PositionalParamSpec.class::isInstance)) {
            return meantAsStore(command.getCommandSpec(), args);
        }
        Matcher unknown = UNKNOWN_COMMAND.matcher(String.valueOf(mistake.getMessage()));
        if (unknown.matches()) {
            return Guesses.meant(unknown.group(1), command.getSubcommands().keySet());
        }
        return mistake.getArgSpec() == null || mistake.getValue() == null
                ? ""
                : meant(mistake.getArgSpec(), mistake.getValue());
    }

    /** What a value that an option or a parameter cannot have is meant to be. */
    private static String meant(ArgSpec argument, String value) {
        if (argument.type().isEnum()) {
            return Nearest.meant(value, Stream.of(argument.type().getEnumConstants())
                    .map(known -> known.toString().toLowerCase(Locale.ROOT)).toList());
        }
        Matcher number = NUMBER_WITH_A_UNIT.matcher(value);
        boolean isNumber = argument.type() == int.class || argument.type() == long.class || argument.type() == Long.class
                || argument.type() == Integer.class;
        return isNumber && number.matches() ? "; " + number.group(1) + " is meant?" : "";
    }

    /** A store and a path that are written as one. */
    private static String meantAsStore(CommandSpec command, String... args) {
        boolean ofStore = command.positionalParameters().stream().anyMatch(parameter -> parameter.paramLabel().equals("PATH"));
        return Stream.of(args).filter(arg -> ofStore && STORE.matcher(arg).matches()).limit(1)
                .map(STORE_AND_PATH::matcher).filter(Matcher::matches).findFirst()
                .map(both -> "; " + both.group(1) + " " + both.group(2) + " is meant?")
                .orElse(": it is " + usage(command) + Guesses.besides(command));
    }

    private static String usage(CommandSpec command) {
        return command.qualifiedName() + " "
                + command.positionalParameters().stream().map(ArgSpec::paramLabel).collect(Collectors.joining(" "));
    }

    /** What an option or a command that there is not is meant to be, or what is wrong with a word too many. */
    private static String meant(CommandLine command, UnmatchedArgumentException mistake) {
        String mistyped = mistake.getUnmatched().getFirst().split("=", 2)[0];
        if (mistake.isUnknownOption()) {
            return Nearest.meant(mistyped, command.getCommandSpec().optionsMap().keySet());
        }
        if (!command.getSubcommands().isEmpty()) {
            return Guesses.meant(mistyped, command.getSubcommands().keySet());
        }
        boolean hasValue = command.getCommandSpec().positionalParameters().stream()
                .anyMatch(parameter -> parameter.paramLabel().equals("JSON"));
        return hasValue
                ? "; what has spaces goes in quotes, such as '\"two words\"', or 'two words' --raw"
                : ": it is " + usage(command.getCommandSpec());
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
