package dev.dust.adapter.sqlite;

import dev.dust.cache.CacheException;
import dev.dust.time.Durations;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The connections to the file: one that writes, and as many that read as are needed at the same time, kept for the next ones.
 * Safe for every thread.
 */
final class Database {
    /** How long a commit that is under way may take to end when the cache is closed. */
    private static final long GRACE_MILLIS = 1_000;
    /** How long at most to wait between two attempts to be the one that writes. */
    private static final int MOST_PAUSE_MILLIS = 25;
    /** For all of them. The log is cut when it is written from its beginning again: a long read may have made it large. */
    private static final String SET_UP = "PRAGMA temp_store = memory; PRAGMA trusted_schema = off; PRAGMA cell_size_check = on;"
            + " PRAGMA journal_size_limit = 67108864";

    private final Path file;
    private final SqliteOptions options;
    private final SqliteFailures failures;
    private final PreparedConnection writer;
    private final ReentrantLock writing = new ReentrantLock(true);
    private final Semaphore reads;
    private final Deque<PreparedConnection> idle = new ConcurrentLinkedDeque<>();
    private final Set<PreparedConnection> reading = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /**
     * Opens the file, and makes the tables if there are none.
     *
     * @throws CacheException if it cannot be used
     */
    Database(Path file, SqliteOptions options) {
        this.file = file;
        this.options = options;
        this.failures = new SqliteFailures(file);
        this.reads = new Semaphore(options.readers());
        try {
            // Where another process makes the file, or closes it as the last one, SQLite does not wait by itself.
            this.writer = whenFree(this::openWriter);
        } catch (SQLException e) {
            throw failures.of(e);
        }
    }

    private PreparedConnection openWriter() throws SQLException {
        PreparedConnection opened = PreparedConnection.open(file);
        try {
            new Schema(failures).prepare(opened);
            opened.execute(SET_UP);
            opened.execute("PRAGMA synchronous = " + (options.fullSync() ? "full" : "normal"));
            // Who writes waits by himself: SQLite would hold the thread.
            opened.execute("PRAGMA busy_timeout = 0");
            return opened;
        } catch (SQLException | RuntimeException e) {
            opened.close();
            throw e;
        }
    }

    private static void abandon(@Nullable PreparedConnection opened) {
        if (opened != null) {
            opened.close();
        }
    }

    SqliteOptions options() {
        return options;
    }

    /**
     * Does {@code work} in a transaction that writes, alone, and commits it unless it throws.
     *
     * @throws CacheException if that cannot be done now; nothing has happened
     */
    <T extends @Nullable Object> T write(PreparedConnection.Work<T> work) {
        lockWriting();
        try {
            begin();
            return writer.run(connection -> {
                T result = work.on(connection);
                connection.update("COMMIT");
                return result;
            });
        } catch (SQLException e) {
            writer.rollback();
            throw failure(e);
        } catch (RuntimeException | Error e) {
            writer.rollback();
            throw e;
        } finally {
            writing.unlock();
        }
    }

    private void lockWriting() {
        checkOpen();
        try {
            if (!writing.tryLock(Durations.nanos(options.busyTimeout()), TimeUnit.NANOSECONDS)) {
                throw failures.of("is being written by another thread for longer than busyTimeout says", null);
            }
        } catch (InterruptedException e) {
            throw SqliteFailures.interrupted(e);
        }
        if (closed) {
            writing.unlock();
            throw closedException();
        }
    }

    /** Waits until no other process writes. */
    private void begin() throws SQLException {
        whenFree(() -> writer.run(connection -> connection.update("BEGIN IMMEDIATE")));
    }

    /** Something to be done when no other process is in its way. */
    @FunctionalInterface
    private interface Attempt<T> {
        T make() throws SQLException;
    }

