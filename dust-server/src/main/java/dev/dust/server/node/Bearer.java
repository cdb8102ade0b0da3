package dev.dust.server.node;

import dev.dust.server.access.Access;
import dev.dust.server.access.Tokens;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** The token of an HTTP request: {@code Authorization: Bearer <token>}. */
final class Bearer {
    private static final String BEARER = "Bearer ";

    private Bearer() {
    }

    /** The request's token, or null if it has none. */
    static @Nullable String tokenOf(Request request) {
        String authorization = request.getHeaders().get(HttpHeader.AUTHORIZATION);
        return authorization != null && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
                ? authorization.substring(BEARER.length()).strip()
                : null;
    }

    /** What the request's token may do, or null if it has none that is valid. */
    static @Nullable Access accessOf(Tokens tokens, Request request) {
        return tokens.accessOf(tokenOf(request));
    }

    /** Answers a request without a valid one. */
    static void refuse(Request request, Response response, Callback callback) {
        response.getHeaders().put(HttpHeader.WWW_AUTHENTICATE, "Bearer");
        Response.writeError(request, response, callback, HttpStatus.UNAUTHORIZED_401);
    }
}
