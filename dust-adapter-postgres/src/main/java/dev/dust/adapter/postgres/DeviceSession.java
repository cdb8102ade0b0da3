package dev.dust.adapter.postgres;

import dev.dust.adapter.postgres.Permits.Use;
import dev.dust.cache.CacheException;
import java.time.OffsetDateTime;
import java.util.function.Supplier;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * A session of the database that tells others that the holder of a device id lives, by an advisory lock: they leave the id
 * alone. For one thread at a time.
 */
final class DeviceSession implements AutoCloseable {
    private static final Table<Record> SESSIONS = DSL.table("pg_stat_activity");
    private static final Field<Integer> PROCESS = DSL.field("pid", Integer.class);
    private static final Field<OffsetDateTime> STARTED = DSL.field("backend_start", OffsetDateTime.class);

    /** How long the server may take to end a session. */
    private static final int END_MILLIS = 200;

    private final BorrowedConnection borrowed;
    private final String schema;
    private final Id id;

    /** What the server knows a session by; no two have the same. */
    record Id(int process, OffsetDateTime started) {
    }

    private DeviceSession(BorrowedConnection borrowed, String schema) {
        this.borrowed = borrowed;
        this.schema = schema;
        this.id = sql().select(PROCESS, STARTED).from(SESSIONS)
                .where(PROCESS.eq(DSL.field("pg_backend_pid()", Integer.class)))
                .fetchSingle(session -> new Id(session.value1(), session.value2()));
        sql().execute("set idle_session_timeout = 0");
    }

    /**
     * A session that holds nothing yet.
     *
     * @throws CacheException if the database is away
     */
    static DeviceSession open(Database database) {
        BorrowedConnection borrowed = database.borrow(Use.CLAIM);
        try {
            return new DeviceSession(borrowed, database.options().schema());
        } catch (DataAccessException e) {
            borrowed.close();
            throw database.failure(e);
        }
    }

    Id id() {
        return id;
    }

    DevicesTable devices() {
        return new DevicesTable(sql(), schema);
    }

    /** A device id that nobody else holds; {@code fresh} makes one if there is none. */
    Claim claimAny(Supplier<String> fresh) {
        for (String kept : devices().ids()) {
            Claim claim = tryClaim(kept);
            if (claim != null) {
                return claim;
            }
        }
        String made = fresh.get();
        Claim claim = tryClaim(made);
        if (claim == null) {
            throw new CacheException("the new device id " + made + " is in use already: ids are to be made by chance");
        }
        return claim;
    }

    private @Nullable Claim tryClaim(String deviceId) {
        if (!tryLock(deviceId)) {
            return null;
        }
        Claim claim = devices().claim(deviceId);
        if (claim == null) {
            sql().select(DSL.field("pg_advisory_unlock({0})", Boolean.class, Claim.life(schema, deviceId))).fetch();
        }
        return claim;
    }

    /** False if another session holds the id. */
    boolean tryLock(String deviceId) {
        return sql().fetchValue(
                DSL.select(DSL.field("pg_try_advisory_lock({0})", Boolean.class, Claim.life(schema, deviceId))));
    }

    /** Ends another session if it holds the device id. */
    void end(Id other, String deviceId) {
        Condition holds = DSL.condition("exists (select 1 from pg_locks where pg_locks.pid = pg_stat_activity.pid"
                + " and locktype = 'advisory' and classid::bigint << 32 | objid::bigint = {0})", Claim.life(schema, deviceId));
        sql().select(DSL.field("pg_terminate_backend({0}, {1})", Boolean.class, PROCESS, DSL.inline(END_MILLIS)))
                .from(SESSIONS).where(PROCESS.eq(other.process).and(STARTED.eq(other.started)).and(holds)).fetch();
    }

    /** Whether the server still knows this session. */
    boolean isAlive() {
        try {
            sql().selectOne().fetch();
            return true;
        } catch (DataAccessException e) {
            return false;
        }
    }

    private DSLContext sql() {
        return borrowed.sql();
    }

    /** Frees what it holds: a pool keeps the session itself. */
    @Override
    public void close() {
        try (borrowed) {
            sql().select(DSL.field("pg_advisory_unlock_all()", Object.class)).fetch();
            sql().execute("reset idle_session_timeout");
        } catch (DataAccessException lost) {
            // Then the server has freed it already.
            System.getLogger(DeviceSession.class.getName()).log(System.Logger.Level.DEBUG, "the session was lost", lost);
        }
    }
}
