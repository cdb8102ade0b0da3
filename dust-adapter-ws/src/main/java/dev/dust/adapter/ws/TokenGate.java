package dev.dust.adapter.ws;

import dev.dust.time.Durations;
import dev.dust.transport.CloseReason;
import dev.dust.transport.CloseReason.Lost;
import dev.dust.transport.CloseReason.Refused;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets a token through to the server, unless the server has refused it before (docs/protocol.md#connecting), and waits for its
 * source no longer than it should. Safe for any thread.
 */
final class TokenGate {
    private final Token source;
    private final Duration patience;
    private final ReentrantLock lock = new ReentrantLock();
    /** The last question to the source; guarded by the lock. */
    private Question question;
    private volatile Refusal last;

    private record Refusal(String token, Refused reason) {
    }

    private record Question(FutureTask<String> answer, Thread thread) {
    }

    /**
     * @param patience how long the source may take to answer; positive
     */
    TokenGate(Token source, Duration patience) {
        this.source = source;
        this.patience = patience;
    }

    /** The token to show to the server. Asks for it, and may block for as long as the patience lasts. */
    String token() throws NotConnectedException {
        String token = ask();
        if (token.isEmpty()) {
            throw new NotConnectedException(
                    new Refused("there is no token: set the environment variable " + Token.VARIABLE + ", or pass a Token"));
        }
        String flaw = Token.flaw(token);
        if (flaw != null) {
            throw new NotConnectedException(new Refused(flaw));
        }
        var refusal = last;
        if (refusal != null && refusal.token().equals(token)) {
            throw new NotConnectedException(refusal.reason());
        }
        return token;
    }

    private String ask() throws NotConnectedException {
        var asked = question();
        try {
            return asked.answer.get(Durations.nanos(patience), TimeUnit.NANOSECONDS);
        } catch (TimeoutException hangs) {
            asked.thread.interrupt();
            throw lost(
                    "its source has not answered within " + Durations.millis(patience) + " ms; the next attempt asks it again");
        } catch (ExecutionException failed) {
            // Its message may hold the token.
            throw lost("its source failed with " + failed.getCause().getClass().getName());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw lost("nobody waited for its source, who asked was interrupted");
        }
    }

    /** One that is under way serves all who come meanwhile: a source that hangs holds one thread, however often it is asked. */
    private Question question() {
        lock.lock();
        try {
            if (question == null || question.answer.isDone()) {
                var answer = new FutureTask<>(source::ask);
                question = new Question(answer, Thread.ofVirtual().name("dust-ws-token").start(answer));
            }
            return question;
        } finally {
            lock.unlock();
        }
    }

    private static NotConnectedException lost(String why) {
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
