package dev.dust.server.node;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * Where a node does what it does, and when: on threads, unless a test has it all done by one thread, on virtual time. Safe for
 * every thread.
 */
public interface Execution {
    /** On virtual threads, as time passes. */
    Execution THREADS = new ThreadedExecution();

    /** docs/protocol.md#batches. */
    int BATCH = 1_000;

    /** Where frames are handled whose handling waits for no database. */
    Executor IN_PLACE = Runnable::run;

    /** Where frames are handled, if that takes as long as a database does. Those of one connection come one at a time. */
    Executor handling();

    /** Where a ledger that others have, too, is read and written. That blocks. */
    Executor ledger();

    /** Does something on {@link #ledger}, but not before {@code delay} has passed. */
    void later(Duration delay, Runnable task);

    /**
     * Waits for what is done on {@link #ledger}.
     *
     * @throws java.util.concurrent.CompletionException if it has failed
     */
    <T> T await(CompletableFuture<T> outcome);

    /** How many ops are read at once, and sent to one who catches up. */
    int batch();

    /**
     * What brings frames to a client.
     *
     * @param capacity how many of them may wait
     * @param tooSlow  runs if more would
     */
    Sending sending(ClientLink link, int capacity, Runnable tooSlow);
}
