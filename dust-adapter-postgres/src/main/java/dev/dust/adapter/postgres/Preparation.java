package dev.dust.adapter.postgres;

import dev.dust.cache.CacheException;
import dev.dust.time.Durations;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Sees to it, before anybody has a connection, that the tables are as this version needs them: once, and where the database is
 * away, again by each who wants one. Thread-safe.
 */
final class Preparation {
    private final Migrations migrations;
    private final long patienceNanos;
    private final ReentrantLock trying = new ReentrantLock();
    private volatile boolean done;
    /** How it failed the last time; null if it did not. */
    private volatile @Nullable CacheException failure;

    Preparation(Migrations migrations, PostgresOptions options) {
        this.migrations = migrations;
        this.patienceNanos = Durations.nanos(options.connectionTimeout());
    }

    /**
     * Returns when the tables are as they have to be. Of those who come at the same time one tries, and the others hear what
     * came of it.
     *
     * @throws CacheException if the database is away, or is not as it has to be
     */
    void require() {
        if (done) {
            return;
        }
        CacheException before = failure;
        take();
        try {
            CacheException meanwhile = failure;
            if (!done && meanwhile != null && meanwhile != before) {
                throw new CacheException(String.valueOf(meanwhile.getMessage()), meanwhile);
            }
            if (!done) {
                attempt();
            }
        } finally {
            trying.unlock();
        }
    }

    private void attempt() {
        try {
            migrations.run();
            done = true;
        } catch (CacheException e) {
            failure = e;
            throw e;
        }
    }

    private void take() {
        try {
            if (!trying.tryLock(patienceNanos, TimeUnit.NANOSECONDS)) {
                throw new CacheException("the database is away: it has not answered yet whether its tables are there");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw SqlFailures.interrupted(e);
        }
    }
}