    private <T> T whenFree(Attempt<T> attempt) throws SQLException {
        long end = Durations.after(System.nanoTime(), options.busyTimeout());
        for (int pause = 1;; pause = Math.min(2 * pause, MOST_PAUSE_MILLIS)) {
            try {
                return attempt.make();
            } catch (SQLException e) {
                if (closed || !SqliteFailures.isBusy(e) || System.nanoTime() > end) {
                    throw e;
                }
            }
            try {
                Thread.sleep(ThreadLocalRandom.current().nextInt(pause) + 1);
            } catch (InterruptedException e) {
                throw SqliteFailures.interrupted(e);
            }
        }
    }

    /**
     * Does {@code work}, a single statement that reads.
     *
     * @throws CacheException if that cannot be done now
     */
    <T extends @Nullable Object> T read(PreparedConnection.Work<T> work) {
        PreparedConnection connection = takeReader();
        try {
            return connection.run(work);
        } catch (SQLException e) {
            throw failure(e);
        } finally {
            giveBack(connection);
        }
    }

    /**
     * A connection for somebody who reads, for as long as he likes; to be given back.
     *
     * @throws CacheException if there is none to be had now
     */
    PreparedConnection takeReader() {
        checkOpen();
        try {
            if (!reads.tryAcquire() && !reads.tryAcquire(Durations.nanos(options.busyTimeout()), TimeUnit.NANOSECONDS)) {
                throw new CacheException("all " + options.readers() + " connections that read " + file
                        + " are in use: close snapshots and streams soon, or allow more by SqliteOptions.readers");
            }
        } catch (InterruptedException e) {
            throw SqliteFailures.interrupted(e);
        }
        PreparedConnection connection = null;
        try {
            connection = idle.pollFirst();
            if (connection == null) {
                connection = newReader();
            }
        } finally {
            if (connection == null) {
                reads.release();
            }
        }
        reading.add(connection);
        if (closed) {
            giveBack(connection);
            throw closedException();
        }
        return connection;
    }

    /**
     * Begins a transaction that reads, on a connection that {@link #endReading} gives back, and does {@code first} in it. Where
     * that fails, whatever it is, the connection is given back.
     *
     * @throws CacheException if that cannot be done now
     */
    <T> T beginReading(PreparedConnection.Work<T> first) {
        PreparedConnection connection = takeReader();
        boolean begun = false;
        try {
            T result = connection.run(reader -> {
                reader.update("BEGIN");
                return first.on(reader);
            });
            begun = true;
            return result;
        } catch (SQLException e) {
            throw failure(e);
        } finally {
            if (!begun) {
                endReading(connection);
            }
        }
    }

    /** Ends what {@link #beginReading} began. */
    void endReading(PreparedConnection connection) {
        try {
            connection.rollback();
        } finally {
            giveBack(connection);
        }
    }

    private PreparedConnection newReader() {
        PreparedConnection opened = null;
        try {
            opened = PreparedConnection.open(file);
            opened.execute(SET_UP);
            opened.execute("PRAGMA query_only = on");
            return opened;
        } catch (SQLException e) {
            abandon(opened);
            throw failure(e);
        }
    }

    /** After its transaction has ended. */
    void giveBack(PreparedConnection connection) {
        if (reading.remove(connection)) {
            idle.addFirst(connection);
            reads.release();
            if (closed) {
                closeIdle();
            }
        }
    }

    private void closeIdle() {
        for (PreparedConnection one = idle.poll(); one != null; one = idle.poll()) {
            one.close();
        }
    }

    /** {@code failure} for those who use the cache. */
    CacheException failure(SQLException failure) {
        return closed ? closedException() : failures.of(failure);
    }

    void checkOpen() {
        if (closed) {
            throw closedException();
        }
    }

    private static CacheException closedException() {
        return new CacheException("this SQLite cache is closed: open a new one");
    }

    /** Ends all that is under way: reads at once, a commit after a moment. */
    void close() {
        closed = true;
        List.copyOf(reading).forEach(PreparedConnection::interrupt);
        List.copyOf(reading).forEach(PreparedConnection::close);
        closeIdle();
        boolean locked = false;
        try {
            locked = writing.tryLock(GRACE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!locked) {
            writer.interrupt();
        }
        writer.close();
        if (locked) {
            writing.unlock();
        }
    }
}
