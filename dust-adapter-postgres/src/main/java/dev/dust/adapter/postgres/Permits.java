package dev.dust.adapter.postgres;

import dev.dust.cache.CacheException;
import dev.dust.time.Durations;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Who may have a connection. Whoever reads may hold one for as long as they like, so that they may not have all: commits need
 * some, and the device id one. Safe for every thread.
 */
final class Permits {
    private final PostgresOptions options;
    private final Semaphore reads;
    private final Semaphore writes = new Semaphore(Integer.MAX_VALUE);

    /** What a connection is wanted for. */
    enum Use {
        /** By somebody who reads. */
        READ,
        /** By a commit, or an opening. */
        WRITE,
        /** By the device id, until the end. */
        CLAIM
    }

    Permits(PostgresOptions options) {
        this.options = options;
        this.reads = new Semaphore(options.reads());
    }

    /**
     * Waits for a permit if need be; {@link #give} gives it back.
     *
     * @throws CacheException if others that read keep theirs for too long
     */
    void take(Use use) {
        switch (use) {
            case READ -> takeRead();
            case WRITE -> writes.acquireUninterruptibly();
            case CLAIM -> {
                // There is one.
            }
        }
    }

    private void takeRead() {
        try {
            if (!reads.tryAcquire()
                    && !reads.tryAcquire(Durations.millis(options.connectionTimeout()), TimeUnit.MILLISECONDS)) {
                throw new CacheException("as many reads are open as may be, which is " + options.reads()
                        + ": close snapshots and streams soon, or allow more connections by PostgresOptions.poolSize");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw SqlFailures.interrupted(e);
        }
    }

    /** Gives one back. */
    void give(Use use) {
        switch (use) {
            case READ -> reads.release();
            case WRITE -> writes.release();
            case CLAIM -> {
                // Nobody waits for it.
            }
        }
    }

    /** Waits until no commit is under way, or for {@code atMost}. There are to be no new ones. */
    void awaitWrites(Duration atMost) {
        try {
            if (writes.tryAcquire(Integer.MAX_VALUE, Durations.millis(atMost), TimeUnit.MILLISECONDS)) {
                writes.release(Integer.MAX_VALUE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
