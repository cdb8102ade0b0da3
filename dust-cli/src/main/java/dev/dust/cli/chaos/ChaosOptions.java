package dev.dust.cli.chaos;

import dev.dust.cli.chaos.client.SharedDatabase;
import java.time.Duration;
import java.util.Objects;

/**
 * What to do.
 *
 * @param time     for how long something goes wrong
 * @param seed     what goes wrong, and what the clients do, comes from it; when exactly, from the machine
 * @param database where all clients but one share a cache; null if each has one in memory
 */
public record ChaosOptions(Duration time, long seed, SharedDatabase database) {
    /** Checks that there is a time. */
    public ChaosOptions {
        Objects.requireNonNull(time, "time");
    }
}
