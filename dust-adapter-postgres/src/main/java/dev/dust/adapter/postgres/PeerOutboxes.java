package dev.dust.adapter.postgres;

import static dev.dust.adapter.postgres.schema.Tables.OUTBOX;

import dev.dust.cache.OutboxChange.AckedOf;
import dev.dust.cache.OutboxEntry;
import java.util.List;
import org.jooq.CommonTableExpression;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;

/**
 * The outboxes that other devices have for a store: they are told which of their writes the rows include. Their owners change
 * them meanwhile; so that nobody waits in a circle, everybody locks entries in the order of their keys.
 */
final class PeerOutboxes {
    private static final Field<Long> SEQ = DSL.field(DSL.name("a", "seq"), SQLDataType.BIGINT);
    private static final String LOCKED = "locked";

    private final long storeId;
    private final String deviceId;

    PeerOutboxes(long storeId, String deviceId) {
        this.storeId = storeId;
        this.deviceId = TextEscaping.stored(deviceId);
    }

    /** Whether there is anything in them; found by the index, however much there is in one's own. */
    Field<Boolean> arePending() {
        return DSL.field(exists(OUTBOX.DEVICE_ID.lt(deviceId)).or(exists(OUTBOX.DEVICE_ID.gt(deviceId)))).as("others_pending");
    }

    private Condition exists(Condition others) {
        return Sql.exists(DSL.selectOne().from(OUTBOX).where(OUTBOX.STORE_ID.eq(storeId)).and(others));
    }

    /** Notes the seqs of those writes that are in them. */
    void ack(DSLContext sql, List<AckedOf> acks) {
        if (acks.isEmpty()) {
            return;
        }
        Table<Record> told = DSL.table("unnest({0}, {1}, {2})",
                DSL.val(acks.stream().map(ack -> TextEscaping.stored(ack.deviceId())).toArray(String[]::new)),
                DSL.val(acks.stream().map(ack -> TextEscaping.stored(ack.opId())).toArray(String[]::new)),
                DSL.val(acks.stream().map(AckedOf::seq).toArray(Long[]::new))).as("a", "device_id", "op_id", "seq");
        CommonTableExpression<?> locked = DSL.name(LOCKED).asMaterialized(DSL.select(OUTBOX.DEVICE_ID, OUTBOX.OP_ID, SEQ)
                .from(told).join(OUTBOX)
                .on(OUTBOX.STORE_ID.eq(storeId)
                        .and(OUTBOX.DEVICE_ID.eq(DSL.field(DSL.name("a", "device_id"), String.class)))
                        .and(OUTBOX.OP_ID.eq(DSL.field(DSL.name("a", "op_id"), String.class))))
                .orderBy(OUTBOX.DEVICE_ID, OUTBOX.OP_ID).forUpdate().of(OUTBOX));
        update(sql, locked, locked.field(SEQ));
    }

    /** Notes of all that is not acked that the rows may include it. */
    void untraceable(DSLContext sql) {
        CommonTableExpression<?> locked = DSL.name(LOCKED).asMaterialized(DSL.select(OUTBOX.DEVICE_ID, OUTBOX.OP_ID)
                .from(OUTBOX).where(OUTBOX.STORE_ID.eq(storeId)).and(OUTBOX.DEVICE_ID.ne(deviceId)).and(OUTBOX.ACKED_SEQ.eq(0L))
                .orderBy(OUTBOX.DEVICE_ID, OUTBOX.OP_ID).forUpdate());
        update(sql, locked, DSL.val(OutboxEntry.UNTRACEABLE));
    }

    private void update(DSLContext sql, CommonTableExpression<?> locked, @Nullable Field<Long> ackedSeq) {
        sql.with(locked).update(OUTBOX).set(OUTBOX.ACKED_SEQ, ackedSeq).from(locked)
                .where(OUTBOX.STORE_ID.eq(storeId).and(OUTBOX.DEVICE_ID.eq(locked.field(OUTBOX.DEVICE_ID)))
                        .and(OUTBOX.OP_ID.eq(locked.field(OUTBOX.OP_ID))))
                .execute();
    }
}
