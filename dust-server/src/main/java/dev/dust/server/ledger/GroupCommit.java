package dev.dust.server.ledger;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * Writes one store for many who do not wait for each other: what comes while a batch is written is the next batch. So a batch
 * is as large as the ledger is slow, and a push that comes alone waits for nobody. A push that may be
 * large ends its batch. Safe for every thread.
 */
public final class GroupCommit {
    /** How many pushes a batch has at most. */
    public static final int MOST = 512;

    private record Waiting(Push push, CompletableFuture<Outcome> outcome) {
    }

    private final Function<List<Push>, List<Outcome>> store;
    private final Executor executor;
    private final ReentrantLock lock = new ReentrantLock();
    private final Queue<Waiting> queue = new ArrayDeque<>();
    /** Whether somebody is writing, who will look at the queue again. */
    private boolean writing;

    /**
     * For one store.
     *
     * @param store    writes a batch, as {@link StoreLedger#write} does
     * @param executor where batches are written, one at a time; they block
     */
    public GroupCommit(Function<List<Push>, List<Outcome>> store, Executor executor) {
        this.store = store;
        this.executor = executor;
    }

    /**
     * Writes a push after those that came before it.
     *
     * @return what became of it, told on the executor, to one push after the other in their order; fails with what the ledger
     *         fails with
     */
    public CompletableFuture<Outcome> write(Push push) {
        var waiting = new Waiting(push, new CompletableFuture<>());
        boolean begin;
        lock.lock();
        try {
            queue.add(waiting);
            begin = !writing;
            writing = true;
        } finally {
            lock.unlock();
        }
        if (begin) {
            executor.execute(this::work);
        }
        return waiting.outcome();
    }

    private void work() {
        for (List<Waiting> batch = next(); !batch.isEmpty(); batch = next()) {
            write(batch);
        }
    }

    /** The next batch; if it is empty, whoever comes next has to begin. */
    private List<Waiting> next() {
        lock.lock();
        try {
            var batch = new ArrayList<Waiting>(Math.min(MOST, queue.size()));
            while (batch.size() < MOST && !queue.isEmpty()) {
                Waiting next = queue.remove();
                batch.add(next);
                if (next.push().mayBeLarge()) {
                    // What a batch has committed goes to members at once, who have to have room for it.
                    break;
                }
            }
            writing = !batch.isEmpty();
            return batch;
        } finally {
            lock.unlock();
        }
    }

    private void write(List<Waiting> batch) {
        try {
            List<Outcome> outcomes = store.apply(batch.stream().map(Waiting::push).toList());
            for (int i = 0; i < batch.size(); i++) {
                batch.get(i).outcome().complete(outcomes.get(i));
            }
        } catch (RuntimeException | Error e) {
            // Whatever it is: those who wait must hear of it, and those who come next have their turn.
            batch.forEach(waiting -> waiting.outcome().completeExceptionally(e));
        }
    }
}
