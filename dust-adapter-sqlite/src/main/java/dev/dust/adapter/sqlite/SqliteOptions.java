package dev.dust.adapter.sqlite;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** How a {@link SqliteCache} lives in its file. Immutable; each method that takes an argument returns a copy. */
public final class SqliteOptions {
    private static final SqliteOptions DEFAULTS = new SqliteOptions(false, Duration.ofSeconds(15), 16, 1_000);

    private final boolean fullSync;
    private final Duration busyTimeout;
    private final int readers;
    private final int fetchSize;

    private SqliteOptions(boolean fullSync, Duration busyTimeout, int readers, int fetchSize) {
        this.fullSync = fullSync;
        this.busyTimeout = busyTimeout;
        this.readers = readers;
        this.fetchSize = fetchSize;
    }

    /** Everything as it is described at its method. */
    public static SqliteOptions defaults() {
        return DEFAULTS;
    }

    /**
     * With or without waiting for the disk at each commit. Without, what was committed outlives the process, however that
     * ends; a power cut or a crash of the operating system may cost the last commits, and never leaves one in part. What that
     * means for waiting writes is in the README of this module.
     */
    public SqliteOptions fullSync(boolean fullSync) {
        return new SqliteOptions(fullSync, busyTimeout, readers, fetchSize);
    }

    /** Whether each commit waits for the disk; false by default. */
    public boolean fullSync() {
        return fullSync;
    }

    /**
     * With another time to wait for what others have: a commit for those of other processes to end, a read for other reads to
     * end where there are as many as may be.
     *
     * @throws IllegalArgumentException for less than 1 ms
     */
    public SqliteOptions busyTimeout(Duration busyTimeout) {
        if (Objects.requireNonNull(busyTimeout, "busyTimeout").compareTo(Duration.ofMillis(1)) < 0) {
            throw new IllegalArgumentException("busyTimeout must be 1 ms or more, not " + busyTimeout);
        }
        return new SqliteOptions(fullSync, busyTimeout, readers, fetchSize);
    }

    /** How long to wait for what others have; 15 s by default. */
    public Duration busyTimeout() {
        return busyTimeout;
    }

    /**
     * With another number of reads at a time, at most. Each has a connection of its own, and a snapshot holds it until it is
     * closed; as many as were in use at the same time stay open.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public SqliteOptions readers(int readers) {
        if (readers < 1) {
            throw new IllegalArgumentException("readers must be positive, not " + readers);
        }
        return new SqliteOptions(fullSync, busyTimeout, readers, fetchSize);
    }

    /** How many reads there may be at a time; 16 by default. */
    public int readers() {
        return readers;
    }

    /**
     * With another number of rows that a scan fetches at once, at most.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public SqliteOptions fetchSize(int fetchSize) {
        if (fetchSize < 1) {
            throw new IllegalArgumentException("fetchSize must be positive, not " + fetchSize);
        }
        return new SqliteOptions(fullSync, busyTimeout, readers, fetchSize);
    }

    /** How many rows a scan fetches at once, at most; 1,000 by default. */
    public int fetchSize() {
        return fetchSize;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SqliteOptions that && fullSync == that.fullSync && busyTimeout.equals(that.busyTimeout)
                && readers == that.readers && fetchSize == that.fetchSize;
    }

    @Override
    public int hashCode() {
        return Objects.hash(fullSync, busyTimeout, readers, fetchSize);
    }

    /** All that they say. */
    @Override
    public String toString() {
        return "SqliteOptions[fullSync=" + fullSync + ", busyTimeout=" + busyTimeout + ", readers=" + readers + ", fetchSize="
                + fetchSize + "]";
    }
}
