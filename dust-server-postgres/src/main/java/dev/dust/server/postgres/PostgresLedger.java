package dev.dust.server.postgres;

import static dev.dust.server.postgres.schema.Tables.OPS;
import static dev.dust.server.postgres.schema.Tables.STORES;
import static dev.dust.server.postgres.schema.Tables.TAKEOVERS;

import dev.dust.server.access.TokenRegistry;
import dev.dust.server.file.ContentStore;
import dev.dust.server.file.FileIndex;
import dev.dust.server.ledger.Growth;
import dev.dust.server.ledger.Ledger;
import dev.dust.server.ledger.LedgerException;
import dev.dust.server.ledger.Retention;
import dev.dust.server.ledger.StoreLedger;
import dev.dust.time.Durations;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record2;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * A ledger in a PostgreSQL database, of version 14 or later and of the encoding UTF8. As many servers as one likes may have
 * the same one; each has a ledger object of its own. What is answered is committed. Safe for every thread.
 *
 * <p>While the database is away, calls wait for as long as the options say, and fail then with a {@link LedgerException}. A
 * snapshot holds a connection until it is closed, and the database keeps old versions of rows as long: close it soon.
 */
public final class PostgresLedger implements Ledger {
    /** Longer than anything can arrive that a connection was sent before another one took over from it. */
    private static final Duration TAKEOVERS_KEPT = Duration.ofDays(7);
    /** All of them are looked through for it. */
    private static final Duration BETWEEN_FORGETTING = Duration.ofHours(1);

    private final Connections connections;
    private final Notices notices;
    private final Growth<Long> growth;
    private final Map<String, PostgresStore> stores = new ConcurrentHashMap<>();
    /** When that was done last here, by the monotonic clock; a benign race, since it may be done twice. */
    private volatile long takeoversForgotten = System.nanoTime() - BETWEEN_FORGETTING.toNanos();

    private PostgresLedger(DataSource source, PostgresLedgerOptions options) {
        connections = new Connections(source, options);
        notices = new Notices(connections);
        growth = new Growth<>(notices);
    }

    /**
     * The ledger in a database, with connections of its own.
     *
     * @param jdbcUrl  {@code jdbc:postgresql://host:port/database}, with what else pgjdbc knows
     * @param user     null if the URL or the environment says it
     * @param password null likewise
     * @throws IllegalArgumentException    if the URL is none
     * @throws LedgerException.Unavailable if the database is away, or its tables are not as the options want them
     */
    public static PostgresLedger open(String jdbcUrl, @Nullable String user, @Nullable String password,
            PostgresLedgerOptions options) {
        return open(Connections.source(jdbcUrl, user, password), options);
    }

    /** The same, over new connections that {@code source} gives. */
    static PostgresLedger open(DataSource source, PostgresLedgerOptions options) {
        var ledger = new PostgresLedger(source, options);
        try {
            Migrations.run(ledger.connections.pool(), options);
            return ledger;
        } catch (RuntimeException e) {
            ledger.close();
            throw e;
        }
    }

    @Override
    public @Nullable StoreLedger find(String store) {
        PostgresStore known = stores.get(Objects.requireNonNull(store, "store"));
        if (known != null || isNoName(store)) {
            return known;
        }
        Long id = connections.repeatable(sql -> sql.select(STORES.ID).from(STORES).where(STORES.NAME.eq(store))
                .fetchOne(STORES.ID));
        return id == null ? null : stores.computeIfAbsent(store, name -> new PostgresStore(connections, growth, id, name));
    }

    @Override
    public void requireWritable() {
        try {
            // Of no row; refused where nothing can be written, as on a standby.
            connections.once(sql -> sql.select(STORES.ID).from(STORES).where(DSL.falseCondition()).forUpdate().fetch());
        } catch (SQLException failure) {
            throw Failures.unavailable(failure);
        }
    }

    /** PostgreSQL has no text with U+0000. */
    private static boolean isNoName(String store) {
        return store.indexOf('\0') >= 0;
    }

    @Override
    public StoreLedger make(String store) {
        StoreLedger found = find(store);
        if (found != null) {
            return found;
        }
        if (isNoName(store)) {
            throw new IllegalArgumentException("the name of a store cannot have U+0000");
        }
        connections.repeatable(sql -> sql.insertInto(STORES).set(STORES.NAME, store).set(STORES.SEQ, 0L)
                .set(STORES.COMPACTED_SEQ, 0L).set(STORES.ROW_COUNT, 0L).set(STORES.ARCHIVED, false).set(STORES.SEEN_MILLIS, 0L)
                .onConflictDoNothing().execute());
        return Objects.requireNonNull(find(store), "a store that was made");
    }

