package dev.dust.subscribe;

import java.util.concurrent.CompletableFuture;

/** A subscription while it lasts. Thread-safe. */
public interface Subscription extends AutoCloseable {

    /** Why a subscription ended. */
    enum End {
        /** Somebody closed it, or what it was tied to by {@link SubscriptionOptions#closeWith} is over. */
        CLOSED,
        /** Its queue was full, and its options said to end then. */
        OVERFLOW,
        /** The client was closed. */
        CLIENT_CLOSED
    }

    /** The pattern, rendered. */
    String pattern();

    /** Whether it still hears. False once it has ended, in whatever way. */
    boolean isActive();

    /**
     * Completes with the reason when it has ended, and never exceptionally. Each call gives a future of its own, so that
     * cancelling it concerns nobody else.
     */
    CompletableFuture<End> ended();

    /**
     * Ends it. No callback begins after this returns; one that has begun may still be running. Does nothing if it has ended.
     * Any thread may call this, a callback too.
     */
    @Override
    void close();
}
