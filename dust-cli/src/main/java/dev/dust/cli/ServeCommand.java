package dev.dust.cli;

import dev.dust.server.ServerOptions;
import dev.dust.server.access.Access;
import dev.dust.server.web.Server;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
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
    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Show this help.")
    private boolean help;

    @Override
    public Integer call() throws InterruptedException {
        try (Server server = start()) {
            return StopSignal.ends(() -> serve(server), server::close);
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

    private Server start() {
        if (port < 0 || port > MOST_PORT) {
            throw mistake("a port is 0 to " + MOST_PORT + ", not " + port);
        }
        JdbcDatabase database = databaseOfLedger();
        if (asHosted && stores.isEmpty() && data == null) {
            throw mistake("a server --as-hosted makes no stores: name them by --store");
        }
        try {
            ServerOptions options = options();
            return Server.start(database == null ? options : options.ledger(database.openLedger()));
        } catch (IllegalArgumentException noStore) {
            throw mistake(noStore.getMessage());
        } catch (IllegalStateException | UncheckedIOException failed) {
            String cause = failed.getCause() == null ? "" : ": " + failed.getCause().getMessage();
            throw new Failure(failed.getMessage() + cause);
        }
    }

    private ServerOptions options() {
        if (!anyToken && allTokens().isEmpty() && !isLoopback()) {
            throw mistake("--host " + host + " can be reached from the network, and without a token everybody there may do"
                    + " everything: name one by --token-file, or say --allow-any-token");
        }
        Map<String, Access> known = allTokens().stream().distinct()
                .collect(Collectors.toMap(token -> token, token -> Access.all()));
        return ServerOptions.defaults().host(host).port(port).tokens(known).anyToken(anyToken)
                .allowedOrigins(new HashSet<>(origins)).hosted(asHosted)
                .stores(stores.isEmpty() ? null : new HashSet<>(stores)).files(files).data(data);
    }

    /** Null for a ledger in memory. */
    private @Nullable JdbcDatabase databaseOfLedger() {
        if (ledger == Kind.MEMORY) {
            if (jdbc.areThere() || files != null) {
                throw mistake("a database and --files are of use with --ledger postgres only");
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

    private List<String> allTokens() {
        Stream<String> others = tokenFile == null ? tokensOfVariable() : tokensOfFile();
        return Stream.concat(tokens.stream(), others).map(String::strip).filter(token -> !token.isEmpty()).toList();
    }

    private Stream<String> tokensOfVariable() {
        String lines = DustCommand.of(spec).variable(TOKENS_VARIABLE);
        return lines == null ? Stream.empty() : lines.lines();
    }

    private Stream<String> tokensOfFile() {
        try {
            List<String> lines = Files.readAllLines(tokenFile);
            if (lines.stream().allMatch(String::isBlank)) {
                throw mistake("there is no token in " + tokenFile);
            }
            return lines.stream();
        } catch (IOException e) {
            throw mistake("the tokens cannot be read from " + tokenFile + ": " + e.getMessage());
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
