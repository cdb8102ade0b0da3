package dev.dust.adapter.postgres;

import static dev.dust.adapter.postgres.schema.Tables.DEVICES;
import static dev.dust.adapter.postgres.schema.Tables.OUTBOX;

import dev.dust.cache.CacheException;
import java.time.OffsetDateTime;
import java.util.function.Supplier;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Record1;
import org.jooq.Table;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;

/** A session of the database that holds a device id by an advisory lock. For one thread at a time. */
final class DeviceSession implements AutoCloseable {
    private static final Field<OffsetDateTime> NOW = DSL.currentOffsetDateTime();
    private static final Table<Record> SESSIONS = DSL.table("pg_stat_activity");
    private static final Field<Integer> PROCESS = DSL.field("pid", Integer.class);
    private static final Field<OffsetDateTime> STARTED = DSL.field("backend_start", OffsetDateTime.class);

    /** How long the server may take to end a session. */
    private static final int END_MILLIS = 200;

    private final Connected connected;
    private final String schema;
    private final Id id;

    /** What the server knows a session by; no two have the same. */
    record Id(int process, OffsetDateTime started) {
    }

    /** Takes over {@code connected}, also if it throws. */
    private DeviceSession(Connected connected, String schema) {
        this.connected = connected;
        this.schema = schema;
        try {
            this.id = sql().select(PROCESS, STARTED).from(SESSIONS)
                    .where(PROCESS.eq(DSL.field("pg_backend_pid()", Integer.class)))
                    .fetchSingle(session -> new Id(session.value1(), session.value2()));
        } catch (DataAccessException e) {
            connected.close();
            throw Failures.of(e);
        }
    }

    /**
     * A session that holds nothing yet.
     *
     * @throws CacheException if the database is away
     */
    static DeviceSession open(Database database) {
        return new DeviceSession(database.connected(), database.options().schema());
    }

    Id id() {
        return id;
    }

    /**
     * A device id that nobody else holds: first of all one whose outbox waits for somebody, of several the one that was claimed
     * longest ago. Its outbox may be of stores that its last claimer did not open, and the others shall have their turn.
     */
    String claimAny(Supplier<String> fresh) {
        Condition waits = DSL.exists(DSL.selectOne().from(OUTBOX).where(OUTBOX.DEVICE_ID.eq(DEVICES.DEVICE_ID)));
        for (String kept : sql().select(DEVICES.DEVICE_ID).from(DEVICES)
                .orderBy(DSL.field(waits).desc(), DSL.when(waits, DEVICES.CLAIMED_AT), DEVICES.CLAIMED_AT.desc())
                .fetch(DEVICES.DEVICE_ID)) {
            String deviceId = Text.original(kept);
            if (tryLock(deviceId)) {
                note(deviceId);
                return deviceId;
            }
        }
        String deviceId = fresh.get();
        tryLock(deviceId);
        note(deviceId);
        return deviceId;
    }

    private void note(String deviceId) {
        sql().insertInto(DEVICES, DEVICES.DEVICE_ID, DEVICES.CLAIMED_AT).values(DSL.val(Text.stored(deviceId)), NOW)
                .onConflict(DEVICES.DEVICE_ID).doUpdate().set(DEVICES.CLAIMED_AT, NOW).execute();
    }

    /** False if another session holds the id. */
    boolean tryLock(String deviceId) {
        return sql().fetchValue(DSL.select(DSL.field("pg_try_advisory_lock({0})", Boolean.class, lockOf(deviceId))));
    }

    /** Ends another session if it holds the device id. False if the server has not done so yet. */
    boolean end(Id other, String deviceId) {
        Condition holds = DSL.condition("exists (select 1 from pg_locks where pg_locks.pid = pg_stat_activity.pid"
                + " and locktype = 'advisory' and classid::bigint << 32 | objid::bigint = {0})", lockOf(deviceId));
        return sql().select(DSL.field("pg_terminate_backend({0}, {1})", Boolean.class, PROCESS, DSL.inline(END_MILLIS)))
                .from(SESSIONS).where(PROCESS.eq(other.process).and(STARTED.eq(other.started)).and(holds)).fetch()
                .stream().allMatch(Record1::value1);
    }

    /** Of each schema and device its own. */
    private Field<Long> lockOf(String deviceId) {
        return DSL.field("hashtextextended({0}, 0)", Long.class, DSL.val(schema + " dust device " + Text.stored(deviceId)));
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
        return connected.sql();
    }

    /** Frees what it holds: a pool keeps the session itself. */
    @Override
    public void close() {
        try (connected) {
            sql().select(DSL.field("pg_advisory_unlock_all()", Object.class)).fetch();
        } catch (DataAccessException lost) {
            // Then the server has freed it already.
            System.getLogger(DeviceSession.class.getName()).log(System.Logger.Level.DEBUG, "the session was lost", lost);
        }
    }
}
