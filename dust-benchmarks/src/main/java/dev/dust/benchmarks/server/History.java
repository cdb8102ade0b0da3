package dev.dust.benchmarks.server;

import dev.dust.DustStore;
import dev.dust.benchmarks.fixture.Data;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/** What has happened in the store. */
final class History {
    private History() {
    }

    /** So many puts. */
    static void fill(Nodes nodes, int ops) {
        DustStore store = nodes.client(0).store();
        CompletableFuture.allOf(IntStream.range(0, ops).mapToObj(i -> store
                .putAsync(Data.key(i % AckedOnPostgres.PATHS), Data.text(i)).thenCompose(write -> write.committed()))
                .toArray(CompletableFuture[]::new)).join();
    }
}
