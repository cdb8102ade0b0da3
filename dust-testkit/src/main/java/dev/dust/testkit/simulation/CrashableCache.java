package dev.dust.testkit.simulation;

import dev.dust.cache.Cache;
import dev.dust.cache.CacheException;
import dev.dust.cache.CacheSnapshot;
import dev.dust.cache.Commit;
import dev.dust.cache.CommitResult;
import dev.dust.cache.OutboxChange;
import dev.dust.cache.OutboxEntry;
import dev.dust.cache.StoreCache;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A client's cache as one process sees it: it can be away, its commits can fail, it can go back, and the process can die at a
 * commit, before or after it took effect. It says that it blocks where the executor does the work; all is done by the one
 * thread even then.
 */
final class CrashableCache implements Cache {
    private static final String AWAY = "the cache is away";
    private static final String FAILED = "the cache has failed";

    private enum Death {
        NONE, BEFORE_COMMIT, AFTER_COMMIT
    }

    private final World world;
    private final Process process;
    /** The stores whose rows may be older than what the process has applied, and who have not been told. */
    private final Set<String> behind = new HashSet<>();
    private Death death = Death.NONE;
    private boolean killed;
    private boolean dead;
    private boolean away;
    private boolean hasRefused;
    private long refusedAtNanos;

    /** A cache that works. */
    CrashableCache(World world, Process process) {
        this.world = world;
        this.process = process;
    }

    /** Whether that is what a client says of a cache that failed. */
    static boolean isFault(@Nullable String problem) {
        return problem != null && (problem.contains(AWAY) || problem.contains(FAILED));
    }

    private Cache cache() {
        return process.client().cache();
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

    /** Whether it could not be read or written when it was asked so long ago, or less. */
    boolean hasRefusedWithin(Duration duration) {
        return hasRefused && world.time().nanos() - refusedAtNanos <= duration.toNanos();
    }

    /** It has gone back, under a process that has not. */
    void failedOver() {
        process.stores().forEach(store -> behind.add(store.client().name()));
    }

    /** Whether the store's rows may be older than what the process knows, which it will see when it commits next. */
    boolean isBehind(ClientStore store) {
        return behind.contains(store.name());
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
            hasRefused = true;
            refusedAtNanos = world.time().nanos();
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
        return !world.hasOwnCaches();
    }

    @Override
    public boolean blocking() {
        return world.has(Dimension.BLOCKING_CACHE);
    }

    @Override
    public String deviceId(@Nullable String configured, Supplier<String> fresh) {
        return cache().deviceId(configured, fresh);
    }

    @Override
    public StoreCache open(String store, String deviceId) {
        return new DiskStore(process.client().store(store), deviceId);
    }

    /** Does nothing: the next process needs it. */
    @Override
    public void close() {
        // See above.
    }

    private final class DiskStore implements StoreCache {
        private final ClientStore client;
        private final String deviceId;
        private @Nullable Cache opened;
        private @Nullable StoreCache store;

        private DiskStore(ClientStore client, String deviceId) {
            this.client = client;
            this.deviceId = deviceId;
            store();
        }

        /** The store of the cache that there is now. */
        @SuppressWarnings("ReferenceEquality") // Each opening of the disk makes another.
        private StoreCache store() {
            StoreCache open = store;
            if (open == null || opened != cache()) {
                opened = cache();
                open = opened.open(client.name(), deviceId);
                store = open;
            }
            return open;
        }

        @Override
        public CacheSnapshot snapshot() {
            check();
            return store().snapshot();
        }

        @Override
        public CommitResult commit(Commit commit) {
            check();
            dieIf(Death.BEFORE_COMMIT);
            failIf(Fault.COMMIT_FAILS);
            CommitResult result = store().commit(commit);
            if (commit.touchesRows()) {
                behind.remove(client.name());
            }
            if (result instanceof CommitResult.Done) {
                boolean told = !world.faults().strikes(Fault.COMMIT_FAILS_LATE);
                note(commit, told);
                dieIf(Death.AFTER_COMMIT);
                if (!told) {
                    fail("and it has taken effect");
                }
            }
            dieIf(Death.AFTER_COMMIT);
            return result;
        }

        private void failIf(Fault fault) {
            if (world.faults().strikes(fault)) {
                fail("and nothing has happened");
            }
        }

        private void fail(String what) {
            world.trace().note("  %s: a commit fails, %s", process, what);
            if (world.random().chance(0.5)) {
                throw new CacheException(FAILED);
            }
            throw new IllegalStateException(FAILED);
        }

        /** It has taken effect, and its caller is told so or not. */
        private void note(Commit commit, boolean told) {
            if (process.client().journal() != null) {
                process.client().journal().note(client.name(), commit);
            }
            if (commit.replacement() != null && client.atServer().shared() != null) {
                client.atServer().shared().replaced(commit.expectedSeq(), commit.appliedSeq());
            }
            for (OutboxChange change : commit.outbox()) {
                if (change instanceof OutboxChange.Add(OutboxEntry entry)) {
                    client.writes().kept(entry, process, told);
                }
            }
        }

        @Override
        public List<OutboxEntry> outbox() {
            check();
            return store().outbox();
        }
    }
}
