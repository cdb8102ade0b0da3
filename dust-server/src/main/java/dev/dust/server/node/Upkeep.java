package dev.dust.server.node;

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
    /** How often histories are looked at. */
    private static final Duration PAUSE = Duration.ofMinutes(1);
    private static final int RUNS_BETWEEN_SWEEPS = 60;
    /** How long a content stays that nothing names. */
    private static final Duration GRACE = Duration.ofDays(1);

    private final Ledger ledger;
    private final Retention retention;
    private final Blobs blobs;
    private final Measures measures;
    private int runs;

    Upkeep(Ledger ledger, Retention retention, Blobs blobs, Measures measures) {
        this.ledger = ledger;
        this.retention = retention;
        this.blobs = blobs;
        this.measures = measures;
    }

    /** Does so until it is closed. */
    static Periodic start(ServerParts parts, Retention retention) {
        return Periodic.start("dust-server-upkeep", PAUSE,
                new Upkeep(parts.ledger(), retention, parts.blobs(), parts.measures()));
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
        if (runs % RUNS_BETWEEN_SWEEPS == 0) {
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
