package dev.dust.adapter.postgres;

import dev.dust.cache.CacheException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jooq.exception.DataAccessException;

/**
 * The device id of this cache, where the application configured none. Several processes may share the database, and each needs an
 * id, and with it an outbox, of its own. A process holds its id by a session of the database: the server frees it the moment the
 * process dies, so that the next one finds id and outbox again. Safe for every thread.
 */
final class DeviceClaim {
    private static final System.Logger LOG = System.getLogger(DeviceClaim.class.getName());
    private static final Duration CHECK_EVERY = Duration.ofSeconds(5);

    private final Database database;
    private final Duration checkEvery;
    private final ReentrantLock claiming = new ReentrantLock();
    private final CountDownLatch closed = new CountDownLatch(1);
    /** Null while nothing is claimed. */
    private volatile String deviceId;
    private volatile Thread keeper;
    private volatile boolean lost;
    /** Sessions of this process that may hold the id, because the server may not know yet that they are over. The keeper's. */
    private final Set<DeviceSession.Id> own = new HashSet<>();

    DeviceClaim(Database database) {
        this(database, CHECK_EVERY);
    }

    /** {@code checkEvery}: how often it is made sure that the id is held. */
    DeviceClaim(Database database, Duration checkEvery) {
        this.database = database;
        this.checkEvery = checkEvery;
    }

    /** The id that was claimed before, else one that was left by a process that is gone, else a fresh one. */
    String claim(Supplier<String> fresh) {
        claiming.lock();
        try {
            if (deviceId == null) {
                DeviceSession session = DeviceSession.open(database);
                try {
                    deviceId = session.claimAny(fresh);
                } catch (DataAccessException e) {
                    throw Failures.of(e);
                } finally {
                    if (deviceId == null) {
                        session.close();
                    }
                }
                keeper = Thread.ofVirtual().name("dust-device-claim").start(() -> keep(session));
            }
            return deviceId;
        } finally {
            claiming.unlock();
        }
    }

    /**
     * Makes sure that nobody else has taken {@code device}.
     *
     * @throws CacheException if somebody has
     */
    void check(String device) {
        if (lost && device.equals(deviceId)) {
            throw new CacheException("another process took over the device id " + device
                    + " while the database was away: nothing can be written under it here any more, start this client again");
        }
    }

    /** Holds the id until the end; where the session was lost, by another one. */
    private void keep(DeviceSession first) {
        DeviceSession session = first;
        own.add(first.id());
        try {
            while (!closed.await(checkEvery.toMillis(), TimeUnit.MILLISECONDS) && !lost) {
                if (session == null || !session.isAlive()) {
                    session = renewed(session);
                }
            }
        } catch (InterruptedException e) {
            LOG.log(System.Logger.Level.WARNING, "the device id " + deviceId + " is not held any more: interrupted", e);
        } finally {
            if (session != null) {
                session.close();
            }
        }
    }

    /** Null if the id is not held yet. */
    private DeviceSession renewed(DeviceSession dead) {
        if (dead != null) {
            dead.close();
        }
        DeviceSession session = null;
        try {
            session = DeviceSession.open(database);
            own.add(session.id());
            if (lock(session)) {
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
     * Locks the id, or finds out that it is lost. A server that was halted, or cut off, may think that an earlier session of this
     * process goes on: that one is ended.
     */
    private boolean lock(DeviceSession session) {
        if (session.tryLock(deviceId)) {
            return true;
        }
        boolean ended = true;
        for (DeviceSession.Id earlier : own) {
            ended &= session.end(earlier, deviceId);
        }
        if (session.tryLock(deviceId)) {
            return true;
        }
        if (ended) {
            lost = true;
            LOG.log(System.Logger.Level.ERROR, "another process took over the device id " + deviceId);
        }
        return false;
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
