package dev.dust.server.http;

import dev.dust.server.node.Readiness;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * {@code /healthz}: the process answers. {@code /readyz}: so does what it needs, or 503 and why not (docs/server.md#health).
 * Nobody needs a token for them, and what they say is no secret.
 */
final class HealthHandler {
    static final String HEALTH_PATH = "/healthz";
    static final String READINESS_PATH = "/readyz";

    private final Readiness readiness;

    HealthHandler(Readiness readiness) {
        this.readiness = readiness;
    }

    /** Whether that is one of its paths. */
    static boolean has(String path) {
        return path.equals(HEALTH_PATH) || path.equals(READINESS_PATH);
    }

    /** Answers, later perhaps. */
    void handle(String path, Request request, Response response, Callback callback) {
        if (!HttpMethod.GET.is(request.getMethod()) && !HttpMethod.HEAD.is(request.getMethod())) {
            Errors.methodNotAllowed(request, response, callback, Errors.READING);
        } else if (path.equals(HEALTH_PATH)) {
            answer(null, request, response, callback);
        } else {
            readiness.ask().thenAccept(why -> answer(why, request, response, callback));
        }
    }

    private static void answer(@Nullable String why, Request request, Response response, Callback callback) {
        byte[] text = ((why == null ? "ok" : why) + '\n').getBytes(StandardCharsets.UTF_8);
        response.setStatus(why == null ? HttpStatus.OK_200 : HttpStatus.SERVICE_UNAVAILABLE_503);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/plain;charset=utf-8");
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, text.length);
        boolean isHead = HttpMethod.HEAD.is(request.getMethod());
        response.write(true, isHead ? ByteBuffer.allocate(0) : ByteBuffer.wrap(text), callback);
    }
}
