package dev.dust.cli;

import dev.dust.adapter.ws.Token;
import dev.dust.adapter.ws.WebSocketOptions;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Which server to talk to, as whom, and how patiently: by options, else by the environment, else by the context, else this
 * machine.
 */
final class ConnectionOptions {
    static final String URL_VARIABLE = "DUST_URL";
    /** What stands for the store of the context. */
    static final String STORE_OF_CONTEXT = ".";

    private static final String DEFAULT_URL = "ws://localhost:7755/ws/sync";
    /** For a server on this machine, which as a rule takes any token. */
    private static final String LOCAL_TOKEN = "dust_tok_local";
    private static final String TIMEOUT = "10s";
    private static final Duration LEAST_TIMEOUT = Duration.ofSeconds(1);
    private static final Duration MOST_TIMEOUT = Duration.ofDays(1);
    private static final Pattern LOOPBACK = Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[::1]", Pattern.CASE_INSENSITIVE);

    /** What messages are written in. */
    enum Format {
        JSON, MSGPACK
    }

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(names = "--context", paramLabel = "NAME",
            description = "Talk to the server of this context, with its token (default: $"
                    + Contexts.VARIABLE + ", else the one in use; see dust login).")
    private @Nullable String context;

    @Option(names = "--url", paramLabel = "URL",
            description = "The server (default: $" + URL_VARIABLE + ", else the context's, else " + DEFAULT_URL + ").")
    private @Nullable String url;

    @Option(names = "--token", paramLabel = "TOKEN",
            description = "The token to show it. Everybody on this machine can read it in the list of processes: rather set $"
                    + Token.VARIABLE + ", or use --token-file or dust login. A server on this machine gets a made-up one.")
    private @Nullable String token;

    @Option(names = "--token-file", paramLabel = "FILE",
            description = "A file with the token on its first line; - for standard input.")
    private @Nullable String tokenFile;

    @Option(names = "--timeout", paramLabel = "DURATION", converter = DurationConverter.OrSeconds.class,
            defaultValue = TIMEOUT,
            description = "How long to wait for the server, at most; a number by itself is one of seconds (default:"
                    + " ${DEFAULT-VALUE}).")
    private Duration timeout;

    @Option(names = "--format", paramLabel = "json|msgpack", defaultValue = "json",
            description = "What the messages are written in (default: ${DEFAULT-VALUE}).")
    private Format format;

    private @Nullable Contexts contexts;

    /** As if these had been given as options. */
    static ConnectionOptions of(CommandSpec command, URI url, String token) {
        var options = new ConnectionOptions();
        options.command = command;
        options.url = url.toString();
        options.token = token;
        options.timeout = new DurationConverter().convert(TIMEOUT);
        options.format = Format.JSON;
        return options;
    }

    /** Those of a command that has them. */
    static ConnectionOptions in(CommandSpec command) {
        return command.mixins().values().stream().map(CommandSpec::userObject).filter(ConnectionOptions.class::isInstance)
                .map(ConnectionOptions.class::cast).findFirst().orElseThrow();
    }

    /** The server's URL. That it is one for WebSocket is checked by the transport. */
    URI url() {
        String variable = context == null ? variable(URL_VARIABLE) : null;
        Context chosen = url == null && variable == null ? context() : null;
        String text = url != null ? url : variable != null ? variable : chosen != null ? chosen.url() : DEFAULT_URL;
        try {
            return URI.create(text.strip());
        } catch (IllegalArgumentException e) {
            throw mistake("the server's URL is none: " + e.getMessage());
        }
    }

    /** The environment in which a program finds the same server that options of this command name: no token is in it. */
    Map<String, String> environment() {
        if (url != null) {
            return Map.of(URL_VARIABLE, url);
        }
        return context == null ? Map.of() : Map.of(Contexts.VARIABLE, context);
    }

    /** The context that is named, else that of the environment, else the one in use; null if there is none. */
    @Nullable
    Context context() {
        String name = context != null ? context : variable(Contexts.VARIABLE);
        return name == null ? contexts().current() : contexts().named(name);
    }

