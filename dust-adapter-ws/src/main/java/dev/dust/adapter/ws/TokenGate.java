package dev.dust.adapter.ws;

import dev.dust.time.Durations;
import dev.dust.transport.CloseReason;
import dev.dust.transport.CloseReason.Lost;
import dev.dust.transport.CloseReason.Refused;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;

/** Lets a token through to the server, unless the server has refused it before (PROTOCOL 2). Safe for any thread. */
final class TokenGate {
    private final Token source;
    private final Duration patience;
    private final ReentrantLock lock = new ReentrantLock();
    /** The answer that is waited for, by however many attempts; null if there is none. Guarded by the lock. */
    private CompletableFuture<String> asking;
    private volatile Refusal last;

    private record Refusal(String token, Refused reason) {
    }

    /**
     * @param patience how long the source may take
     */
    TokenGate(Token source, Duration patience) {
        this.source = source;
        this.patience = patience;
    }

    /** The token to show to the server. Asks for it, and may block. */
    String token() throws NotConnectedException {
        String token = ask();
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

    private String ask() throws NotConnectedException {
        CompletableFuture<String> answer = asking();
        try {
            return answer.get(Durations.nanos(patience), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw noToken("its source has not answered within " + patience);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw noToken("this thread was interrupted while its source was asked");
        } catch (ExecutionException e) {
            throw noToken(e.getCause() instanceof Token.InvalidTokenException invalid
                    ? invalid.getMessage()
                    : "its source failed with " + e.getCause().getClass().getName());
        }
    }

    private void ask(CompletableFuture<String> answer) {
        try {
            answer.complete(source.ask());
        } catch (Throwable e) {
            answer.completeExceptionally(e);
        }
    }

    /** A source that hangs is asked once, however often somebody wants to connect. */
    private CompletableFuture<String> asking() {
        lock.lock();
        try {
            if (asking == null || asking.isDone()) {
                var answer = new CompletableFuture<String>();
                asking = answer;
                Thread.ofVirtual().name("dust-token").start(() -> ask(answer));
            }
            return asking;
        } finally {
            lock.unlock();
        }
    }

    private static NotConnectedException noToken(String why) {
        return new NotConnectedException(new Lost("there is no token: " + why));
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
