package dev.dust.benchmarks.memory;

import dev.dust.DustStore;
import dev.dust.benchmarks.fixture.Data;
import dev.dust.benchmarks.fixture.LocalClient;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A store in memory, connected and caught up. */
@State(Scope.Benchmark)
public class FilledStore {
    /** How many rows it has. */
    @Param({"1000", "100000", "1000000"})
    public int entries;

    LocalClient client;
    DustStore store;

    /** Fills it. */
    @Setup
    public void fill() {
        client = LocalClient.online();
        client.fill(Data.rows(entries));
        store = client.store();
    }

    /** Ends the client. */
    @TearDown
    public void close() {
        client.close();
    }
}
