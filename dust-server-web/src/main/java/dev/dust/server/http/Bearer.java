package dev.dust.server.http;

import dev.dust.server.access.Access;
import dev.dust.server.access.Tokens;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
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

    /** Says in the answer to a request without a valid one that one is wanted, and what kind. */
    static void challenge(Response response) {
        response.getHeaders().put(HttpHeader.WWW_AUTHENTICATE, "Bearer");
    }
}
