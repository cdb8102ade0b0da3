package dev.dust.server.rules;

import dev.dust.server.ledger.StoredRow;
import dev.dust.value.MapValue;
import org.jspecify.annotations.Nullable;

/**
 * if_match, if_absent and fence of a write (docs/protocol.md#preconditions).
 *
 * @param ifMatch  the revision that the row must have, or null
 * @param ifAbsent whether there must be no row
 * @param fence    the lease that must be held, or null
 */
record Preconditions(@Nullable Long ifMatch, boolean ifAbsent, @Nullable Fence fence) {

    /**
     * A lease that must be held.
     *
     * @param key   where it is
     * @param token its token
     */
    record Fence(String key, long token) {
    }

    /** The preconditions of a write; refuses those that make no sense, whatever the rows are. */
    static Preconditions of(Request request, Rules rules) {
        MapValue payload = request.payload();
        Long ifMatch = rules.ifMatch(payload);
        boolean ifAbsent = rules.ifAbsent(payload);
        if (ifMatch != null && ifAbsent) {
            throw Refusal.of("invalid_precondition");
        }
        if (ifMatch != null) {
            checkIsLeafWrite(request, "if_match", request.op() == ServerOp.SET || request.op() == ServerOp.DELETE);
        }
        if (ifAbsent) {
            checkIsLeafWrite(request, "if_absent", request.op() == ServerOp.SET);
        }
        return new Preconditions(ifMatch, ifAbsent, rules.fence(request.op(), payload));
    }

    private static void checkIsLeafWrite(Request request, String precondition, boolean isTaken) {
        if (!isTaken) {
            throw Refusal.of(precondition + "_unsupported_op", "op", request.op().wireName());
        }
        if (request.value() != null && !request.value().isLeaf()) {
            throw Refusal.of(precondition + "_multi_leaf");
        }
    }

    /** Refuses with {@code fenced}, {@code conflict} or {@code exists} where the rows are not as the writer wants them. */
    void check(String key, Moment moment) {
        StoredRow row = moment.rows().get(key);
        if (fence != null && !LeaseOps.isHeld(moment.rows(), fence.key(), fence.token(), moment.nowMillis())) {
            throw Refusal.of("fenced");
        }
        if (ifMatch != null && (row == null || row.revision() != ifMatch)) {
            throw moment.rules().conflict(row);
        }
        if (ifAbsent && row != null) {
            throw Refusal.of("exists");
        }
    }
}
