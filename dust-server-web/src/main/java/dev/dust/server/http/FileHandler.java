package dev.dust.server.http;

import dev.dust.server.access.Access;
import dev.dust.server.api.Bearer;
import dev.dust.server.file.ContentStore;
import dev.dust.server.ledger.LedgerException;
import dev.dust.server.metrics.ServerMeter;
import dev.dust.server.node.ServerParts;
import dev.dust.server.rules.Blobs;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET} and {@code PUT /api/files/<hash>} (docs/protocol.md#files). Contents pass piece by piece, each on a thread of its
 * own: a slow peer costs none of the server's.
 */
final class FileHandler {
    static final String PATH = "/api/files/";
    private static final System.Logger LOG = System.getLogger(FileHandler.class.getName());

    private static final long MOST_READ_IN_VAIN = 1 << 20;
    private static final int PIECE = 1 << 14;

    private final ServerParts parts;
    private final String hash;
    private final Request request;
    private final Response response;
    private final Callback callback;

    private FileHandler(ServerParts parts, String hash, Request request, Response response, Callback callback) {
        this.parts = parts;
        this.hash = hash;
        this.request = request;
        this.response = response;
        this.callback = callback;
    }

    static void handle(ServerParts parts, String hash, Request request, Response response, Callback callback) {
        var handler = new FileHandler(parts, hash, request, response, callback);
        // Who may do what is looked up where that may take long.
        handler.apart(handler::handle);
    }

    private void handle() {
        boolean upload = HttpMethod.PUT.is(request.getMethod()) && parts.mode().takesUploads();
        if (!upload && !HttpMethod.GET.is(request.getMethod())) {
            afterContent(() -> Errors.methodNotAllowed(request, response, callback,
                    parts.mode().takesUploads() ? "GET, PUT" : "GET"));
            return;
        }
        String token = Bearer.tokenOf(request);
        Access access = parts.tokens().accessOf(token);
        if (token == null || access == null) {
            Bearer.challenge(response);
            afterContent(() -> end(HttpStatus.UNAUTHORIZED_401));
        } else if (upload) {
            take(token, access);
        } else {
            give(access);
        }
    }

    private void end(int status) {
        Response.writeError(request, response, callback, status);
    }

    /**
     * Answers a request whatever it brings. What is on its way already is read before: a connection that is closed over it
     * would take the answer along. Who sends much, or asks before he sends, gets the answer at once.
     */
    private void afterContent(Runnable answer) {
        boolean isShort = request.getLength() > 0 && request.getLength() <= MOST_READ_IN_VAIN;
        if (!isShort || request.getHeaders().contains(HttpHeader.EXPECT)) {
            answer.run();
            return;
        }
        apart(() -> {
            try (InputStream content = Content.Source.asInputStream(request)) {
                content.skipNBytes(request.getLength());
            }
            answer.run();
        });
    }

    private void apart(Transfer transfer) {
        Thread.ofVirtual().name("dust-file").start(() -> {
            try {
                transfer.run();
            } catch (LedgerException.Unavailable e) {
                LOG.log(System.Logger.Level.WARNING, "a request for a file is refused: " + e.getMessage(), e);
                end(HttpStatus.SERVICE_UNAVAILABLE_503);
            } catch (IOException | RuntimeException e) {
                // What is under way breaks off: whoever gets less than was promised knows.
                callback.failed(e);
            }
        });
    }

    /** What takes as long as the other end likes. */
    @FunctionalInterface
    private interface Transfer {
        void run() throws IOException;
    }

    // --- Down

    private void give(Access access) {
        Blobs.Blob blob = parts.blobs().get(hash);
        int status = access.scopes().contains(Access.FILES_READ)
                ? parts.mode().download(parts.stores(), access, hash, blob)
                : HttpStatus.FORBIDDEN_403;
        if (blob == null || status != HttpStatus.OK_200) {
            end(status);
            return;
        }
        // The type is what a stranger wrote: it must not end the header and begin another.
        String type = blob.contentType().chars().allMatch(c -> c > ' ' - 1 && c < 0x7f)
                ? blob.contentType()
                : "application/octet-stream";
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, type);
        if (parts.mode().isolatesFiles()) {
            // Nor must it be a page of this server's own origin, whatever a proxy lets a browser fetch.
            response.getHeaders().put("Content-Disposition", "attachment");
            response.getHeaders().put("X-Content-Type-Options", "nosniff");
            response.getHeaders().put("Content-Security-Policy", "sandbox; default-src 'none'");
        } else {
            response.getHeaders().put("Content-Disposition", "inline");
        }
        long size = blob.content().size();
        ByteRange part = partOf(size);
        if (part != null && part.length() == 0) {
            response.getHeaders().put(HttpHeader.CONTENT_RANGE, part.told());
            end(HttpStatus.RANGE_NOT_SATISFIABLE_416);
            return;
        }
        if (part != null) {
            response.setStatus(HttpStatus.PARTIAL_CONTENT_206);
            response.getHeaders().put(HttpHeader.CONTENT_RANGE, part.told());
        }
        long from = part == null ? 0 : part.from();
        long length = part == null ? size : part.length();
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, length);
        apart(() -> {
            try (InputStream content = blob.content().open(from); OutputStream to = Content.Sink.asOutputStream(response)) {
                copy(content, to, length);
                parts.measures().count(ServerMeter.FILE_BYTES, "sent", length);
            }
            callback.succeeded();
        });
    }

    /** Null for all of it. A content never changes, but who names another validator than its hash has another one in mind. */
    private @Nullable ByteRange partOf(long size) {
        if (!parts.mode().givesParts()) {
            return null;
        }
        response.getHeaders().put(HttpHeader.ACCEPT_RANGES, "bytes");
        return request.getHeaders().contains(HttpHeader.IF_RANGE)
                ? null
                : ByteRange.of(request.getHeaders().get(HttpHeader.RANGE), size);
    }

    private static void copy(InputStream content, OutputStream to, long length) throws IOException {
        byte[] piece = new byte[PIECE];
        long left = length;
        while (left > 0) {
            int read = content.read(piece, 0, (int) Math.min(piece.length, left));
            if (read < 0) {
                throw new IOException("a content ends " + left + " bytes too early");
            }
            to.write(piece, 0, read);
            left -= read;
        }
    }

    // --- Up

    private void take(String token, Access access) {
        ContentStore files = parts.blobs().files();
        if (!access.scopes().contains(Access.FILES_WRITE) || !access.write()) {
            afterContent(() -> end(HttpStatus.FORBIDDEN_403));
        } else if (request.getLength() > files.maxBytes()) {
            end(HttpStatus.PAYLOAD_TOO_LARGE_413);
        } else if (parts.blobs().mayName(token, access, hash)) {
            afterContent(this::done);
        } else {
            apart(() -> keep(files, token));
        }
    }

    private void keep(ContentStore files, String token) throws IOException {
        ContentStore.Kept kept;
        try (var content = new Incoming(Content.Source.asInputStream(request))) {
            try {
                kept = files.put(hash, content);
                parts.measures().count(ServerMeter.FILE_BYTES, "received", content.bytes());
            } catch (IOException e) {
                if (content.isBroken()) {
                    throw e;
                }
                LOG.log(System.Logger.Level.ERROR, "an upload is refused, since it cannot be kept: " + e.getMessage(), e);
                end(HttpStatus.SERVICE_UNAVAILABLE_503);
                return;
            }
        }
        switch (kept) {
            case KEPT -> {
                parts.blobs().uploaded(token, hash);
                done();
            }
            case OTHER_HASH -> end(HttpStatus.BAD_REQUEST_400);
            case TOO_LARGE -> end(HttpStatus.PAYLOAD_TOO_LARGE_413);
        }
    }

    private void done() {
        response.setStatus(HttpStatus.NO_CONTENT_204);
        callback.succeeded();
    }
}
