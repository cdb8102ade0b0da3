package dev.dust.server.http;

import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Answers that several handlers give to what they do not take. */
final class Errors {
    /** What resources take that can only be read. */
    static final String READING = "GET, HEAD";

    private Errors() {
    }

    /** 405, and which methods there are. */
    static void methodNotAllowed(Request request, Response response, Callback callback, String allowed) {
        response.getHeaders().put(HttpHeader.ALLOW, allowed);
        Response.writeError(request, response, callback, HttpStatus.METHOD_NOT_ALLOWED_405);
    }
}
