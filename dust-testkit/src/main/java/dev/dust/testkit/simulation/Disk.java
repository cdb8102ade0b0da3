package dev.dust.testkit.simulation;

import dev.dust.cache.Cache;
import dev.dust.cache.CacheException;
import dev.dust.cache.CacheSnapshot;
import dev.dust.cache.Commit;
import dev.dust.cache.CommitResult;
import dev.dust.cache.OutboxChange;
import dev.dust.cache.OutboxEntry;
import dev.dust.cache.StoreCache;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A client's cache as one process sees it: it can be away, and the process can die at a commit, before or after it took effect. It
 * never says that it blocks, so that all the client's work is done by the one thread.
 */
final class Disk implements Cache {
    /** What a cache that is away says. */
    static final String AWAY = "the cache is away";

    private enum Death {
        NONE, BEFORE_COMMIT, AFTER_COMMIT
    }

    private final Cache cache;
    private final Consumer<String> onKept;
    private final SharedRows shared;
    private Death death = Death.NONE;
    private boolean killed;
    private boolean dead;
    private boolean away;

    /**
     * A cache that works.
     *
     * @param onKept told the client_op_id of each write that is in the outbox from now on
     * @param shared told of rows that were replaced; null if nobody shares them
     */
    Disk(Cache cache, Consumer<String> onKept, SharedRows shared) {
        this.cache = cache;
        this.onKept = onKept;
        this.shared = shared;
    }

    /** At the next commit the process dies. */
    void killAtCommit(boolean after) {
        death = after ? Death.AFTER_COMMIT : Death.BEFORE_COMMIT;
    }

    /** Whether the process has died here, and does not know it yet: whatever it does has no effect. */
    boolean isKilled() {
        return killed;
    }

    /** Whether it cannot be read or written for now. */
    void setAway(boolean away) {
        this.away = away;
    }

    boolean isAway() {
        return away;
    }

    /** Calls off what was to go wrong. */
    void heal() {
        away = false;
        death = Death.NONE;
    }

    /** The process is dead: it must not get at the cache any more. */
    void disconnect() {
        dead = true;
    }

    private void check() {
        if (dead) {
            throw new SimulationFailure("a dead process uses its cache");
        }
        if (killed) {
            throw new Killed();
        }
        if (away) {
            throw new CacheException(AWAY);
        }
    }

    private void dieIf(Death now) {
        if (death == now) {
            killed = true;
            throw new Killed();
        }
    }

    @Override
    public boolean durable() {
        return true;
    }

    @Override
    public boolean blocking() {
        return false;
    }

    @Override
    public String deviceId(String configured, Supplier<String> fresh) {
        return cache.deviceId(configured, fresh);
    }

    @Override
    public StoreCache open(String store, String deviceId) {
        return new DiskStore(cache.open(store, deviceId));
    }

    /** Does nothing: the next process needs it. */
    @Override
    public void close() {
        // See above.
    }

    private final class DiskStore implements StoreCache {
        private final StoreCache store;

        private DiskStore(StoreCache store) {
            this.store = store;
        }

        @Override
        public CacheSnapshot snapshot() {
            check();
            return store.snapshot();
        }

        @Override
        public CommitResult commit(Commit commit) {
            check();
            dieIf(Death.BEFORE_COMMIT);
            CommitResult result = store.commit(commit);
            if (result instanceof CommitResult.Done) {
                for (OutboxChange change : commit.outbox()) {
                    if (change instanceof OutboxChange.Add(OutboxEntry entry)) {
                        onKept.accept(entry.opId());
                    }
                }
                if (commit.replacement() != null && shared != null) {
                    shared.replaced(commit.expectedSeq(), commit.appliedSeq());
                }
            }
            dieIf(Death.AFTER_COMMIT);
            return result;
        }

        @Override
        public List<OutboxEntry> outbox() {
            check();
            return store.outbox();
        }
    }
}
