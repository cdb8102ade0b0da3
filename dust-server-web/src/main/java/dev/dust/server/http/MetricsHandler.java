package dev.dust.server.http;

import dev.dust.server.access.Access;
import dev.dust.server.api.Bearer;
import dev.dust.server.ledger.LedgerException;
import dev.dust.server.node.ServerParts;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /metrics} (docs/server.md#metrics): what the server measures of itself, for whoever has the token for that or may
 * do everything. Before it is told the ledger is asked, so that it says of now whether that answers.
 */
final class MetricsHandler {
    static final String PATH = "/metrics";
    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

    private final ServerParts parts;
    private final @Nullable Supplier<String> page;
    private final @Nullable String metricsToken;

    /**
     * What answers it.
     *
     * @param page         what is answered; null for nothing
     * @param metricsToken by which that is read, and nothing else; null if there is none for that alone
     */
    MetricsHandler(ServerParts parts, @Nullable Supplier<String> page, @Nullable String metricsToken) {
        this.parts = parts;
        this.page = page;
        this.metricsToken = metricsToken;
    }

    /** Answers, later perhaps. */
    void handle(Request request, Response response, Callback callback) {
        Supplier<String> told = page;
        if (told == null) {
            Response.writeError(request, response, callback, HttpStatus.NOT_FOUND_404);
        } else if (!HttpMethod.GET.is(request.getMethod()) && !HttpMethod.HEAD.is(request.getMethod())) {
            Errors.methodNotAllowed(request, response, callback, Errors.READING);
        } else {
            // Tokens may be where the ledger is, and whoever measures takes his time.
            Thread.ofVirtual().name("dust-metrics").start(() -> {
                try {
                    answer(told, request, response, callback);
                } catch (LedgerException away) {
                    Response.writeError(request, response, callback, HttpStatus.SERVICE_UNAVAILABLE_503);
                } catch (RuntimeException e) {
                    Response.writeError(request, response, callback, e);
                }
            });
        }
    }

    private void answer(Supplier<String> page, Request request, Response response, Callback callback) {
        String token = Bearer.tokenOf(request);
        if (!isForMetrics(token)) {
            Access access = parts.tokens().accessOf(token);
            if (access == null || !access.isUnlimited()) {
                Bearer.challenge(response);
                Response.writeError(request, response, callback,
                        access == null ? HttpStatus.UNAUTHORIZED_401 : HttpStatus.FORBIDDEN_403);
                return;
            }
        }
        parts.readiness().ask().join();
        byte[] text = page.get().getBytes(StandardCharsets.UTF_8);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, PROMETHEUS);
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, text.length);
        boolean isHead = HttpMethod.HEAD.is(request.getMethod());
        response.write(true, isHead ? ByteBuffer.allocate(0) : ByteBuffer.wrap(text), callback);
    }

    private boolean isForMetrics(@Nullable String token) {
        String own = metricsToken;
        return own != null && token != null && MessageDigest.isEqual(own.getBytes(StandardCharsets.UTF_8),
                token.getBytes(StandardCharsets.UTF_8));
    }
}
