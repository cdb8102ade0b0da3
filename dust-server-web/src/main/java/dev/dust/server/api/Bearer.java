package dev.dust.server.api;

import dev.dust.server.access.Access;
import dev.dust.server.access.Tokens;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.jspecify.annotations.Nullable;

/** The token of an HTTP request: {@code Authorization: Bearer <token>}. */
public final class Bearer {
    private static final String BEARER = "Bearer ";

    private Bearer() {
    }

    /** The request's token, or null if it has none. */
    public static @Nullable String tokenOf(Request request) {
        String authorization = request.getHeaders().get(HttpHeader.AUTHORIZATION);
        return authorization != null && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
                ? authorization.substring(BEARER.length()).strip()
                : null;
    }

    /** Says in the answer to a request without a valid one that one is wanted, and what kind. */
    public static void challenge(Response response) {
        response.getHeaders().put(HttpHeader.WWW_AUTHENTICATE, "Bearer");
    }
}
