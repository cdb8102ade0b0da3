package dev.dust.cli;

import dev.dust.adapter.ws.Token;
import dev.dust.adapter.ws.WebSocketOptions;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which server to talk to, as whom, and how patiently. */
final class ConnectionOptions {
    static final String URL_VARIABLE = "DUST_URL";

    private static final String DEFAULT_URL = "ws://localhost:7755/ws/sync";
    /** For a server on this machine, which as a rule takes any token. */
    private static final String LOCAL_TOKEN = "dust_tok_local";
    private static final Pattern LOOPBACK = Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[::1]", Pattern.CASE_INSENSITIVE);

    /** What messages are written in. */
    enum Format {
        JSON, MSGPACK
    }

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(names = "--url", paramLabel = "URL", description = "The server (default: $" + URL_VARIABLE + ", else " + DEFAULT_URL
            + ").")
    private String url;

    @Option(names = "--token", paramLabel = "TOKEN",
            description = "The token to show it. Everybody on this machine can read it in the list of processes: rather set $"
                    + Token.VARIABLE + " or use --token-file. A server on this machine gets a made-up one.")
    private String token;

    @Option(names = "--token-file", paramLabel = "FILE",
            description = "A file with the token on its first line; - for standard input.")
    private String tokenFile;

    @Option(names = "--timeout", paramLabel = "SECONDS", defaultValue = "10",
            description = "How long to wait for the server, at most (default: ${DEFAULT-VALUE}).")
    private int timeoutSeconds;

    @Option(names = "--format", paramLabel = "json|msgpack", defaultValue = "json",
            description = "What the messages are written in (default: ${DEFAULT-VALUE}).")
    private Format format;

    /** The server's URL. That it is one for WebSocket is checked by the transport. */
    URI url() {
        String chosen = url != null ? url : Objects.requireNonNullElse(variable(URL_VARIABLE), DEFAULT_URL);
        try {
            return URI.create(chosen.strip());
        } catch (IllegalArgumentException e) {
            throw mistake("the server's URL is none: " + e.getMessage());
        }
    }

    /** The token. It is shown to nobody before {@code ready} has completed. */
    Token token(CompletableFuture<?> ready) {
        if (token != null && tokenFile != null) {
            throw mistake("--token and --token-file exclude each other");
        }
        String chosen = token != null ? token : tokenFile != null ? tokenOfFile() : variable(Token.VARIABLE);
        if (chosen == null && isLoopback(url().getHost())) {
            chosen = LOCAL_TOKEN;
        }
        if (chosen == null || chosen.isBlank()) {
            throw mistake("there is no token for " + url().getHost() + ": set " + Token.VARIABLE
                    + ", or pass --token-file or --token");
        }
        String shown = chosen;
        return Token.from(() -> {
            ready.join();
            return shown;
        });
    }

    private String tokenOfFile() {
        String text;
        try {
            text = tokenFile.equals("-")
                    ? DustCommand.of(command).console().text()
                    : Console.text(Files.readAllBytes(Path.of(tokenFile)), tokenFile);
        } catch (IOException e) {
            throw mistake("the token cannot be read from " + tokenFile + ": " + Failure.why(e));
        }
        return text.lines().map(String::strip).filter(line -> !line.isEmpty()).findFirst()
                .orElseThrow(() -> mistake("there is no token in " + tokenFile));
    }

    /** How long to wait for anything that the server has to do. */
    Duration timeout() {
        if (timeoutSeconds < 1) {
            throw mistake("--timeout takes a number of seconds, 1 or more, not " + timeoutSeconds);
        }
        return Duration.ofSeconds(timeoutSeconds);
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

    private @Nullable String variable(String name) {
        return DustCommand.of(command).variable(name);
    }

    private static boolean isLoopback(@Nullable String host) {
        return host != null && LOOPBACK.matcher(host).matches();
    }
}
