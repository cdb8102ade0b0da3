package dev.dust.cli;

import dev.dust.server.ServerOptions;
import dev.dust.server.access.Access;
import dev.dust.server.ledger.Retention;
import dev.dust.server.postgres.PostgresLedgerOptions;
import dev.dust.server.web.Server;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code dust serve}. */
@Command(name = "serve", description = "Run a server until Ctrl-C: for development and tests, or one of several on PostgreSQL.")
final class ServeCommand implements Callable<Integer> {
    static final String TOKENS_VARIABLE = "DUST_SERVER_TOKENS";
    static final String METRICS_TOKEN_VARIABLE = "DUST_METRICS_TOKEN";

    private static final int MOST_PORT = 65_535;

    /** Where stores are kept. */
    enum Kind {
        MEMORY, POSTGRES
    }

    @Spec
    private CommandSpec spec;
    @Option(names = "--port", paramLabel = "PORT", defaultValue = "7755",
            description = "Where to listen; 0 picks a free one (default: ${DEFAULT-VALUE}).")
    private int port;
    @Option(names = "--host", paramLabel = "HOST", defaultValue = "127.0.0.1",
            description = "The interface to listen on (default: ${DEFAULT-VALUE}).")
    private String host;
    @Option(names = "--token", paramLabel = "TOKEN",
            description = "A token that may do everything; may be repeated. Everybody on this machine can read it in the list of"
                    + " processes: rather use --token-file. Without any token, every one will do.")
    private List<String> tokens = List.of();
    @Option(names = "--token-file", paramLabel = "FILE",
            description = "A file with a token on each line (default: the lines of $" + TOKENS_VARIABLE + ").")
    private Path tokenFile;
    @Option(names = "--allow-any-token",
            description = "Take any token although --host can be reached from the network, which is refused else.")
    private boolean anyToken;
    @Option(names = "--allow-origin", paramLabel = "ORIGIN",
            description = "Let web pages from there connect, such as https://example.org; may be repeated. Pages of the server's"
                    + " own host may.")
    private List<String> origins = List.of();
    @Option(names = "--as-hosted",
            description = "Do what the public server does wherever that differs from the protocol: crash where others refuse,"
                    + " take frames of 8,000,000 bytes, forget types in catch-ups, have no store but those of --store and --data.")
    private boolean asHosted;
    @Option(names = "--store", paramLabel = "STORE",
            description = "A store, org/name; may be repeated. Without any, there is every store that is asked for.")
    private List<String> stores = List.of();
    @Option(names = "--data", paramLabel = "FILE",
            description = "A file in which to keep what happens, so that the stores survive a restart; made if missing.")
    private Path data;
    @Option(names = "--ledger", paramLabel = "memory|postgres", defaultValue = "memory",
            description = "What the stores are kept in: memory, which is the default, or PostgreSQL (--jdbc, or $"
                    + JdbcOptions.VARIABLE + "), where other servers may have them at the same time.")
    private Kind ledger;
    @Mixin
    private JdbcOptions jdbc;
    @Option(names = "--files", paramLabel = "DIRECTORY",
            description = "With --ledger postgres: where the contents of files are, for all servers the same; made if missing."
                    + " Without it they are in the database.")
    private Path files;
    @Option(names = "--connections", paramLabel = "N",
            description = "With --ledger postgres: how many connections to the database the server has, besides the one by which"
                    + " it listens (default: 10).")
    private Integer connections;
    @Option(names = "--no-migrate",
            description = "With --ledger postgres: make no tables, and change none. The server does not start if they are not as it"
                    + " needs them.")
    private boolean noMigrate;
    @Option(names = "--keep-ops", paramLabel = "N",
            description = "How many ops of a store's history are kept, unless the store has a number of its own (default: 100000).")
    private Long keepOps;
    @Option(names = "--keep-for", paramLabel = "DURATION", converter = DurationConverter.class,
            description = "For how long they are kept, " + DurationConverter.FORM + " (default: 7d).")
    private @Nullable Duration keepFor;
    @Option(names = "--upkeep-every", paramLabel = "DURATION", converter = DurationConverter.class,
            description = "After how long the server looks again for history that is not kept any more (default: 1m).")
    private @Nullable Duration upkeepEvery;
    @Option(names = "--rows-per-store", paramLabel = "N", description = "How many rows a store may have (default: any number).")
    private Integer rowsPerStore;
    @Option(names = "--writes-per-minute", paramLabel = "N",
            description = "How many writes a minute each token may make on this server, besides its own limit (default: any"
                    + " number).")
    private Integer writesPerMinute;
    @Option(names = "--metrics-token-file", paramLabel = "FILE",
            description = "A file with the token by which /metrics can be read, and nothing else (default: $"
                    + METRICS_TOKEN_VARIABLE + "). A token that may do everything reads it, too.")
    private Path metricsTokenFile;
    @Option(names = "--close-timeout", paramLabel = "DURATION", converter = DurationConverter.class, defaultValue = "5s",
            description = "How long clients are given when the server is stopped, to be told what they wait for and that they are"
                    + " to go to another one (default: ${DEFAULT-VALUE}).")
    private Duration closeTimeout;
    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Show this help.")
    private boolean help;

    @Override
    public Integer call() throws InterruptedException {
        Logs.ofServer();
        try (var prometheus = new Prometheus(); Server server = start(prometheus)) {
            return StopSignal.ends(() -> serve(server), () -> server.close(closeTimeout));
        }
    }

