package dev.dust.cli;

import dev.dust.testkit.server.Access;
import dev.dust.testkit.server.DustServer;
import dev.dust.testkit.server.ServerBuilder;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code dust serve}. */
@Command(name = "serve", description = "Run a server until Ctrl-C, for development and tests.")
final class ServeCommand implements Callable<Integer> {
    private static final int MOST_PORT = 65_535;

    @Spec
    private CommandSpec spec;
    @Option(names = "--port", paramLabel = "PORT", defaultValue = "7755",
            description = "Where to listen; 0 picks a free one (default: ${DEFAULT-VALUE}).")
    private int port;
    @Option(names = "--host", paramLabel = "HOST", defaultValue = "127.0.0.1",
            description = "The interface to listen on (default: ${DEFAULT-VALUE}).")
    private String host;
    @Option(names = "--token", paramLabel = "TOKEN",
            description = "A token that may do everything; may be repeated. Without any, every token will do.")
    private List<String> tokens = List.of();
    @Option(names = "--store", paramLabel = "STORE",
            description = "A store, org/name; may be repeated. Without any, there is every store that is asked for.")
    private List<String> stores = List.of();
    @Option(names = "--data", paramLabel = "FILE",
            description = "A file in which to keep what happens, so that the stores survive a restart; made if missing.")
    private Path data;
    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Show this help.")
    private boolean help;

    @Override
    public Integer call() throws InterruptedException {
        try (DustServer server = start()) {
            return StopSignal.ends(() -> serve(server), server::close);
        }
    }

    private int serve(DustServer server) throws InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        out.print("listening on " + server.url() + '\n');
        out.flush();
        // Its own threads do the work.
        new CountDownLatch(1).await();
        return ExitCode.DONE;
    }

    private DustServer start() {
        if (port < 0 || port > MOST_PORT) {
            throw mistake("a port is 0 to " + MOST_PORT + ", not " + port);
        }
        try {
            return builder().start();
        } catch (IllegalArgumentException noStore) {
            throw mistake(noStore.getMessage());
        } catch (IllegalStateException | UncheckedIOException failed) {
            String cause = failed.getCause() == null ? "" : ": " + failed.getCause().getMessage();
            throw new Failure(failed.getMessage() + cause);
        }
    }

    private ServerBuilder builder() {
        ServerBuilder server = DustServer.builder().host(host).port(port);
        tokens.forEach(token -> server.token(token, Access.all()));
        if (!stores.isEmpty()) {
            server.stores(stores.toArray(String[]::new));
        }
        return data == null ? server : server.data(data);
    }

    private ParameterException mistake(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
