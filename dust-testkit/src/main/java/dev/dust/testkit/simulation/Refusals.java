package dev.dust.testkit.simulation;

import dev.dust.server.rules.PushResult;
import dev.dust.server.rules.Refusal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Refusals that have nothing to do with the rows (docs/protocol.md#refusals). */
final class Refusals {
    private static final List<String> REASONS = List.of("limit_exceeded", "unauthorized", "missing_scope", "store_not_allowed",
            "a reason of a later server");

    /** What the public server says, whatever is left of the minute. */
    private static final long HOSTED_RETRY_MILLIS = 60_000;
    private static final long SOON_MILLIS = 500;

    private final World world;

    Refusals(World world) {
        this.world = world;
    }

    /** The refusal of the next push, or null. */
    @Nullable
    PushResult next() {
        if (world.faults().strikes(Fault.RATE_LIMIT)) {
            if (!world.has(Dimension.HOSTED_SERVER) && world.random().chance(0.3)) {
                return refusal(Records.UNAVAILABLE, Map.of());
            }
            long millis = world.has(Dimension.HOSTED_SERVER) ? HOSTED_RETRY_MILLIS : world.random().between(1, 3_000);
            return refusal(Records.RATE_LIMITED, Map.of("retry_after_ms", millis));
        }
        if (world.faults().strikes(Fault.REFUSE)) {
            String reason = world.random().pick(REASONS);
            return refusal(reason, reason.equals("limit_exceeded") ? limit() : Map.of());
        }
        return null;
    }

    /** The push is to be sent again soon. */
    PushResult soon() {
        return refusal(Records.RATE_LIMITED, Map.of("retry_after_ms", SOON_MILLIS));
    }

    private static Map<String, Object> limit() {
        var details = new LinkedHashMap<String, Object>();
        details.put("dimension", "keys");
        details.put("current", 100);
        details.put("limit", 100);
        return details;
    }

    private static PushResult refusal(String reason, Map<String, ?> details) {
        return PushResult.refused(Refusal.of(reason, details));
    }
}