    private int serve(Server server) throws InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        out.print("listening on " + server.url() + '\n');
        out.flush();
        // Its own threads do the work.
        new CountDownLatch(1).await();
        return ExitCode.DONE;
    }

    private Server start(Prometheus prometheus) {
        if (port < 0 || port > MOST_PORT) {
            throw mistake("a port is 0 to " + MOST_PORT + ", not " + port);
        }
        JdbcDatabase database = databaseOfLedger();
        if (asHosted && stores.isEmpty() && data == null) {
            throw mistake("a server --as-hosted makes no stores: name them by --store");
        }
        try {
            ServerOptions options = options(database != null).metrics(prometheus.metrics()).metricsPage(prometheus::page);
            return Server.start(database == null ? options : options.ledger(database.openLedger(ledgerOptions())));
        } catch (IllegalArgumentException noStore) {
            throw mistake(noStore.getMessage());
        } catch (IllegalStateException | UncheckedIOException failed) {
            String cause = failed.getCause() == null ? "" : ": " + failed.getCause().getMessage();
            throw new Failure(failed.getMessage() + cause);
        }
    }

    /** @param mayKeepTokens whether there may be tokens in a table: then only the server itself knows if there are any */
    private ServerOptions options(boolean mayKeepTokens) {
        if (!anyToken && allTokens().isEmpty() && !isLoopback() && !mayKeepTokens) {
            throw mistake("--host " + host + " can be reached from the network, and without a token everybody there may do"
                    + " everything: name one by --token-file, or say --allow-any-token");
        }
        Map<String, Access> known = allTokens().stream().distinct()
                .collect(Collectors.toMap(token -> token, token -> Access.all()));
        return limited(ServerOptions.defaults().host(host).port(port).tokens(known).anyToken(anyToken)
                .allowedOrigins(new HashSet<>(origins)).hosted(asHosted)
                .stores(stores.isEmpty() ? null : new HashSet<>(stores)).files(files).data(data).metricsToken(metricsToken()));
    }

    private ServerOptions limited(ServerOptions options) {
        if (asHosted && (keepOps != null || keepFor != null || upkeepEvery != null)) {
            throw mistake(
                    "--keep-ops, --keep-for and --upkeep-every are of no use to a server --as-hosted, which forgets nothing");
        }
        Retention retention = Retention.defaults();
        if (keepOps != null) {
            retention = retention.ops(atLeast(0, keepOps, "--keep-ops"));
        }
        if (keepFor != null) {
            retention = retention.age(keepFor);
        }
        ServerOptions limited = options.retention(retention);
        if (upkeepEvery != null) {
            limited = limited.upkeepEvery(upkeepEvery);
        }
        if (rowsPerStore != null) {
            limited = limited.keyLimit((int) atLeast(1, rowsPerStore, "--rows-per-store"));
        }
        return writesPerMinute == null
                ? limited
                : limited.rateLimit((int) atLeast(1, writesPerMinute, "--writes-per-minute"));
    }

    private long atLeast(long least, long number, String option) {
        if (number < least) {
            throw mistake(option + ": at least " + least + ", not " + number);
        }
        return number;
    }

    private @Nullable String metricsToken() {
        if (metricsTokenFile == null) {
            String token = DustCommand.of(spec).variable(METRICS_TOKEN_VARIABLE);
            return token == null || token.isBlank() ? null : token.strip();
        }
        List<String> words = linesOf(metricsTokenFile).stream().map(String::strip).filter(line -> !line.isEmpty()).toList();
        if (words.size() != 1) {
            throw mistake("there has to be one token in " + metricsTokenFile);
        }
        return words.getFirst();
    }

    /** Null for a ledger in memory. */
    private @Nullable JdbcDatabase databaseOfLedger() {
        if (ledger == Kind.MEMORY) {
            if (jdbc.areThere() || files != null || connections != null || noMigrate) {
                throw mistake("a database, --files, --connections and --no-migrate are of use with --ledger postgres only");
            }
            return null;
        }
        if (data != null || asHosted) {
            throw mistake("--data and --as-hosted are for a server alone, without --ledger postgres");
        }
        JdbcDatabase database = jdbc.database(DustCommand.of(spec).variable(JdbcOptions.VARIABLE), spec);
        if (database == null) {
            throw mistake("the ledger in PostgreSQL needs a database: pass --jdbc, or set " + JdbcOptions.VARIABLE);
        }
        return database;
    }

    private PostgresLedgerOptions ledgerOptions() {
        PostgresLedgerOptions options = PostgresLedgerOptions.defaults().migrate(!noMigrate);
        return connections == null ? options : options.poolSize((int) atLeast(2, connections, "--connections"));
    }

    private List<String> allTokens() {
        Stream<String> others = tokenFile == null ? tokensOfVariable() : tokensOfFile();
        return Stream.concat(tokens.stream(), others).map(String::strip).filter(token -> !token.isEmpty()).toList();
    }

    private Stream<String> tokensOfVariable() {
        String lines = DustCommand.of(spec).variable(TOKENS_VARIABLE);
        return lines == null ? Stream.empty() : lines.lines();
    }

    private Stream<String> tokensOfFile() {
        List<String> lines = linesOf(tokenFile);
        if (lines.stream().allMatch(String::isBlank)) {
            throw mistake("there is no token in " + tokenFile);
        }
        return lines.stream();
    }

    private List<String> linesOf(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw mistake("the tokens cannot be read from " + file + ": " + e.getMessage());
        }
    }

    private boolean isLoopback() {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException unknown) {
            // Told when it is tried to listen there.
            return true;
        }
    }

    private ParameterException mistake(@Nullable String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
