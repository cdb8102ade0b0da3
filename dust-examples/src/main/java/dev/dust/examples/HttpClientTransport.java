package dev.dust.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.dust.codec.ValueCodec;
import dev.dust.transport.ClientMessage;
import dev.dust.transport.CloseReason.Lost;
import dev.dust.transport.CloseReason.Refused;
import dev.dust.transport.FileRefusedException;
import dev.dust.transport.Handshake;
import dev.dust.transport.Transport;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A transport over the JDK's own WebSocket client, in JSON. Thread-safe. */
public final class HttpClientTransport implements Transport {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final URI server;
    private final Supplier<String> token;
    private final TextFrames frames;
    private final Duration heartbeatInterval;
    private final HttpClient client = HttpClient.newBuilder().executor(Executors.newVirtualThreadPerTaskExecutor())
            .connectTimeout(Duration.ofSeconds(10)).build();
    private final Set<HttpClientConnection> connections = ConcurrentHashMap.newKeySet();
    private volatile @Nullable String refusedToken;

    /**
     * A transport without a connection.
     *
     * @param server            such as {@code ws://localhost:7755/ws/sync}
     * @param token             asked at each attempt; may block
     * @param json              writes and reads JSON
     * @param heartbeatInterval the time between two heartbeats; 30 s is what servers expect
     */
    public HttpClientTransport(URI server, Supplier<String> token, ValueCodec json, Duration heartbeatInterval) {
        this.server = server;
        this.token = token;
        this.frames = new TextFrames(json);
        this.heartbeatInterval = heartbeatInterval;
    }

    @Override
    public Connection connect(Handshake handshake, Listener listener) {
        var connection = new HttpClientConnection(listener, frames, heartbeatInterval, connections);
        connections.add(connection);
        Thread.startVirtualThread(() -> connect(handshake, connection));
        return connection;
    }

    private void connect(Handshake handshake, HttpClientConnection connection) {
        try {
            String shown = token();
            if (shown.equals(refusedToken)) {
                connection.end(new Refused("the server has refused this token before"));
            } else {
                String query = "/websocket?vsn=2.0.0&capver=" + handshake.capver() + "&token=" + encode(shown) + "&device_id="
                        + encode(handshake.deviceId());
                client.newWebSocketBuilder().buildAsync(URI.create(server + query), connection)
                        .exceptionally(failure -> notConnected(shown, failure, connection));
            }
        } catch (RuntimeException e) {
            // Its message may hold the token.
            connection.end(new Lost("cannot connect to " + server + ": " + e.getClass().getName()));
        }
    }

    /** The token of now, which must be one that fits into a header: exceptions of the HTTP client tell what does not. */
    private String token() {
        String now = token.get().strip();
        if (!now.chars().allMatch(c -> c <= 0xff && !Character.isISOControl(c))) {
            throw new IllegalStateException("the token is not one line of Latin characters");
        }
        return now;
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, UTF_8);
    }

    private @Nullable WebSocket notConnected(String shown, Throwable failure, HttpClientConnection connection) {
        Throwable cause = failure instanceof CompletionException wrapped ? wrapped.getCause() : failure;
        if (cause instanceof WebSocketHandshakeException answer && answer.getResponse().statusCode() == 403) {
            refusedToken = shown;
            connection.end(new Refused(server + " refuses the token, or this version of the protocol (403)"));
        } else {
            connection.end(new Lost("cannot connect to " + server + ": " + cause));
        }
        return null;
    }

    @Override
    public long sizeOf(ClientMessage message) {
        return frames.sizeOf(message);
    }

    @Override
    public InputStream download(String hash, long from) throws IOException {
        String origin = server.getScheme().replaceFirst("^ws", "http") + "://" + server.getRawAuthority();
        var request = HttpRequest.newBuilder(URI.create(origin + "/api/files/" + encode(hash)))
                .header("Authorization", "Bearer " + token()).timeout(PATIENCE).build();
        try {
            HttpResponse<InputStream> response = client.send(request, BodyHandlers.ofInputStream());
            return switch (response.statusCode()) {
                case 200 -> {
                    // A header Range would spare what is left out; not every server knows it.
                    var content = new PatientContent(response.body(), PATIENCE);
                    content.skipNBytes(from);
                    yield content;
                }
                case 401, 403 -> throw new FileRefusedException("unauthorized", "the token does not open " + hash);
                case 404 -> throw new FileRefusedException("not_found", "the server has no " + hash);
                default -> throw new IOException("the server answered " + response.statusCode());
            };
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while fetching " + hash);
        }
    }

    @Override
    public void close() {
        client.shutdown();
        connections.forEach(HttpClientConnection::close);
    }
}