    /** Read once, so that what is wrong with the file is said once. */
    private Contexts contexts() {
        Contexts read = contexts;
        if (read == null) {
            read = Contexts.read(console());
            contexts = read;
            String exposure = read.exposure();
            if (exposure != null) {
                command.commandLine().getErr().println(command.qualifiedName() + ": " + exposure);
            }
        }
        return read;
    }

    /**
     * The store that an argument names.
     *
     * @throws ParameterException if it is to be that of the context, and there is none
     */
    String store(String argument) {
        if (!argument.equals(STORE_OF_CONTEXT)) {
            return argument;
        }
        Context chosen = context();
        if (chosen == null || chosen.store() == null) {
            throw mistake("no context says which store " + STORE_OF_CONTEXT + " is: name it, or use dust login --store");
        }
        return chosen.store();
    }

    /** The token. It is shown to nobody before {@code ready} has completed. */
    Token token(CompletableFuture<?> ready) {
        String shown = token();
        return Token.from(() -> {
            ready.join();
            return shown;
        });
    }

    /**
     * The token.
     *
     * @throws ParameterException if there is none for this server
     */
    String token() {
        String chosen = chosenToken();
        String host = url().getHost();
        // Where the URL names no host, that is what is to be told.
        if (chosen == null && (host == null || isLoopback(host))) {
            chosen = LOCAL_TOKEN;
        }
        if (chosen == null || chosen.isBlank()) {
            throw mistake("there is no token for " + host + ": use dust login, set " + Token.VARIABLE
                    + ", or pass --token-file or --token");
        }
        return chosen.strip();
    }

    private @Nullable String chosenToken() {
        if (token != null && tokenFile != null) {
            throw mistake("--token and --token-file exclude each other");
        }
        if (token != null) {
            return token;
        }
        if (tokenFile != null) {
            return tokenOfFile(tokenFile, command);
        }
        String variable = context == null ? variable(Token.VARIABLE) : null;
        return variable == null ? tokenOfContext() : variable;
    }

    /** No other server gets to see it. */
    private @Nullable String tokenOfContext() {
        Context chosen = context();
        return chosen != null && URI.create(chosen.url()).equals(url()) ? chosen.token() : null;
    }

    /** The first line of a file, or of standard input. */
    static String tokenOfFile(String file, CommandSpec command) {
        String text;
        try {
            text = file.equals("-")
                    ? DustCommand.of(command).console().text()
                    : Console.text(Files.readAllBytes(Path.of(file)), file);
        } catch (IOException e) {
            throw new ParameterException(command.commandLine(),
                    "the token cannot be read from " + file + ": " + Failure.why(e));
        }
        return text.lines().map(String::strip).filter(line -> !line.isEmpty()).findFirst()
                .orElseThrow(() -> new ParameterException(command.commandLine(), "there is no token in " + file));
    }

    /** How long to wait for anything that the server has to do. */
    Duration timeout() {
        if (timeout.compareTo(LEAST_TIMEOUT) < 0 || timeout.compareTo(MOST_TIMEOUT) > 0) {
            throw mistake("--timeout takes 1s to 1d, such as 30s, and a number by itself is one of seconds");
        }
        return timeout;
    }

    /** How to speak to the server. */
    WebSocketOptions webSocket() {
        return WebSocketOptions.defaults().connectTimeout(timeout()).format(switch (format) {
            case JSON -> WebSocketOptions.Format.JSON;
            case MSGPACK -> WebSocketOptions.Format.MESSAGE_PACK;
        });
    }

    /** Something in these options that cannot be. */
    ParameterException mistake(@Nullable String message) {
        return new ParameterException(command.commandLine(), message);
    }

    private Console console() {
        return DustCommand.of(command).console();
    }

    private @Nullable String variable(String name) {
        return DustCommand.of(command).variable(name);
    }

    private static boolean isLoopback(String host) {
        return LOOPBACK.matcher(host).matches();
    }
}
