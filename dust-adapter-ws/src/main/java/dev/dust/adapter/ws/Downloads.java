package dev.dust.adapter.ws;

import dev.dust.time.Time;
import dev.dust.transport.CloseReason;
import dev.dust.transport.DownloadRefusedException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.locks.ReentrantLock;

/** Files over HTTP (docs/protocol.md#files), with the token of the socket. Safe for any thread. */
final class Downloads {
    private final ServerUrl url;
    private final TokenGate gate;
    private final WebSocketOptions options;
    private final Time time;
    private final ReentrantLock lock = new ReentrantLock();
    /** Made on first use: few applications fetch files, and it has threads. */
    private HttpClient client;
    private boolean closed;

    Downloads(ServerUrl url, TokenGate gate, WebSocketOptions options, Time time) {
        this.url = url;
        this.gate = gate;
        this.options = options;
        this.time = time;
    }

    InputStream open(String hash) throws IOException {
        var request = HttpRequest.newBuilder(url.file(hash)).timeout(options.downloadPatience())
                .header("Authorization", "Bearer " + token())
                .build();
        HttpResponse<InputStream> response;
        try {
            response = client().send(request, HttpResponse.BodyHandlers.ofInputStream());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while fetching a file");
        } catch (IOException e) {
            throw new IOException(Failures.notConnected(url.hostAndPort(), e).message(), e);
        }
        if (response.statusCode() == 200) {
            return new WatchedContent(response.body(), time, options.downloadPatience());
        }
        response.body().close();
        throw refusal(response.statusCode(), hash);
    }

    private String token() throws IOException {
        try {
            return gate.token();
        } catch (NotConnectedException e) {
            if (e.reason() instanceof CloseReason.Refused) {
                throw new DownloadRefusedException("unauthorized", e.getMessage());
            }
            throw new IOException(e.getMessage(), e);
        }
    }

    private IOException refusal(int status, String hash) {
        return switch (status) {
            case 401 -> new DownloadRefusedException("unauthorized", url.hostAndPort() + " does not know the token");
            case 403 -> new DownloadRefusedException("unauthorized",
                    url.hostAndPort() + " does not give out the file " + hash
                            + " (HTTP status 403): it has none, or no row names it"
                            + " any more, or the token lacks the scope files:read, or access to a store that has it");
            case 404 -> new DownloadRefusedException("not_found",
                    url.hostAndPort() + " has no file " + hash + ", or does not have it yet");
            default -> new IOException(url.hostAndPort() + " answered a request for a file with HTTP status " + status);
        };
    }

    private HttpClient client() throws IOException {
        lock.lock();
        try {
            if (closed) {
                throw new IOException("the transport is closed");
            }
            if (client == null) {
                var builder = HttpClient.newBuilder().connectTimeout(options.connectTimeout())
                        .followRedirects(HttpClient.Redirect.NEVER);
                client = (options.tls() == null ? builder : builder.sslContext(options.tls())).build();
            }
            return client;
        } finally {
            lock.unlock();
        }
    }

    /** What is being read breaks off. */
    void close() {
        lock.lock();
        try {
            closed = true;
            if (client != null) {
                client.shutdownNow();
            }
        } finally {
            lock.unlock();
        }
    }
}
