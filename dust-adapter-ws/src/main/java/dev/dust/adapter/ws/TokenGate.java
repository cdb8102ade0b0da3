package dev.dust.adapter.ws;

import dev.dust.transport.CloseReason;
import dev.dust.transport.CloseReason.Lost;
import dev.dust.transport.CloseReason.Refused;

/** Lets a token through to the server, unless the server has refused it before (PROTOCOL 2). Safe for any thread. */
final class TokenGate {
    private final Token source;
    private volatile Refusal last;

    private record Refusal(String token, Refused reason) {
    }

    TokenGate(Token source) {
        this.source = source;
    }

    /** The token to show to the server. Asks for it, and may block. */
    String token() throws NotConnectedException {
        String token;
        try {
            token = source.ask();
        } catch (RuntimeException e) {
            throw new NotConnectedException(new Lost("there is no token, its source failed: " + Failures.describe(e)));
        }
        if (token.isEmpty()) {
            throw new NotConnectedException(
                    new Refused("there is no token: set the environment variable " + Token.VARIABLE + ", or pass a Token"));
        }
        var refusal = last;
        if (refusal != null && refusal.token().equals(token)) {
            throw new NotConnectedException(refusal.reason());
        }
        return token;
    }

    /** The server at {@code server} said no to {@code token}: it is not shown again. */
    CloseReason refused(String token, String server, int capver) {
        var reason = new Refused(
                server + " refused the token (HTTP status 403): it is wrong or expired, or the server is too new for"
                        + " protocol version " + capver + " of this client. It is asked again only with another token");
        last = new Refusal(token, reason);
        return reason;
    }
}
