package dev.dust.testkit.simulation;

import dev.dust.DustStore;
import dev.dust.StoreStatus;
import dev.dust.Write;
import dev.dust.cache.CacheSnapshot;
import java.util.ArrayList;
import java.util.List;

/** One store as a process has it: what dies with the process. */
final class ProcessStore {
    private final Process process;
    private final ClientStore client;
    private final DustStore store;
    private final SubscriptionOracle oracle;
    private final List<Write> writes = new ArrayList<>();
    private boolean saysIncomplete;

    ProcessStore(World world, Process process, ClientStore client, DustStore store) {
        this.process = process;
        this.client = client;
        this.store = store;
        this.oracle = new SubscriptionOracle(world, this);
    }

    Process process() {
        return process;
    }

    /** The same store, as the device has it. */
    ClientStore client() {
        return client;
    }

    DustStore store() {
        return store;
    }

    SubscriptionOracle oracle() {
        return oracle;
    }

    /** The writes that were made in it. */
    List<Write> writes() {
        return writes;
    }

    /** The seq of the rows under what it shows: with others on the same cache, these may be ahead of what it has applied. */
    long rowsSeq() {
        try (CacheSnapshot rows = process.client().cache().open(client.name(), process.client().device()).snapshot()) {
            return rows.appliedSeq();
        }
    }

    /** Whether something is missing in the rows, and this process says so, or an earlier one did. */
    boolean isIncomplete(StoreStatus status) {
        boolean says = status.missing() > 0;
        if (says || saysIncomplete) {
            client.setIncomplete(says);
        }
        saysIncomplete = says;
        return client.isIncomplete();
    }

    /** Whether the cache is away, or the store has not noticed yet that it is back. */
    boolean isWithoutCache() {
        return isWithoutCache(store.status());
    }

    /** The same at the moment of {@code status}. */
    boolean isWithoutCache(StoreStatus status) {
        return process.cache().isAway() || CrashableCache.isFault(status.problem());
    }

    @Override
    public String toString() {
        return client.atServer().tag().isEmpty() ? process.toString() : process + ":" + client.atServer().tag().strip();
    }
}
