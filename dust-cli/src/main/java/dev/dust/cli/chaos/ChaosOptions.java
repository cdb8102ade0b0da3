package dev.dust.cli.chaos;

import dev.dust.cli.chaos.client.SharedDatabase;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What to do.
 *
 * @param time     for how long something goes wrong
 * @param seed     what goes wrong, and what the clients do, comes from it; when exactly, from the machine
 * @param nodes    how many servers there are on one PostgreSQL, whose history is not forgotten; 0 for one alone
 * @param database where all clients but one share a cache in PostgreSQL; null if they do not
 * @param inFile   whether they share one in SQLite, in a file of the run's own; if neither, each has one in memory
 */
public record ChaosOptions(Duration time, long seed, int nodes, @Nullable SharedDatabase database, boolean inFile) {
    /** Checks that there is a time. */
    public ChaosOptions {
        Objects.requireNonNull(time, "time");
    }
}
