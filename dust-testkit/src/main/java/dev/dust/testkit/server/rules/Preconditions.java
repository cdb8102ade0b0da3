package dev.dust.testkit.server.rules;

import dev.dust.value.BoolValue;
import dev.dust.value.MapValue;
import java.util.Map;

/**
 * if_match, if_absent and fence of a write (PROTOCOL 5).
 *
 * @param ifMatch    the revision that the row must have, or null
 * @param ifAbsent   whether there must be no row
 * @param fenceKey   the key of the lease that must be held, or null
 * @param fenceToken that lease's token
 */
record Preconditions(Long ifMatch, boolean ifAbsent, String fenceKey, long fenceToken) {

    /** The preconditions of a write; refuses those that make no sense, whatever the rows are. */
    static Preconditions of(Request request) {
        MapValue payload = request.payload();
        Long ifMatch = ifMatch(payload);
        boolean ifAbsent = ifAbsent(payload);
        if (ifMatch != null && ifAbsent) {
            throw Refusal.of("invalid_precondition");
        }
        if (ifMatch != null) {
            checkIsLeafSet(request, "if_match");
        }
        if (ifAbsent) {
            checkIsLeafSet(request, "if_absent");
        }
        if (!Wire.has(payload, "fence")) {
            return new Preconditions(ifMatch, ifAbsent, null, 0);
        }
        MapValue fence = Wire.map(payload.get("fence"));
        String key = fence == null ? null : Wire.text(fence, "key");
        Long token = fence == null ? null : Wire.integer(fence.get("token"));
        if (key == null || token == null || request.op().isLeaseOp()) {
            throw Refusal.of("invalid_precondition");
        }
        return new Preconditions(ifMatch, ifAbsent, key, token);
    }

    private static Long ifMatch(MapValue payload) {
        if (!Wire.has(payload, "if_match")) {
            return null;
        }
        Long revision = Wire.integer(payload.get("if_match"));
        if (revision == null || revision < 1) {
            throw Refusal.of("invalid_precondition");
        }
        return revision;
    }

    private static boolean ifAbsent(MapValue payload) {
        if (!Wire.has(payload, "if_absent")) {
            return false;
        }
        if (!(payload.get("if_absent") instanceof BoolValue ifAbsent)) {
            throw Refusal.of("invalid_precondition");
        }
        return ifAbsent.value();
    }

    private static void checkIsLeafSet(Request request, String precondition) {
        if (request.op() != ServerOp.SET) {
            throw Refusal.of(precondition + "_unsupported_op");
        }
        if (request.value() != null && !request.value().isLeaf()) {
            throw Refusal.of(precondition + "_multi_leaf");
        }
    }

    /** Refuses with {@code fenced}, {@code conflict} or {@code exists} where the rows are not as the writer wants them. */
    void check(String key, Moment moment) {
        StoredRow row = moment.rows().get(key);
        if (fenceKey != null && !LeaseOps.isHeld(moment.rows(), fenceKey, fenceToken, moment.nowMillis())) {
            throw Refusal.of("fenced");
        }
        if (ifMatch != null && (row == null || row.revision() != ifMatch)) {
            throw Refusal.of("conflict", row == null ? Map.of() : Map.of("current_revision", row.revision()));
        }
        if (ifAbsent && row != null) {
            throw Refusal.of("exists");
        }
    }
}
