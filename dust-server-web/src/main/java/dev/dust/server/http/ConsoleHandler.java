package dev.dust.server.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * The console: a page that speaks the protocol as any client does, with the token that is typed into it. What the page may do
 * is its policy: no script, style or connection but the server's own, and no frame around it.
 */
final class ConsoleHandler {
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
            + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    private static final Map<String, File> FILES = Stream.of(new File("/", "index.html", "text/html;charset=utf-8"),
            new File("/console/console.css", "console.css", "text/css;charset=utf-8"), script("mirror.js"),
            script("connection.js"), script("tree.js"), script("console.js"))
            .collect(Collectors.toUnmodifiableMap(File::path, Function.identity()));

    /** {@code content} is never written to. */
    private record File(String path, String type, ByteBuffer content) {
        File(String path, String resource, String type) {
            this(path, type, read(resource));
        }
    }

    private ConsoleHandler() {
    }

    private static File script(String name) {
        return new File("/console/" + name, name, "text/javascript;charset=utf-8");
    }

    private static ByteBuffer read(String resource) {
        try (InputStream in = ConsoleHandler.class.getResourceAsStream("/dev/dust/server/console/" + resource)) {
            return ByteBuffer.wrap(Objects.requireNonNull(in, resource).readAllBytes()).asReadOnlyBuffer();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether that is one of its files. */
    static boolean has(String path) {
        return FILES.containsKey(path);
    }

    /** Sends one of its files. */
    static void handle(String path, Request request, Response response, Callback callback) {
        if (!HttpMethod.GET.is(request.getMethod()) && !HttpMethod.HEAD.is(request.getMethod())) {
            Errors.methodNotAllowed(request, response, callback, Errors.READING);
            return;
        }
        File file = Objects.requireNonNull(FILES.get(path), path);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, file.type());
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, file.content().remaining());
        // Another version of the server has another page.
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-cache");
        response.getHeaders().put("Content-Security-Policy", POLICY);
        response.getHeaders().put("X-Content-Type-Options", "nosniff");
        response.getHeaders().put("Referrer-Policy", "no-referrer");
        boolean isHead = HttpMethod.HEAD.is(request.getMethod());
        response.write(true, isHead ? ByteBuffer.allocate(0) : file.content().duplicate(), callback);
    }
}
