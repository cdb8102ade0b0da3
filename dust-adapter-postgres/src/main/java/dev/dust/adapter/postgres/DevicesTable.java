package dev.dust.adapter.postgres;

import static dev.dust.adapter.postgres.schema.Tables.DEVICES;
import static dev.dust.adapter.postgres.schema.Tables.OUTBOX;

import dev.dust.cache.CacheException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.jooq.CommonTableExpression;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record2;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** Says whose a device id is. */
final class DevicesTable {
    private static final Field<OffsetDateTime> NOW = DSL.currentOffsetDateTime();
    private static final String FENCE = "fence";
    private static final String IS_FREE = "is_free";

    private final DSLContext sql;
    private final String schema;

    /** Each statement on {@code sql} is a transaction. */
    DevicesTable(DSLContext sql, String schema) {
        this.sql = sql;
        this.schema = schema;
    }

    /**
     * The ids that there are, those first that one should have: whose outbox waits for somebody, of several the one that was
     * claimed longest ago. Its outbox may be of stores that its last claimer did not open, and the others shall have their
     * turn.
     */
    List<String> ids() {
        Condition waits = Sql.exists(DSL.selectOne().from(OUTBOX).where(OUTBOX.DEVICE_ID.eq(DEVICES.DEVICE_ID)));
        return sql.select(DEVICES.DEVICE_ID).from(DEVICES)
                .orderBy(DSL.field(waits).desc(), DSL.when(waits, DEVICES.CLAIMED_AT), DEVICES.CLAIMED_AT.desc())
                .fetch(found -> TextEscaping.original(found.value1()));
    }

    /** Null if somebody is in the middle of a transaction in the name of this id. */
    @Nullable
    Claim claim(String deviceId) {
        String holder = UUID.randomUUID().toString();
        Long number = write(deviceId, 1, holder, DEVICES.CLAIM.add(1L), DSL.noCondition());
        return number == null ? null : new Claim(deviceId, number, holder, schema);
    }

    /**
     * Whether the claim is still the one that counts. Where the table has an older one, or none, it has gone back to a time
     * before this one was made (a standby took over that lacked it): then it is noted again.
     *
     * @throws CacheException if that cannot be told now
     */
    boolean counts(Claim claim) {
        Record2<Long, String> found = sql.select(DEVICES.CLAIM, DEVICES.HOLDER).from(DEVICES)
                .where(DEVICES.DEVICE_ID.eq(TextEscaping.stored(claim.deviceId()))).fetchOne();
        if (found != null && found.value1() >= claim.number()) {
            return found.value1() == claim.number() && found.value2().equals(claim.holder());
        }
        Long noted = write(claim.deviceId(), claim.number(), claim.holder(), DSL.val(claim.number()),
                DEVICES.CLAIM.lt(claim.number()));
        if (noted == null) {
            throw new CacheException(
                    "whose the device id " + claim.deviceId() + " is cannot be told at this moment: try again");
        }
        return true;
    }

    /**
     * Notes a claim, as {@code first} of its id or else as {@code next}.
     *
     * @return its number; null if somebody is in the middle of a transaction in the name of this id, or {@code condition} is
     *         not met
     */
    private @Nullable Long write(String deviceId, long first, String holder, Field<Long> next, Condition condition) {
        CommonTableExpression<?> fence = DSL.name(FENCE).fields(IS_FREE).asMaterialized(
                DSL.select(DSL.field("pg_try_advisory_xact_lock({0})", Boolean.class, Claim.fence(schema, deviceId))));
        return sql.with(fence).insertInto(DEVICES, DEVICES.DEVICE_ID, DEVICES.CLAIM, DEVICES.HOLDER, DEVICES.CLAIMED_AT)
                .select(DSL.select(DSL.val(TextEscaping.stored(deviceId)), DSL.val(first), DSL.val(holder), NOW).from(fence)
                        .where(DSL.condition(DSL.field(DSL.name(FENCE, IS_FREE), Boolean.class))))
                .onConflict(DEVICES.DEVICE_ID).doUpdate().set(DEVICES.CLAIM, next).set(DEVICES.HOLDER, holder)
                .set(DEVICES.CLAIMED_AT, NOW).where(condition).returningResult(DEVICES.CLAIM).fetchOne(DEVICES.CLAIM);
    }
}
