package dev.dust.adapter.postgres;

import dev.dust.adapter.postgres.Permits.Use;
import dev.dust.cache.CacheException;
import dev.dust.cache.ClaimLostException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jooq.exception.DataAccessException;
import org.jspecify.annotations.Nullable;

/**
 * The device id of this cache, where the application configured none. Several processes may share the database, and each needs
 * an id, and with it an outbox, of its own. A session of the database says that the holder lives: the server ends it the moment
 * the process dies, so that the next one finds id and outbox again. Where only the session died, another process may take the
 * id; a {@link Claim} sees to it that this one then writes no more under it. Safe for every thread.
 */
final class DeviceClaim {
    private static final System.Logger LOG = System.getLogger(DeviceClaim.class.getName());
    private static final Duration CHECK_EVERY = Duration.ofSeconds(2);

    private final Database database;
    private final Duration checkEvery;
    private final ReentrantLock claiming = new ReentrantLock();
    private final CountDownLatch closed = new CountDownLatch(1);
    /** Of each id the last claim, lost or not: whoever still works under a lost one shall hear of it. */
    private final Map<String, Claim> claims = new ConcurrentHashMap<>();
    /** The one that counts. Null while there is none. */
    private volatile @Nullable Claim current;
    private volatile @Nullable Thread keeper;

    DeviceClaim(Database database) {
        this(database, CHECK_EVERY);
    }

    /** {@code checkEvery}: how often it is made sure that the session lives. */
    DeviceClaim(Database database, Duration checkEvery) {
        this.database = database;
        this.checkEvery = checkEvery;
    }

    /** The id that was claimed before and not lost, else one that was left by a process that is gone, else a fresh one. */
    String claim(Supplier<String> fresh) {
        claiming.lock();
        try {
            if (current == null) {
                DeviceSession session = DeviceSession.open(database);
                try {
                    Claim claim = session.claimAny(fresh);
                    claims.put(claim.deviceId(), claim);
                    current = claim;
                    keeper = Thread.ofVirtual().name("dust-device-claim").start(() -> keep(claim, session));
                } catch (DataAccessException e) {
                    throw database.failure(e);
                } finally {
                    if (current == null) {
                        session.close();
                    }
                }
            }
            return current.deviceId();
        } finally {
            claiming.unlock();
        }
    }

    /** The claim of an id, lost or not; null if it was never claimed here, but configured. */
    @Nullable
    Claim of(String deviceId) {
        return claims.get(deviceId);
    }

    /**
     * Finds out whether a claim that no transaction found counts yet.
     *
     * @throws ClaimLostException if it does not
     * @throws CacheException     if that cannot be told now
     */
    void verify(Claim claim) {
        try (BorrowedConnection borrowed = database.borrow(Use.WRITE)) {
            if (!new DevicesTable(borrowed.sql(), claim.schema()).counts(claim)) {
                lose(claim);
                throw claim.lost();
            }
        } catch (DataAccessException e) {
            throw database.failure(e);
        }
    }

    @SuppressWarnings("ReferenceEquality") // One of the same id that was taken later is another claim.
    private void lose(Claim claim) {
        claiming.lock();
        try {
            if (current == claim) {
                current = null;
                LOG.log(System.Logger.Level.WARNING, claim.lost().getMessage());
            }
        } finally {
            claiming.unlock();
        }
    }

    /** Has a session for the id until it is lost, or the end. */
    @SuppressWarnings("ReferenceEquality") // One of the same id that was taken later is another claim.
    private void keep(Claim claim, DeviceSession first) {
        DeviceSession session = first;
        // Of this process: the server may not know yet that they are over.
        var own = new HashSet<>(Set.of(first.id()));
        try {
            while (!closed.await(checkEvery.toMillis(), TimeUnit.MILLISECONDS) && current == claim) {
                if (session == null || !session.isAlive()) {
                    session = renewed(claim, session, own);
                }
            }
        } catch (InterruptedException e) {
            LOG.log(System.Logger.Level.WARNING,
                    "no session holds the device id " + claim.deviceId() + " any more: interrupted",
                    e);
        } finally {
            if (session != null) {
                session.close();
            }
        }
    }

    /** Null if there is none yet. */
    private @Nullable DeviceSession renewed(Claim claim, @Nullable DeviceSession dead, Set<DeviceSession.Id> own) {
        if (dead != null) {
            dead.close();
        }
        DeviceSession session = null;
        try {
            session = DeviceSession.open(database);
            own.add(session.id());
            if (locks(session, claim, own)) {
                own.retainAll(Set.of(session.id()));
                return session;
            }
        } catch (CacheException | DataAccessException stillAway) {
            LOG.log(System.Logger.Level.DEBUG, "the device id cannot be held while the database is away", stillAway);
        }
        if (session != null) {
            session.close();
        }
        return null;
    }

    /**
     * Locks the id, or finds out that it is lost. A server that was halted, or cut off, may think that an earlier session of
     * this process goes on: that one is ended.
     */
    private boolean locks(DeviceSession session, Claim claim, Set<DeviceSession.Id> own) {
        boolean locked = session.tryLock(claim.deviceId());
        if (!locked) {
            own.forEach(earlier -> session.end(earlier, claim.deviceId()));
            locked = session.tryLock(claim.deviceId());
        }
        if (!session.devices().counts(claim)) {
            lose(claim);
            return false;
        }
        return locked;
    }

    /** Gives the id up. */
    void close() {
        closed.countDown();
        Thread running = keeper;
        if (running != null) {
            try {
                running.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