    @Override
    public Set<String> stores() {
        return connections.repeatable(sql -> new TreeSet<>(sql.select(STORES.NAME).from(STORES).fetch(STORES.NAME)));
    }

    /** A lock of a transaction, and not of a session, which a pooler might give to others. */
    @Override
    public long retain(Retention usual) {
        Connection connection = null;
        try {
            connection = connections.borrow(false);
            DSLContext sql = connections.sql(connection);
            boolean mine = sql.fetchSingle("select pg_try_advisory_xact_lock(hashtext({0}))",
                    DSL.val("dust retention " + connections.options().schema())).get(0, Boolean.class);
            if (mine) {
                forgetTakeovers();
            }
            return mine ? beyond(usual).stream().mapToLong(store -> new Forgetting(connections, store).beyond(usual)).sum() : 0;
        } catch (SQLException e) {
            throw Failures.unavailable(e);
        } catch (DataAccessException e) {
            throw Failures.unavailable(connections.failure(e));
        } finally {
            if (connection != null) {
                connections.rollBack(connection);
                connections.giveBack(connection);
            }
        }
    }

    /** The stores that have ops to be forgotten. */
    private List<Long> beyond(Retention usual) {
        Field<Long> oldest = oldest(OPS.SEQ.gt(STORES.COMPACTED_SEQ));
        Field<Long> oldestId = oldest(OPS.SEQ.le(STORES.COMPACTED_SEQ));
        Field<Long> kept = DSL.coalesce(STORES.KEEP_MILLIS, Durations.millis(usual.age()));
        return connections.repeatable(sql -> sql.select(STORES.ID).from(STORES).where(DSL.or(
                STORES.SEQ.minus(STORES.COMPACTED_SEQ).gt(DSL.coalesce(STORES.KEEP_OPS, usual.ops())),
                oldest.lt(Forgetting.ago(Duration.ZERO).minus(kept)), oldestId.lt(Forgetting.ago(usual.resends()))))
                .fetch(STORES.ID));
    }

    /** Each start of a client without a device id of its own leaves one. They are numbered by the clock, in microseconds. */
    private void forgetTakeovers() {
        long now = System.nanoTime();
        if (now - takeoversForgotten < BETWEEN_FORGETTING.toNanos()) {
            return;
        }
        connections.repeatable(sql -> sql.deleteFrom(TAKEOVERS)
                .where(TAKEOVERS.NUMBER.lt(Forgetting.ago(TAKEOVERS_KEPT).mul(1_000L))).execute());
        takeoversForgotten = now;
    }

    private static Field<Long> oldest(Condition which) {
        return DSL
                .field(DSL.select(OPS.AT_MILLIS).from(OPS).where(OPS.STORE_ID.eq(STORES.ID), which).orderBy(OPS.SEQ).limit(1));
    }

    /**
     * From now on a store has a retention of its own, for all servers.
     *
     * @param ops null for what is usual
     * @param age null for what is usual
     * @return whether there is such a store
     */
    public boolean keep(String store, @Nullable Long ops, @Nullable Duration age) {
        return connections.locking(sql -> sql.update(STORES).set(STORES.KEEP_OPS, ops)
                .set(STORES.KEEP_MILLIS, age == null ? null : Durations.millis(age)).where(STORES.NAME.eq(store))
                .execute()) > 0;
    }

    /**
     * Forgets a store's history now, but for its last ops; whatever is told for it.
     *
     * @param ops     how many stay
     * @param resends how old an op is at least before it is forgotten whose it was
     * @return whether there is such a store
     */
    public boolean compact(String store, long ops, Duration resends) {
        Record2<Long, Long> found = connections.repeatable(
                sql -> sql.select(STORES.ID, STORES.SEQ).from(STORES).where(STORES.NAME.eq(store)).fetchOne());
        if (found == null) {
            return false;
        }
        new Forgetting(connections, found.value1()).upTo(found.value2() - ops, resends);
        return true;
    }

    /** In the same database, of up to 16 GiB each. */
    @Override
    public ContentStore files() {
        return new PostgresContentStore(connections);
    }

    @Override
    public FileIndex fileIndex() {
        return new PostgresFileIndex(connections);
    }

    @Override
    public TokenRegistry tokens() {
        return new PostgresTokens(connections);
    }

    @Override
    public void close() {
        notices.close();
        connections.close();
    }
}
