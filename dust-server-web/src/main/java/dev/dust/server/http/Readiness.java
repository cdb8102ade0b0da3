package dev.dust.server.http;

import dev.dust.server.ledger.Ledger;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Whether a server's ledger answers. One question is under way at a time, however many ask: who asks often costs a database no
 * more than one statement. Safe for every thread.
 */
final class Readiness {
    /** A ledger that takes longer does not answer, as far as whoever balances load is concerned. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    /** No store has to have this name. */
    private static final String ANY_NAME = "dust/readyz";

    private final Ledger ledger;
    private final AtomicReference<@Nullable CompletableFuture<Void>> underWay = new AtomicReference<>();

    Readiness(Ledger ledger) {
        this.ledger = ledger;
    }

    /** Completes, within two seconds, with null if the ledger answers, else with why it does not. */
    CompletableFuture<@Nullable String> ask() {
        return question().copy().orTimeout(PATIENCE.toNanos(), TimeUnit.NANOSECONDS)
                .handle((answered, failure) -> failure == null ? null : why(failure));
    }

    private CompletableFuture<Void> question() {
        var next = new CompletableFuture<Void>();
        CompletableFuture<Void> before = underWay.compareAndExchange(null, next);
        if (before != null) {
            return before;
        }
        Thread.ofVirtual().name("dust-server-readiness").start(() -> {
            try {
                ledger.find(ANY_NAME);
                underWay.set(null);
                next.complete(null);
            } catch (Throwable e) {
                underWay.set(null);
                next.completeExceptionally(e);
            }
        });
        return next;
    }

    private static String why(Throwable failure) {
        Throwable cause = failure instanceof CompletionException wrapped && wrapped.getCause() != null
                ? wrapped.getCause()
                : failure;
        return cause instanceof TimeoutException
                ? "the ledger has not answered within " + PATIENCE.toSeconds() + " s"
                : "the ledger does not answer: " + cause.getMessage();
    }
}
