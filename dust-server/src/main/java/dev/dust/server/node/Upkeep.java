package dev.dust.server.node;

import dev.dust.server.ServerOptions;
import dev.dust.server.ledger.Ledger;
import dev.dust.server.ledger.Retention;
import dev.dust.server.metrics.Measures;
import dev.dust.server.metrics.ServerMeter;
import dev.dust.server.rules.Blobs;
import dev.dust.server.rules.NamedFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What a server does now and then so that what it keeps does not grow for ever (docs/server.md#retention). For one thread. */
final class Upkeep implements Runnable {
    private static final Duration BETWEEN_SWEEPS = Duration.ofHours(1);
    /** How long a content stays that nothing names. */
    private static final Duration GRACE = Duration.ofDays(1);

    private final Ledger ledger;
    private final Retention retention;
    private final Blobs blobs;
    private final Measures measures;
    private final long runsBetweenSweeps;
    private long runs;

    /** @param pause how long it is between two runs, which tells when it is time for a sweep */
    Upkeep(Ledger ledger, Retention retention, Duration pause, Blobs blobs, Measures measures) {
        runsBetweenSweeps = Math.max(1, BETWEEN_SWEEPS.dividedBy(pause));
        this.ledger = ledger;
        this.retention = retention;
        this.blobs = blobs;
        this.measures = measures;
    }

    /** Does so again and again, until it is closed. */
    static Periodic start(ServerParts parts, ServerOptions options) {
        Duration pause = options.upkeepEvery();
        return Periodic.start("dust-server-upkeep", pause,
                new Upkeep(parts.ledger(), options.retention(), pause, parts.blobs(), parts.measures()));
    }

    @Override
    public void run() {
        long began = System.nanoTime();
        String outcome = "failed";
        try {
            lookAfter();
            outcome = "done";
        } finally {
            measures.time(ServerMeter.UPKEEP, outcome, began);
        }
    }

    private void lookAfter() {
        measures.count(ServerMeter.FORGOTTEN_OPS, ledger.retain(retention));
        runs++;
        if (runs % runsBetweenSweeps == 0) {
            try {
                blobs.sweep(new Named(), GRACE);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Looked up once, when it is asked for. */
    private final class Named implements Predicate<String> {
        private @Nullable Set<String> hashes;

        @Override
        public boolean test(String hash) {
            Set<String> found = hashes;
            if (found == null) {
                found = NamedFiles.of(ledger);
                hashes = found;
            }
            return found.contains(hash);
        }
    }
}
