package dev.dust.adapter.sqlite;

import dev.dust.cache.Cache;
import dev.dust.cache.CacheException;
import dev.dust.cache.StoreCache;
import dev.dust.codec.Codecs;
import dev.dust.codec.ValueCodec;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A cache in a file on a local disk, by SQLite. Rows, applied seq and outbox survive the process; several processes of this
 * machine may share them, each with a device id, and so an outbox, of its own. Safe for every thread.
 *
 * <p>Beside the file are three more of its name: {@code -wal} and {@code -shm}, which SQLite removes when the last who uses it
 * closes it, and {@code -lock}, which stays. They belong together: whoever copies or moves one does so with all, when nobody
 * uses them.
 *
 * <p>A snapshot holds a connection until it is closed, and the log grows as long: close it soon. It is for one thread at a
 * time.
 */
public final class SqliteCache implements Cache {
    private static final String STORE_ID = "SELECT id FROM stores WHERE name = ?";
    private static final String ADD_STORE = "INSERT INTO stores (name, applied_seq, entry_count) VALUES (?, 0, 0)"
            + " ON CONFLICT DO NOTHING";
    private static final String WAITING = "SELECT count(*) FROM outbox WHERE store_id = (SELECT id FROM stores WHERE name = ?)";
    /** Of a store that is not there. */
    private static final long NONE = -1;

    private final Database database;
    private final DeviceClaim claim;
    private final ValueCodec json;
    private final AtomicBoolean closing = new AtomicBoolean();

    /**
     * A cache in {@code file}, which is made if there is none.
     *
     * @param file   on a local disk, in a directory that is there; several caches may have the same, in this process and others
     * @param codecs their JSON is what is stored
     * @throws CacheException if the file cannot be written, is something else, or of a later version; it is left as it is, and
     *                        the message says what to do
     */
    public SqliteCache(Path file, Codecs codecs, SqliteOptions options) {
        Objects.requireNonNull(file, "file");
        Objects.requireNonNull(options, "options");
        this.json = codecs.json();
        Path real = FileCheck.realPath(file);
        this.database = open(real, options);
        this.claim = new DeviceClaim(database, real);
    }

    /** The same with {@link SqliteOptions#defaults()}. */
    public SqliteCache(Path file, Codecs codecs) {
        this(file, codecs, SqliteOptions.defaults());
    }

    private static Database open(Path file, SqliteOptions options) {
        try {
            return new Database(file, options);
        } catch (LinkageError noLibrary) {
            throw new CacheException(
                    "SQLite's library cannot be loaded: there may be none for this machine, or the directory for"
                            + " temporary files does not let programs run; then name another one by -Dorg.sqlite.tmpdir",
                    noLibrary);
        }
    }

    /** For tests, which let it fail. */
    Database database() {
        return database;
    }

    /** True. */
    @Override
    public boolean durable() {
        return true;
    }

    /** True. */
    @Override
    public boolean blocking() {
        return true;
    }

    /**
     * The configured id, which the application gives to one process at a time; else one that no other process holds: that of a
     * process that is gone, with what waits in its outbox, or a new one.
     */
    @Override
    public String deviceId(@Nullable String configured, Supplier<String> fresh) {
        database.checkOpen();
        return configured != null ? configured : claim.claim(fresh);
    }

    @Override
    public StoreCache open(String store, String deviceId) {
        long known = database.read(connection -> idOf(connection, store));
        long id = known != NONE ? known : database.write(connection -> {
            connection.update(ADD_STORE, store);
            return idOf(connection, store);
        });
        return new SqliteStore(database, claim, json, id, deviceId);
    }

    private static long idOf(PreparedConnection connection, String store) throws SQLException {
        try (ResultSet found = connection.query(STORE_ID, store)) {
            return found.next() ? found.getLong(1) : NONE;
        }
    }

    /**
     * How many writes to a store wait in the file for the server, of all who share it: for whoever shows that. Asks the file.
     *
     * @throws CacheException if the cache cannot be read now, or is closed
     */
    public long waiting(String store) {
        return database.read(connection -> {
            try (ResultSet found = connection.query(WAITING, store)) {
                found.next();
                return found.getLong(1);
            }
        });
    }

    /** A commit that is under way has a second to end; everything else is cut off at once. */
    @Override
    public void close() {
        if (closing.compareAndSet(false, true)) {
            database.close();
            claim.close();
        }
    }
}
