package dev.dust.adapter.sqlite;

import dev.dust.cache.CacheException;
import java.io.IOException;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The device id of this cache, where the application configured none. Several processes may share the file, and each needs an
 * id, and with it an outbox, of its own. A {@link LockFile} says that the holder lives, a {@link Claim} whose the id is. Safe
 * for every thread.
 */
final class DeviceClaim implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(DeviceClaim.class.getName());

    /**
     * Those first that one should have: whose outbox waits for somebody, of several the one that was claimed longest ago. Its
     * outbox may be of stores that its last claimer did not open, and the others shall have their turn.
     */
    private static final String KNOWN = "SELECT number, device_id, EXISTS (SELECT 1 FROM outbox WHERE outbox.device_id ="
            + " devices.device_id) AS waits FROM devices ORDER BY waits DESC, CASE WHEN waits THEN claim END, claim DESC";
    private static final String ADD = "INSERT INTO devices (device_id, claim) VALUES (?, 0) ON CONFLICT DO NOTHING";
    private static final String NUMBER = "SELECT number, device_id FROM devices WHERE device_id = ?";
    private static final String CLAIM = "UPDATE devices SET claim = (SELECT max(claim) + 1 FROM devices) WHERE number = ?"
            + " RETURNING claim";

    private final Database database;
    private final Path file;
    private final ReentrantLock claiming = new ReentrantLock();
    /** Of each id the last claim, lost or not: whoever still works under a lost one shall hear of it. */
    private final Map<String, Claim> claims = new ConcurrentHashMap<>();
    private @Nullable LockFile locks;
    private @Nullable Held held;
    private boolean closed;

    /** The claim that counts, and what says that its holder lives. */
    private record Held(Claim claim, FileLock lock) {
    }

    /** A device id that there is. */
    private record Known(long number, String deviceId) {
    }

    /** {@code file}: the real path of the cache's. */
    DeviceClaim(Database database, Path file) {
        this.database = database;
        this.file = file;
    }

    /** The id that was claimed before and not lost, else one that was left by a process that is gone, else a fresh one. */
    String claim(Supplier<String> fresh) {
        claiming.lock();
        try {
            database.checkOpen();
            Held now = held;
            if (now == null) {
                now = claimAny(fresh);
                claims.put(now.claim.deviceId(), now.claim);
                held = now;
            }
            return now.claim.deviceId();
        } finally {
            claiming.unlock();
        }
    }

    private Held claimAny(Supplier<String> fresh) {
        var locked = new ArrayList<FileLock>();
        try {
            return database.write(connection -> {
                Held claimed = claimKnown(connection, locked);
                return claimed == null ? claimNew(connection, fresh.get(), locked) : claimed;
            });
        } catch (RuntimeException e) {
            locked.forEach(DeviceClaim::free);
            throw e;
        }
    }

    private @Nullable Held claimKnown(PreparedConnection connection, List<FileLock> locked) throws SQLException {
        for (Known known : known(connection, KNOWN)) {
            Held claimed = tryClaim(connection, known, locked);
            if (claimed != null) {
                return claimed;
            }
        }
        return null;
    }

    private Held claimNew(PreparedConnection connection, String made, List<FileLock> locked) throws SQLException {
        connection.update(ADD, made);
        Held claimed = tryClaim(connection, known(connection, NUMBER, made).getFirst(), locked);
        if (claimed == null) {
            throw new CacheException("the new device id " + made + " is in use already: ids are to be made by chance");
        }
        return claimed;
    }

    private static List<Known> known(PreparedConnection connection, String query, Object... values) throws SQLException {
        var all = new ArrayList<Known>();
        try (ResultSet found = connection.query(query, values)) {
            while (found.next()) {
                all.add(new Known(found.getLong(1), found.getString(2)));
            }
        }
        return all;
    }

    /** Null if another process, or another cache of this one, holds the id. */
    private @Nullable Held tryClaim(PreparedConnection connection, Known known, List<FileLock> locked) throws SQLException {
        FileLock lock = lock(known.number);
        if (lock == null) {
            return null;
        }
        locked.add(lock);
        try (ResultSet noted = connection.query(CLAIM, known.number)) {
            noted.next();
            return new Held(new Claim(known.deviceId, noted.getLong(1)), lock);
        }
    }

    private @Nullable FileLock lock(long number) {
        try {
            if (locks == null) {
                locks = LockFile.of(file);
            }
            return locks.tryLock(number);
        } catch (IOException e) {
            throw new CacheException(
                    "the lock file beside " + file + " cannot be used: this user needs the right to write it, and"
                            + " to make files in its directory, of a local disk (" + e + ")",
                    e);
        }
    }

    private static void free(FileLock lock) {
        try {
            lock.release();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "a device id stays held until the process ends", e);
        }
    }

    /** The claim of an id, lost or not; null if it was never claimed here, but configured. */
    @Nullable
    Claim of(String deviceId) {
        return claims.get(deviceId);
    }

    /** Notes that another process holds the id by now. */
    void lose(Claim claim) {
        claiming.lock();
        try {
            if (held != null && held.claim.equals(claim)) {
                free(held.lock);
                held = null;
                LOG.log(System.Logger.Level.WARNING, claim.lost().getMessage());
            }
        } finally {
            claiming.unlock();
        }
    }

    /** Gives the id up. */
    @Override
    public void close() {
        claiming.lock();
        try {
            if (!closed) {
                closed = true;
                if (held != null) {
                    free(held.lock);
                    held = null;
                }
                if (locks != null) {
                    locks.close();
                }
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "the lock file was not closed in good order", e);
        } finally {
            claiming.unlock();
        }
    }
}
