package dev.dust.adapter.postgres;

import static dev.dust.adapter.postgres.schema.Tables.DEVICES;

import dev.dust.cache.ClaimLostException;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Select;
import org.jooq.impl.DSL;

/**
 * That a device id, and with it the outbox, is this process's. The table of devices says whose an id is; each transaction that
 * does something in its name looks there, under a lock that whoever claims the id wants for himself alone: so nobody gets an id
 * in the middle of another's transaction, and nobody who has lost it gets through another one.
 *
 * @param number of the claims of this id
 * @param holder which no other claim has
 * @param schema of the cache
 */
record Claim(String deviceId, long number, String holder, String schema) {

    /** Waits while somebody claims the id, and keeps everybody from that until the transaction ends. */
    Select<?> lock() {
        return DSL.select(DSL.field("pg_advisory_xact_lock_shared({0})", Object.class, fence(schema, deviceId)));
    }

    /**
     * A row if the id is still this process's. A statement of its own after {@link #lock}, so that it sees who claimed the id
     * before.
     */
    Select<?> proof() {
        return DSL.selectOne().from(DEVICES).where(isThis());
    }

    Condition isThis() {
        return DEVICES.DEVICE_ID.eq(TextEscaping.stored(deviceId)).and(DEVICES.CLAIM.eq(number)).and(DEVICES.HOLDER.eq(holder));
    }

    ClaimLostException lost() {
        return new ClaimLostException("another process has taken over the device id " + deviceId
                + ", because the database ended the session that held it: what waits under it is that process's to send, and this one"
                + " goes on under another id");
    }

    /** What transactions of an id's holder share a lock on. */
    static Field<Long> fence(String schema, String deviceId) {
        return key(schema, "fence", deviceId);
    }

    /** What a session of an id's holder has a lock on: the server frees it the moment the process dies. */
    static Field<Long> life(String schema, String deviceId) {
        return key(schema, "device", deviceId);
    }

    /** Of each schema and device its own. */
    private static Field<Long> key(String schema, String what, String deviceId) {
        return DSL.field("hashtextextended({0}, 0)", Long.class,
                DSL.val(schema + " dust " + what + " " + TextEscaping.stored(deviceId)));
    }
}
