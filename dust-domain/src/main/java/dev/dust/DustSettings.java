package dev.dust;

import dev.dust.config.Setting;
import dev.dust.config.Settings;
import java.time.Duration;
import java.util.List;

/** The options of a client that have a name (docs/configuration.md). */
final class DustSettings {
    static final Setting<Boolean> ENABLED = Setting.flag("enabled", "`true`",
            "whether to connect at all; without, everything works here, and nothing is sent");
    static final Setting<String> DEVICE_ID = Setting.text("device-id", "one that the cache keeps",
            "the id by which the server knows this client, `dev_...`; no two processes may have the same at a time");
    static final Setting<Duration> GAP_TIMEOUT = Setting.duration("gap-timeout", "`2s`",
            "how long a hole in the history may stay open before it is fetched");
    static final Setting<Duration> FRESHNESS_CHECK = Setting.duration("freshness-check", "`30s`",
            "how long a store may be quiet before the server is asked whether something was missed; `0s` for never");
    static final Setting<Duration> ACK_TIMEOUT = Setting.duration("ack-timeout", "`30s`",
            "how long somebody who waits for a write's answer waits at most");
    static final Setting<Integer> MAX_IN_FLIGHT = Setting.number("max-in-flight", "`256`",
            "how many writes to a store may be under way unanswered");
    static final Setting<Integer> MAX_PENDING = Setting.number("max-pending", "`100000`",
            "how many writes to a store may wait for the server; more are refused at the call");
    static final Setting<Long> MAX_PENDING_BYTES = Setting.bytes("max-pending-bytes", "`64MiB`",
            "how many bytes they may take, about");
    static final Setting<Long> MAX_FRAME_BYTES = Setting.bytes("max-frame-bytes", "`8000000`",
            "the largest frame that the server takes; a write beyond it is refused at the call");
    static final Setting<Boolean> WAIT_OUT_RATE_LIMITS = Setting.flag("wait-out-rate-limits", "`true`",
            "whether somebody whose write the server puts off waits on beyond `ack-timeout`");

    static final List<Setting<?>> ALL = List.of(ENABLED, DEVICE_ID, GAP_TIMEOUT, FRESHNESS_CHECK, ACK_TIMEOUT, MAX_IN_FLIGHT,
            MAX_PENDING, MAX_PENDING_BYTES, MAX_FRAME_BYTES, WAIT_OUT_RATE_LIMITS);

    private DustSettings() {
    }

    /** The defaults, with what the settings say. */
    static DustOptions options(Settings settings) {
        DustOptions options = DustOptions.defaults();
        options = settings.applied(options, ENABLED, DustOptions::enabled);
        options = settings.applied(options, DEVICE_ID, DustOptions::deviceId);
        options = settings.applied(options, GAP_TIMEOUT, DustOptions::gapTimeout);
        options = settings.applied(options, FRESHNESS_CHECK, DustOptions::freshnessCheck);
        options = settings.applied(options, ACK_TIMEOUT, DustOptions::ackTimeout);
        options = settings.applied(options, MAX_IN_FLIGHT, DustOptions::maxInFlight);
        options = settings.applied(options, MAX_PENDING, DustOptions::maxPending);
        options = settings.applied(options, MAX_PENDING_BYTES, DustOptions::maxPendingBytes);
        options = settings.applied(options, MAX_FRAME_BYTES,
                (so, bytes) -> so.bounds(so.bounds().frameBytes(Math.toIntExact(bytes))));
        options = settings.applied(options, WAIT_OUT_RATE_LIMITS, DustOptions::waitOutRateLimits);
        return options;
    }
}
