package dev.dust.cli;

import dev.dust.adapter.memory.MemoryCache;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What clients keep their rows and their unsent writes in. These options may stand before the name of a command, too. */
final class CacheOptions {
    private static final String CACHE_VARIABLE = "DUST_CACHE";
    private static final String FILE_VARIABLE = "DUST_CACHE_FILE";

    /** What the commands that talk to a server say of it, to be gone on with. */
    static final String HELP = "%nThe cache may also be named by $" + CACHE_VARIABLE + ", $" + FILE_VARIABLE + " and $"
            + JdbcOptions.VARIABLE + ". Unless it is in memory, this command works without the server, too: ";

    /** Where it is kept. */
    enum Kind {
        SQLITE, MEMORY, POSTGRES
    }

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;
    @Option(names = "--cache", paramLabel = "sqlite|memory|postgres",
            description = "What a client keeps its rows and its unsent writes in: a file, memory or PostgreSQL. A command that talks"
                    + " to a server has a file for each, in the user's directory for state, others have memory.")
    private Kind kind;
    @Option(names = "--cache-file", paramLabel = "FILE",
            description = "The file of --cache sqlite, made if there is none. Several commands may use one at the same time, and"
                    + " several servers never.")
    private String file;
    @Mixin
    private JdbcOptions jdbc;

    /**
     * The cache of a command that talks to a server: what the options say, else the environment, else a file.
     *
     * @param server whose rows are kept
     * @throws ParameterException if they make no sense
     */
    CommandCache ofClient(URI server) {
        Kind chosen = chosen(options -> options.kind);
        if (chosen == null) {
            chosen = kindOfEnvironment();
        }
        if (chosen != Kind.SQLITE) {
            requireNoFile();
        }
        return switch (chosen) {
            case SQLITE -> {
                requireNoDatabase();
                yield file(server);
            }
            case MEMORY -> {
                requireNoDatabase();
                yield MemoryCache::new;
            }
            case POSTGRES -> requiredDatabase()::openCache;
        };
    }

    /**
     * The cache of a command that is told the history from the beginning: one that has nothing of it, whatever the environment
     * says.
     *
     * @throws ParameterException if the options name another one
     */
    CommandCache ofHistory() {
        Kind named = chosen(options -> options.kind);
        if (named != null && named != Kind.MEMORY) {
            throw mistake("a cache that is kept has the history already, and is told what is new alone: --since takes"
                    + " --cache memory");
        }
        requireNoFile();
        requireNoDatabase();
        return MemoryCache::new;
    }

    private CacheFile file(URI server) {
        String named = chosen(options -> options.file);
        if (named == null) {
            named = root().variable(FILE_VARIABLE);
        }
        try {
            return named == null ? CacheFile.of(server, root()::variable) : CacheFile.named(named);
        } catch (InvalidPathException e) {
            throw mistake("the cache's file is none: " + e.getMessage());
        }
    }

    private JdbcDatabase requiredDatabase() {
        JdbcDatabase database = database(root().variable(JdbcOptions.VARIABLE));
        if (database == null) {
            throw mistake("the cache in PostgreSQL needs a database: pass --jdbc, or set " + JdbcOptions.VARIABLE);
        }
        return database;
    }

    /**
     * The caches of a trial: what the options say. For PostgreSQL without a URL there is a database of the trial's own. The
     * environment, which speaks of the user's cache, is not asked.
     *
     * @param atOnce how many are in use at the same time, at most
     * @throws ParameterException if the options make no sense
     * @throws Failure            if there is no PostgreSQL to be had
     */
    TrialCaches ofTrial(int atOnce) {
        return switch (kindOfTrial()) {
            case SQLITE -> new SqliteTrialCaches(atOnce);
            case MEMORY -> MemoryCache::new;
            case POSTGRES -> new PostgresTrialCaches(databaseOfTrial(), atOnce);
        };
    }

    /**
     * Where the caches of a trial are: files are of its own.
     *
     * @throws ParameterException if the options make no sense
     */
    Kind kindOfTrial() {
        Kind named = chosen(options -> options.kind);
        Kind kind = named == null ? Kind.MEMORY : named;
        requireNoFile();
        if (kind != Kind.POSTGRES) {
            requireNoDatabase();
        }
        return kind;
    }

    /**
     * The database of a trial that has its caches in one.
     *
     * @throws ParameterException if the options make no sense
     * @throws Failure            if there is no PostgreSQL to be had
     */
    JdbcDatabase databaseOfTrial() {
        JdbcDatabase database = database(null);
        return database == null ? databaseOfTheTestkit() : database;
    }

    /**
     * A database of a trial's own.
     *
     * @throws Failure if there is no PostgreSQL to be had
     */
    static JdbcDatabase databaseOfTheTestkit() {
        Trials.requireTestkit("without --jdbc, the database");
        return Testkit.newDatabase();
    }

    /** Null where neither an option nor {@code otherwise} names one. */
    private @Nullable JdbcDatabase database(@Nullable String otherwise) {
        return allOfJdbc().database(otherwise, command);
    }

    private JdbcOptions allOfJdbc() {
        return jdbc.orElse(root().cache().jdbc);
    }

    private Kind kindOfEnvironment() {
        String name = root().variable(CACHE_VARIABLE);
        if (name == null) {
            return Kind.SQLITE;
        }
        return Stream.of(Kind.values()).filter(known -> known.name().equalsIgnoreCase(name)).findFirst()
                .orElseThrow(() -> mistake(CACHE_VARIABLE + " is sqlite, memory or postgres, not " + name));
    }

    private void requireNoFile() {
        if (chosen(options -> options.file) != null) {
            throw mistake("a file is of use with --cache sqlite only, and a trial makes its own");
        }
    }

    private void requireNoDatabase() {
        if (allOfJdbc().areThere()) {
            throw mistake("a database is of use with --cache postgres only");
        }
    }

    /** An option of this command's, else the one before its name. */
    private <T> T chosen(Function<CacheOptions, T> option) {
        T own = option.apply(this);
        return own == null ? option.apply(root().cache()) : own;
    }

    private DustCommand root() {
        return DustCommand.of(command);
    }

    private ParameterException mistake(@Nullable String message) {
        return new ParameterException(command.commandLine(), message);
    }
}
