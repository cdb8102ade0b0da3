package dev.dust.server.rules;

import dev.dust.server.ledger.Rows;
import dev.dust.server.ledger.StoredRow;
import dev.dust.value.LeaseValue;
import dev.dust.value.MapValue;
import dev.dust.value.NullValue;
import dev.dust.value.Types;
import dev.dust.value.Value;
import java.util.Objects;

/**
 * lease, renew and release (docs/protocol.md#leases). A lease that has expired stays in its row until somebody takes or
 * releases it.
 */
final class LeaseOps {
    private static final long DEFAULT_TTL_MILLIS = 30_000;

    private LeaseOps() {
    }

    static Decision take(Request request, Moment moment) {
        StoredRow row = moment.rows().get(request.path().key());
        if (row != null) {
            if (!(row.value() instanceof LeaseValue lease)) {
                throw Refusal.of("occupied");
            }
            if (isLive(lease, moment.nowMillis())) {
                throw Refusal.of("held");
            }
        }
        String holder = Wire.text(request.payload(), "holder");
        return Decision.commit(LeaseValue.of(holder, moment.nextSeq(), expiry(request.payload(), moment)));
    }

    static Decision renew(Request request, Moment moment) {
        long expiry = expiry(request.payload(), moment);
        Long token = moment.rules().leaseToken(request.payload());
        if (token == null || !isHeld(moment.rows(), request.path().key(), token, moment.nowMillis())) {
            throw Refusal.of("not_held");
        }
        var held = (LeaseValue) Objects.requireNonNull(moment.rows().get(request.path().key()), "held").value();
        return Decision.commit(LeaseValue.of(held.holder(), token, expiry));
    }

    static Decision release(Request request, Moment moment) {
        Long token = moment.rules().leaseToken(request.payload());
        StoredRow row = moment.rows().get(request.path().key());
        boolean matches = row != null && row.value() instanceof LeaseValue lease && token != null && lease.token() == token;
        return matches ? Decision.commit(Value.NULL) : Decision.nothing(Wire.mapOf("released", false));
    }

    /** Whether {@code key} holds a live lease with that token. */
    static boolean isHeld(Rows rows, String key, long token, long nowMillis) {
        StoredRow row = rows.get(key);
        return row != null && row.value() instanceof LeaseValue lease && lease.token() == token && isLive(lease, nowMillis);
    }

    static void write(Mutation mutation, String key, Value lease) {
        mutation.write(key, lease, Types.LEASE);
    }

    static void remove(Mutation mutation, String key, Value none) {
        mutation.remove(key);
    }

    private static boolean isLive(LeaseValue lease, long nowMillis) {
        return nowMillis < lease.expiresAtMillis();
    }

    private static long expiry(MapValue payload, Moment moment) {
        Value ttl = payload.get("ttl_ms");
        if (ttl == null || ttl instanceof NullValue) {
            return moment.nowMillis() + DEFAULT_TTL_MILLIS;
        }
        return moment.nowMillis() + moment.rules().ttlMillis(ttl, moment.nowMillis());
    }
}
