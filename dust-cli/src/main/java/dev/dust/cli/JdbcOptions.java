package dev.dust.cli;

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

    /** These, each one that is missing as it is among {@code others}. */
    JdbcOptions orElse(JdbcOptions others) {
        var all = new JdbcOptions();
        all.url = url == null ? others.url : url;
        all.user = user == null ? others.user : user;
        all.passwordVariable = passwordVariable == null ? others.passwordVariable : passwordVariable;
        return all;
    }

    /** Whether one is there. */
    boolean areThere() {
        return url != null || hasUser();
    }

    private boolean hasUser() {
        return user != null || passwordVariable != null;
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
                throw new ParameterException(command.commandLine(), "--jdbc-user and --jdbc-password-env belong to --jdbc");
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
}
