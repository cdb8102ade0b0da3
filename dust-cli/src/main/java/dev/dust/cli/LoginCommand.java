package dev.dust.cli;

import dev.dust.adapter.memory.MemoryCache;
import java.io.PrintWriter;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code dust login}. */
@Command(name = "login",
        description = "Keep a server's URL and token, for commands to come, in a file that nobody else may read. The"
                + " token is asked for, or read from standard input. With --store the server is asked whether it takes it.")
final class LoginCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;
    @Parameters(index = "0", paramLabel = "URL", description = "The server, such as wss://example.org/ws/sync.")
    private URI url;
    @Option(names = "--context", paramLabel = "NAME", description = "What to call it (default: the server's host, and"
            + " -PORT behind it where another URL of that host has the name).")
    private @Nullable String name;
    @Option(names = "--store", paramLabel = "STORE", description = "The store that a dot stands for in the commands to come.")
    private @Nullable String store;
    @Option(names = "--token-file", paramLabel = "FILE", description = "Read the token from there.")
    private @Nullable String tokenFile;
    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Show this help.")
    private boolean help;

    @Override
    public Integer call() throws InterruptedException {
        if (url.getHost() == null || !List.of("ws", "wss").contains(url.getScheme())) {
            throw new ParameterException(spec.commandLine(), "a server is named as wss://HOST/ws/sync, not as " + url);
        }
        Console console = DustCommand.of(spec).console();
        String token = token(console);
        if (store != null) {
            Session.open(ConnectionOptions.of(spec, url, token), MemoryCache::new, OutboxUse.READS, store, told -> {
            }, session -> {
            }).close();
        }
        PrintWriter err = spec.commandLine().getErr();
        Contexts contexts = Contexts.readOrBegin(console, told -> err.println("dust login: " + told));
        var context = new Context(name == null ? contexts.nameFor(url) : name, url.toString(), token, store);
        contexts.put(context);
        err.println("dust login: commands use " + context + " from now on");
        return ExitCode.DONE;
    }

    private String token(Console console) {
        String text;
        if (tokenFile != null) {
            text = ConnectionOptions.tokenOfFile(tokenFile, spec);
        } else if (console.terminal().isThere() && Boolean.getBoolean("dust.keyboard")) {
            char[] typed = Objects.requireNonNull(System.console(), "console").readPassword("token for %s: ", url.getHost());
            text = typed == null ? "" : new String(typed);
        } else {
            text = console.text();
        }
        String token = text.strip();
        if (token.isEmpty() || token.lines().count() > 1) {
            throw new ParameterException(spec.commandLine(), "a token is one line of text");
        }
        return token;
    }
}
