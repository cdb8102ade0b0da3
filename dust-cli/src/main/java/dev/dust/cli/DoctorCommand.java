package dev.dust.cli;

import dev.dust.Capabilities;
import dev.dust.adapter.memory.MemoryCache;
import dev.dust.error.DustException;
import java.io.PrintWriter;
import java.net.URI;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code dust doctor}. */
@Command(name = "doctor",
        description = "Find out what is wrong: try the server's URL, its address, TLS, clock and path, the token and"
                + " what it may do, the file of contexts, and the cache. Each line is ok, or says what to do. The exit code is that of the first that is not ok.")
final class DoctorCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;
    @Parameters(index = "0", arity = "0..1", paramLabel = "STORE",
            description = "The store to try the token on; a dot for the one of the context.")
    private @Nullable String storeName;
    @Mixin
    private ConnectionOptions connection;
    @Mixin
    private CacheOptions cache;
    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Show this help.")
    private boolean help;

    private int exitCode = ExitCode.DONE;

    /** Something to try; what it returns is told. */
    private interface Trial {
        String run() throws InterruptedException;
    }

    @Override
    public Integer call() throws InterruptedException {
        attempt("versions", () -> new Version().text());
        if (attempt("url", () -> checkedUrl().toString())) {
            var probe = new ServerProbe(connection.url(), connection.timeout());
            if (attempt("address", probe::connect)) {
                tryServer(probe);
            }
        }
        tryContexts();
        attempt("cache", this::openCache);
        return exitCode;
    }

    private void tryServer(ServerProbe probe) throws InterruptedException {
        if (probe.isEncrypted() && !attempt("tls", probe::handshake)) {
            List.of("clock", "path", "token").forEach(what -> line("--", what, "not tried: TLS failed"));
            return;
        }
        attempt("clock", probe::clock);
        if (attempt("path", probe::path)) {
            tryToken();
        } else {
            line("--", "token", "not tried: there is nobody to show it to");
        }
    }

    /** Told only where something is wrong with them. */
    private void tryContexts() throws InterruptedException {
        String exposure;
        try {
            exposure = Contexts.read(DustCommand.of(spec).console()).exposure();
        } catch (Failure broken) {
            exposure = broken.getMessage();
        }
        if (exposure != null) {
            String told = exposure;
            attempt("contexts", () -> {
                throw new Failure(told);
            });
        }
    }

    private URI checkedUrl() {
        URI url = connection.url();
        if (url.getHost() == null || !("ws".equals(url.getScheme()) || "wss".equals(url.getScheme()))) {
            throw new Failure(ExitCode.USAGE,
                    url + " is no server: name it as wss://HOST/ws/sync, by --url, $DUST_URL or dust login");
        }
        return url;
    }

    private void tryToken() throws InterruptedException {
        String name = storeName;
        if (name == null) {
            line("--", "token", "not tried: name a store, such as dust doctor org/name");
            return;
        }
        attempt("token", () -> {
            try (Session session = session(connection.store(name))) {
                Capabilities may = session.store().status().capabilities();
                String rights = may.canRead() && may.canWrite()
                        ? "may read and write"
                        : may.canRead() ? "may only read" : "may not read";
                return rights + " " + session.store().name() + ", which is at store_seq "
                        + session.store().status().lastStoreSeq();
            }
        });
    }

    private Session session(String store) throws InterruptedException {
        try {
            return Session.open(connection, MemoryCache::new, OutboxUse.READS, store, told -> {
            }, opened -> {
            });
        } catch (Failure failure) {
            throw new Failure(failure.exitCode(), failure.getMessage() + (failure.exitCode() == ExitCode.UNREACHABLE
                    ? "; try again, or give it longer by --timeout"
                    : "; show a token that opens this store, by dust login or --token-file"));
        }
    }

    private String openCache() {
        URI url = connection.url();
        try (var opened = cache.ofClient(url).open()) {
            return opened.durable()
                    ? "keeps what is read, and writes that the server has not answered"
                    : "in memory: nothing is kept when a command is over";
        } catch (DustException | Failure failure) {
            throw new Failure(Mistakes.exitCode(failure),
                    failure.getMessage() + "; name another one by --cache-file or --jdbc, or go without by --cache memory");
        }
    }

    private boolean attempt(String what, Trial trial) throws InterruptedException {
        try {
            line("ok", what, trial.run());
            return true;
        } catch (RuntimeException failure) {
            line("NO", what, String.valueOf(failure.getMessage()).replaceAll("\\s*\\R\\s*", " "));
            if (exitCode == ExitCode.DONE) {
                exitCode = Mistakes.exitCode(failure);
            }
            return false;
        }
    }

    private void line(String verdict, String what, String told) {
        PrintWriter out = spec.commandLine().getOut();
        out.print("%s %-9s %s\n".formatted(verdict, what, told));
        out.flush();
    }
}
