package dev.dust.adapter.ws;

import dev.dust.time.Durations;
import dev.dust.time.Time;
import dev.dust.transport.CloseReason;
import dev.dust.transport.FileRefusedException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Files over HTTP (docs/protocol.md#files), with the token of the socket. Safe for any thread. */
final class FileTransfers {
    /** The content has no more bytes than are here. */
    private static final int NO_SUCH_PART = 416;
    /** The JDK's client adds durations to the time of day, and fails where that has no end. */
    private static final Duration LONGEST = Duration.ofDays(36_500);

    private final ServerUrl url;
    private final TokenGate gate;
    private final WebSocketOptions options;
    private final Time time;
    private final ReentrantLock lock = new ReentrantLock();
    /** Made on first use: few applications fetch files, and it has threads. */
    private @Nullable HttpClient client;
    private boolean closed;

    FileTransfers(ServerUrl url, TokenGate gate, WebSocketOptions options, Time time) {
        this.url = url;
        this.gate = gate;
        this.options = options;
        this.time = time;
    }

    InputStream download(String hash, long from) throws IOException {
        var asking = HttpRequest.newBuilder(url.file(hash)).timeout(countable(options.downloadPatience()))
                .header("Authorization", "Bearer " + token());
        var request = (from == 0 ? asking : asking.header("Range", "bytes=" + from + "-")).build();
        HttpResponse<InputStream> response;
        try {
            response = client().send(request, HttpResponse.BodyHandlers.ofInputStream());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while fetching a file");
        } catch (IOException e) {
            throw new IOException(FailureSummary.notConnected(url.hostAndPort(), e).message(), e);
        }
        int status = response.statusCode();
        if (status == 200) {
            return after(from, new WatchedContent(response.body(), time, options.downloadPatience()));
        }
        if (status == 206 && response.headers().firstValue("Content-Range").orElse("").startsWith("bytes " + from + "-")) {
            return new WatchedContent(response.body(), time, options.downloadPatience());
        }
        response.body().close();
        if (status == NO_SUCH_PART && from > 0) {
            return InputStream.nullInputStream();
        }
        throw refusal(status, hash);
    }

    /** Leaves out what is here already, which a server sends that knows no parts. */
    private static InputStream after(long from, InputStream all) throws IOException {
        try {
            all.skipNBytes(from);
            return all;
        } catch (EOFException noMore) {
            return all;
        } catch (IOException e) {
            all.close();
            throw e;
        }
    }

    /**
     * Brings a content, unless the server says first that it needs none of it. The time that this takes is the network's: it
     * ends where nothing more is taken for as long as a download may bring nothing.
     */
    void upload(String hash, long size, InputStream content) throws IOException {
        try (var counted = new CountedContent(content)) {
            var body = HttpRequest.BodyPublishers.fromPublisher(HttpRequest.BodyPublishers.ofInputStream(() -> counted), size);
            var request = HttpRequest.newBuilder(url.file(hash)).header("Authorization", "Bearer " + token())
                    .expectContinue(true).PUT(body).build();
            int status = answer(client().sendAsync(request, HttpResponse.BodyHandlers.discarding()), counted).statusCode();
            switch (status) {
                case 200, 201, 204 -> {
                    // It is there.
                }
                case 413 -> throw new FileRefusedException("too_large",
                        url.hostAndPort() + " takes no file of " + size + " bytes");
                case 401 -> throw new FileRefusedException("unauthorized", url.hostAndPort() + " does not know the token");
                case 403 -> throw new FileRefusedException("missing_scope",
                        url.hostAndPort()
                                + " takes no file: the token lacks the scope files:write, or the permission to write");
                case 404, 405 -> throw new FileRefusedException("unsupported", url.hostAndPort() + " takes no uploads");
                default -> throw new IOException(url.hostAndPort() + " answered an upload with HTTP status " + status);
            }
        }
    }

    private HttpResponse<Void> answer(CompletableFuture<HttpResponse<Void>> answer, CountedContent content) throws IOException {
        long patience = Durations.millis(options.downloadPatience());
        try {
            for (long before = -1; true; before = content.count()) {
                try {
                    return answer.get(patience, TimeUnit.MILLISECONDS);
                } catch (TimeoutException slow) {
                    if (content.count() == before) {
                        throw new IOException("the server has taken nothing more for " + patience + " ms", slow);
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while bringing a file");
        } catch (ExecutionException e) {
            Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
            throw new IOException(FailureSummary.notConnected(url.hostAndPort(), cause).message(), cause);
        } finally {
            answer.cancel(true);
        }
    }

    private String token() throws IOException {
        try {
            return gate.token();
        } catch (NotConnectedException e) {
            if (e.reason() instanceof CloseReason.Refused) {
                throw new FileRefusedException("unauthorized", e.getMessage());
            }
            throw new IOException(e.getMessage(), e);
        }
    }

    private IOException refusal(int status, String hash) {
        return switch (status) {
            case 401 -> new FileRefusedException("unauthorized", url.hostAndPort() + " does not know the token");
            case 403 -> new FileRefusedException("unauthorized",
                    url.hostAndPort() + " does not give out the file " + hash
                            + " (HTTP status 403): it has none, or no row names it"
                            + " any more, or the token lacks the scope files:read, or access to a store that has it");
            case 404 -> new FileRefusedException("not_found",
                    url.hostAndPort() + " has no file " + hash + ", or does not have it yet");
            default -> new IOException(url.hostAndPort() + " answered a request for a file with HTTP status " + status);
        };
    }

    private static Duration countable(Duration duration) {
        return Durations.shorter(duration, LONGEST);
    }

    private HttpClient client() throws IOException {
        lock.lock();
        try {
            if (closed) {
                throw new IOException("the transport is closed");
            }
            if (client == null) {
                var builder = HttpClient.newBuilder().connectTimeout(countable(options.connectTimeout()))
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
