package dev.dust.testkit.simulation;

import dev.dust.DustStore;
import dev.dust.StoreStatus;
import dev.dust.Write;
import dev.dust.cache.CacheSnapshot;
import dev.dust.subscribe.SubscriptionOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One store as a process has it: what dies with the process. */
final class ProcessStore {
    private static final Duration LONGEST_WITHOUT_SUBSCRIPTIONS = Duration.ofSeconds(20);

    private final Process process;
    private final ClientStore client;
    private final DustStore store;
    /** Null while nothing is subscribed to. */
    private @Nullable SubscriptionOracle oracle;
    private final List<Write> writes = new ArrayList<>();
    private boolean saysIncomplete;

    ProcessStore(World world, Process process, ClientStore client, DustStore store) {
        this.process = process;
        this.client = client;
        this.store = store;
        if (world.has(Dimension.NEWCOMERS) && world.random().chance(0.5)) {
            store.matching("**").on(event -> {
                // It wants to know of snapshots alone.
            }, SubscriptionOptions.defaults().liveOnly().onSnapshot(client::tookSnapshot));
            subscribeLater(world);
        } else {
            this.oracle = new SubscriptionOracle(world, this);
        }
    }

    private void subscribeLater(World world) {
        world.later(world.random().anyUpTo(LONGEST_WITHOUT_SUBSCRIPTIONS), () -> {
            process.drain();
            if (process.isAlive() && !isWithoutCache() && process.isSettled()) {
                process.ask(() -> oracle = new SubscriptionOracle(world, this));
            } else if (process.isAlive()) {
                subscribeLater(world);
            }
        });
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

    /** What its subscriptions have heard is what there was to hear; see {@link SubscriptionOracle#check}. */
    void checkHeard(long applied, @Nullable NaiveRows view) {
        if (oracle != null) {
            oracle.check(applied, view);
        }
    }

    /** See {@link SubscriptionOracle#tailIsLost}. */
    void tailIsLost() {
        if (oracle != null) {
            oracle.tailIsLost();
        }
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
