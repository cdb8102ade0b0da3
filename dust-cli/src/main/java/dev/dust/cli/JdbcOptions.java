package dev.dust.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** A database on the command line. */
final class JdbcOptions {
    /** The environment variable for the URL. */
    static final String VARIABLE = "DUST_JDBC_URL";

    @Option(names = "--jdbc", paramLabel = "URL", description = "The database: " + JdbcDatabase.FORM + ".")
    private @Nullable String url;
    @Option(names = "--jdbc-user", paramLabel = "USER", description = "The database's user, if the URL does not say.")
    private @Nullable String user;
    @Option(names = "--jdbc-password-env", paramLabel = "VARIABLE",
            description = "The environment variable that holds the user's password, if the URL does not.")
    private @Nullable String passwordVariable;
    @Option(names = "--jdbc-password-file", paramLabel = "FILE",
            description = "A file whose first line is the user's password, if the URL has none.")
    private @Nullable Path passwordFile;

    /** These, each one that is missing as it is among {@code others}. */
    JdbcOptions orElse(JdbcOptions others) {
        var all = new JdbcOptions();
        all.url = url == null ? others.url : url;
        all.user = user == null ? others.user : user;
        boolean hasPassword = passwordVariable != null || passwordFile != null;
        all.passwordVariable = hasPassword ? passwordVariable : others.passwordVariable;
        all.passwordFile = hasPassword ? passwordFile : others.passwordFile;
        return all;
    }

    /** Whether one is there. */
    boolean areThere() {
        return url != null || hasUser();
    }

    private boolean hasUser() {
        return user != null || passwordVariable != null || passwordFile != null;
    }

    /**
     * The database; null where neither an option nor {@code otherwise} names one.
     *
     * @param command whose they are
     * @throws ParameterException if they make no sense
     */
    @Nullable
    JdbcDatabase database(@Nullable String otherwise, CommandSpec command) {
        String found = url == null ? otherwise : url;
        if (found == null) {
            if (hasUser()) {
                throw new ParameterException(command.commandLine(),
                        "--jdbc-user, --jdbc-password-env and --jdbc-password-file belong to --jdbc");
            }
            return null;
        }
        try {
            return new JdbcDatabase(found, user, password(command));
        } catch (IllegalArgumentException noUrl) {
            throw new ParameterException(command.commandLine(), noUrl.getMessage());
        }
    }

    private @Nullable String password(CommandSpec command) {
        if (passwordFile != null) {
            if (passwordVariable != null) {
                throw new ParameterException(command.commandLine(),
                        "the password is in --jdbc-password-env or in --jdbc-password-file, not in both");
            }
            return firstLine(passwordFile, command);
        }
        if (passwordVariable == null) {
            return null;
        }
        String password = DustCommand.of(command).variable(passwordVariable);
        if (password == null) {
            throw new ParameterException(command.commandLine(),
                    "there is no password in the environment variable " + passwordVariable);
        }
        return password;
    }

    private static String firstLine(Path file, CommandSpec command) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.findFirst().filter(line -> !line.isEmpty()).orElseThrow(
                    () -> new ParameterException(command.commandLine(), "there is no password in " + file));
        } catch (IOException | UncheckedIOException e) {
            throw new ParameterException(command.commandLine(), "the password cannot be read from " + file);
        }
    }
}
