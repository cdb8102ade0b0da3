package dev.dust.server.node;

import dev.dust.server.ledger.Ledger;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Whether a server takes clients: it does until it goes away, and while its ledger can be written. One question to that is
 * under way at a time, however many ask: who asks often costs a database no more than one statement. Safe for every thread.
 */
public final class Readiness {
    private static final System.Logger LOG = System.getLogger(Readiness.class.getName());
    /** A ledger that takes longer does not answer, as far as whoever balances load is concerned. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final String LEAVING = "the server goes away";
    private static final String SILENT = "the ledger has not answered within " + PATIENCE.toSeconds() + " s";
    /** What a database says may name hosts and users, and anybody may ask. */
    private static final String FAILING = "the ledger does not answer: the server's log says why";

    private final Ledger ledger;
    private final AtomicReference<@Nullable CompletableFuture<Void>> underWay = new AtomicReference<>();
    /** When it was first asked in vain since it answered last; null while it answers. */
    private final AtomicReference<@Nullable Long> awaySinceNanos = new AtomicReference<>();
    private final CompletableFuture<Void> leaving = new CompletableFuture<>();

    Readiness(Ledger ledger) {
        this.ledger = ledger;
    }

    /** Completes, within two seconds, with null if the server takes clients, else with why it does not. */
    public CompletableFuture<@Nullable String> ask() {
        if (isLeaving()) {
            return CompletableFuture.completedFuture(LEAVING);
        }
        long asked = System.nanoTime();
        return question().copy().orTimeout(PATIENCE.toNanos(), TimeUnit.NANOSECONDS).handle((answered, failure) -> {
            if (failure == null) {
                Long since = awaySinceNanos.getAndSet(null);
                if (since != null) {
                    LOG.log(System.Logger.Level.INFO, "the ledger answers again, after {0} s",
                            TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - since));
                }
                return null;
            }
            Throwable cause = causeOf(failure);
            if (awaySinceNanos.compareAndSet(null, asked)) {
                LOG.log(System.Logger.Level.WARNING, "the ledger does not answer: " + cause.getMessage(), cause);
            }
            return cause instanceof TimeoutException ? SILENT : FAILING;
        });
    }

    /** For how long the ledger has not answered, in seconds, as far as somebody has asked; 0 if it did the last time. */
    double secondsAway() {
        Long since = awaySinceNanos.get();
        return since == null ? 0 : (System.nanoTime() - since) / 1e9;
    }

    /** From now on it takes no clients. */
    void goAway() {
        leaving.complete(null);
    }

    /** Whether it takes no clients any more. */
    public boolean isLeaving() {
        return leaving.isDone();
    }

    /**
     * Waits for {@code what}, for so long at most, and not beyond the moment at which the server goes away. Completes it then:
     * else what waits would stay with what is as old as the server.
     */
    void awaitUnlessLeaving(CompletableFuture<Void> what, Duration atMost) {
        try {
            CompletableFuture.anyOf(what, leaving).get(atMost.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException nothingCame) {
            // That is an answer, too.
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            what.complete(null);
        }
    }

    private CompletableFuture<Void> question() {
        var next = new CompletableFuture<Void>();
        CompletableFuture<Void> before = underWay.compareAndExchange(null, next);
        if (before != null) {
            return before;
        }
        Thread.ofVirtual().name("dust-server-readiness").start(() -> {
            try {
                ledger.requireWritable();
                underWay.set(null);
                next.complete(null);
            } catch (Throwable e) {
                underWay.set(null);
                next.completeExceptionally(e);
            }
        });
        return next;
    }

    private static Throwable causeOf(Throwable failure) {
        return failure instanceof CompletionException wrapped && wrapped.getCause() != null ? wrapped.getCause() : failure;
    }
}
