package dev.dust;

import dev.dust.config.Settings;
import dev.dust.engine.Threads;
import dev.dust.error.InvalidRequestException;
import dev.dust.metrics.Metrics;
import dev.dust.sync.SyncConfig;
import dev.dust.time.Durations;
import dev.dust.time.Time;
import dev.dust.write.WriteBounds;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How a client behaves (docs/configuration.md). Immutable; each method that takes something returns a copy with one thing
 * changed, and throws {@link InvalidRequestException}, {@code invalid_option}, for what makes no sense. "For ever" is
 * {@link Durations#FOR_EVER}, or any other duration of that kind.
 */
public final class DustOptions {
    /** Holds nothing that would have to be closed. */
    private static final Executor VIRTUAL_THREADS = task -> Thread.ofVirtual().name("dust").start(task);
    private static final Pattern DEVICE_ID = Pattern.compile("[^\\s\\p{Cntrl}]+");
    private static final DustOptions DEFAULTS = new DustOptions(new Fields());

    /** Not changed any more once it is somebody's. */
    private final Fields fields;

    private static final class Fields {
        private boolean enabled = true;
        private @Nullable String deviceId;
        private Duration gapTimeout = Duration.ofSeconds(2);
        private Duration freshnessCheck = Duration.ofSeconds(30);
        private Duration ackTimeout = Duration.ofSeconds(30);
        private int maxInFlight = 256;
        private int maxPending = 100_000;
        private long maxPendingBytes = 64L << 20;
        private WriteBounds bounds = WriteBounds.defaults();
        private boolean waitOutRateLimits = true;
        private boolean sharedPorts;
        private @Nullable Time time;
        private Executor executor = VIRTUAL_THREADS;
        private Executor engineExecutor = VIRTUAL_THREADS;
        private RandomGenerator random = new SecureRandom();
        private Metrics metrics = Metrics.none();

        Fields() {
        }

        Fields(Fields other) {
            enabled = other.enabled;
            deviceId = other.deviceId;
            gapTimeout = other.gapTimeout;
            freshnessCheck = other.freshnessCheck;
            ackTimeout = other.ackTimeout;
            maxInFlight = other.maxInFlight;
            maxPending = other.maxPending;
            maxPendingBytes = other.maxPendingBytes;
            bounds = other.bounds;
            waitOutRateLimits = other.waitOutRateLimits;
            sharedPorts = other.sharedPorts;
            time = other.time;
            executor = other.executor;
            engineExecutor = other.engineExecutor;
            random = other.random;
            metrics = other.metrics;
        }

        List<@Nullable Object> all() {
            return Arrays.asList(enabled, deviceId, gapTimeout, freshnessCheck, ackTimeout, maxInFlight, maxPending,
                    maxPendingBytes, bounds, waitOutRateLimits, sharedPorts, time, executor, engineExecutor, random, metrics);
        }
    }

    private DustOptions(Fields fields) {
        this.fields = fields;
    }

    /** The defaults, which suit most. */
    public static DustOptions defaults() {
        return DEFAULTS;
    }

    /**
     * The defaults, with what settings say: {@code dust.ack-timeout} among properties, {@code DUST_ACK_TIMEOUT} in the
     * environment (docs/configuration.md).
     *
     * @throws InvalidRequestException {@code invalid_option} for a setting that makes no sense, and for a name that is none of
     *                                 a setting's; the message says what is meant
     */
    public static DustOptions from(Settings settings) {
        return PortFinder.checking(() -> {
            Objects.requireNonNull(settings, "settings").requireKnown(PortFinder.settings());
            return DustSettings.options(settings);
        });
    }

    private DustOptions with(Consumer<Fields> change) {
        var changed = new Fields(fields);
        change.accept(changed);
        return new DustOptions(changed);
    }

    /** Whether to connect at all; true. Without, everything works here, and nothing is sent. */
    public boolean enabled() {
        return fields.enabled;
    }

    /**
     * Whether to connect at all. Without, reads, writes, subscriptions and the cache work as they do without a network, the
     * transport is not touched, and {@link DustStore#ready} is done at once.
     */
    public DustOptions enabled(boolean enabled) {
        return with(f -> f.enabled = enabled);
    }

    /** The id by which the server knows this client; null, which is the default, to have the cache keep one. */
    public @Nullable String deviceId() {
        return fields.deviceId;
    }

    /** The id by which the server knows this client, {@code dev_...}; null to have the cache keep one. */
    public DustOptions deviceId(@Nullable String deviceId) {
        if (deviceId != null && !DEVICE_ID.matcher(deviceId).matches()) {
            throw wrong("a deviceId is not blank, and holds no blanks: \"" + deviceId + "\"");
        }
        return with(f -> f.deviceId = deviceId);
    }

    /** How long a hole in the history may stay open before it is fetched; 2 s. */
    public Duration gapTimeout() {
        return fields.gapTimeout;
    }

    /** How long a hole in the history may stay open before it is fetched; more than nothing. */
    public DustOptions gapTimeout(Duration gapTimeout) {
        Duration checked = positive(gapTimeout, "gapTimeout");
        return with(f -> f.gapTimeout = checked);
    }

    /** How long a store may be quiet before the server is asked whether something was missed; 30 s, zero for never. */
    public Duration freshnessCheck() {
        return fields.freshnessCheck;
    }

    /** How long a store may be quiet before the server is asked whether something was missed; zero for never. */
    public DustOptions freshnessCheck(Duration freshnessCheck) {
        Duration checked = Duration.ZERO.equals(freshnessCheck) ? freshnessCheck : positive(freshnessCheck, "freshnessCheck");
        return with(f -> f.freshnessCheck = checked);
    }

    /** How long somebody who waits for a write's answer waits at most; 30 s. */
    public Duration ackTimeout() {
        return fields.ackTimeout;
    }

    /**
     * How long somebody who waits for a write's answer waits at most; more than nothing. For ever: until the server answers,
     * the write is taken back, or the client is closed. A call on a cache that does not answer waits as long.
     */
    public DustOptions ackTimeout(Duration ackTimeout) {
        Duration checked = positive(ackTimeout, "ackTimeout");
        return with(f -> f.ackTimeout = checked);
    }

    /** How many writes to a store may be under way unanswered; 256. */
    public int maxInFlight() {
        return fields.maxInFlight;
    }

    /** How many writes to a store may be under way unanswered; 1 or more. */
    public DustOptions maxInFlight(int maxInFlight) {
        positive(maxInFlight, "maxInFlight");
        return with(f -> f.maxInFlight = maxInFlight);
    }

    /** How many writes to a store may wait for the server; 100,000. */
    public int maxPending() {
        return fields.maxPending;
    }

    /** How many writes to a store may wait for the server, 1 or more. Further ones are refused at the call. */
    public DustOptions maxPending(int maxPending) {
        positive(maxPending, "maxPending");
        return with(f -> f.maxPending = maxPending);
    }

    /** How many bytes they may take, about; 64 MiB. */
    public long maxPendingBytes() {
        return fields.maxPendingBytes;
    }

    /** How many bytes the writes that wait may take, about; 1 or more. */
    public DustOptions maxPendingBytes(long maxPendingBytes) {
        positive(maxPendingBytes, "maxPendingBytes");
        return with(f -> f.maxPendingBytes = maxPendingBytes);
    }

    /** What one write may be and become; {@link WriteBounds#defaults}. */
    public WriteBounds bounds() {
        return fields.bounds;
    }

    /** What one write may be and become. A write beyond that is refused at the call. */
    public DustOptions bounds(WriteBounds bounds) {
        Objects.requireNonNull(bounds, "bounds");
        return with(f -> f.bounds = bounds);
    }

    /** Whether somebody whose write the server puts off waits on; true. */
    public boolean waitOutRateLimits() {
        return fields.waitOutRateLimits;
    }

    /**
     * Whether somebody whose write the server puts off (a rate limit) waits on beyond {@link #ackTimeout()}, for as long as
     * the server does so. If not, he hears {@link dev.dust.error.RefusedException.RateLimited}. The write stays in the outbox
     * either way, and is sent in its turn.
     */
    public DustOptions waitOutRateLimits(boolean waitOutRateLimits) {
        return with(f -> f.waitOutRateLimits = waitOutRateLimits);
    }

    /**
     * Whether others use the cache and the transport too, so that closing the client leaves them open, and what others have in
     * the cache is minded; false. Clients that share a cache in memory all have to say so.
     */
    public boolean sharedPorts() {
        return fields.sharedPorts;
    }

    /**
     * Whether others use the cache and the transport too, so that closing the client leaves them open, and what others have in
     * the cache is minded.
     */
    public DustOptions sharedPorts(boolean sharedPorts) {
        return with(f -> f.sharedPorts = sharedPorts);
    }

    /** The clock and timers; null, which is the default, for the system's. */
    public @Nullable Time time() {
        return fields.time;
    }

    /** The clock and timers, which whoever made them closes; null for the system's. */
    public DustOptions time(@Nullable Time time) {
        return with(f -> f.time = time);
    }

    /** What runs callbacks; by default virtual threads, where one that blocks holds up no other subscription's. */
    public Executor executor() {
        return fields.executor;
    }

    /**
     * What runs callbacks. It must not run them on the thread that hands them over. Callbacks that block it hold up each
     * other, and nothing else. Whoever made it shuts it down.
     */
    public DustOptions executor(Executor executor) {
        Objects.requireNonNull(executor, "executor");
        return with(f -> f.executor = executor);
    }

    Executor callbackThreads() {
        return VIRTUAL_THREADS.equals(fields.executor) ? Threads.own(VIRTUAL_THREADS)::elsewhere : fields.executor;
    }

    /** What runs the engine's own work; by default virtual threads. */
    public Executor engineExecutor() {
        return fields.engineExecutor;
    }

    /**
     * What runs the engine's own work. For tests that have to know when all has come to rest: it must give each task a thread
     * to itself, and never refuse one.
     */
    public DustOptions engineExecutor(Executor engineExecutor) {
        Objects.requireNonNull(engineExecutor, "engineExecutor");
        return with(f -> f.engineExecutor = engineExecutor);
    }

    Threads engineThreads() {
        return VIRTUAL_THREADS.equals(fields.engineExecutor)
                ? Threads.own(VIRTUAL_THREADS)
                : new Threads(fields.engineExecutor);
    }

    /** Where ids and jitter come from; a {@link SecureRandom}. */
    public RandomGenerator random() {
        return fields.random;
    }

    /** Where ids and jitter come from. */
    public DustOptions random(RandomGenerator random) {
        Objects.requireNonNull(random, "random");
        return with(f -> f.random = random);
    }

    /** What hears what the client measures of itself; by default nothing does. */
    public Metrics metrics() {
        return fields.metrics;
    }

    /** What hears what the client measures of itself (docs/operations.md#metrics). Whoever made it closes it. */
    public DustOptions metrics(Metrics metrics) {
        Objects.requireNonNull(metrics, "metrics");
        return with(f -> f.metrics = metrics);
    }

    /** {@code ownCache}: whether no other client can use the cache. */
    SyncConfig sync(boolean ownCache) {
        return new SyncConfig(fields.gapTimeout, fields.freshnessCheck, fields.ackTimeout, fields.maxInFlight,
                fields.maxPending, fields.maxPendingBytes, fields.bounds, fields.waitOutRateLimits, ownCache);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof DustOptions that && fields.all().equals(that.fields.all());
    }

    @Override
    public int hashCode() {
        return fields.all().hashCode();
    }

    @Override
    public String toString() {
        return "DustOptions[enabled=" + fields.enabled + ", deviceId=" + fields.deviceId + ", gapTimeout=" + fields.gapTimeout
                + ", freshnessCheck=" + fields.freshnessCheck + ", ackTimeout=" + fields.ackTimeout + ", maxInFlight="
                + fields.maxInFlight + ", maxPending=" + fields.maxPending + ", maxPendingBytes=" + fields.maxPendingBytes
                + ", bounds=" + fields.bounds + ", waitOutRateLimits=" + fields.waitOutRateLimits + ", sharedPorts="
                + fields.sharedPorts + "]";
    }

    private static Duration positive(Duration duration, String name) {
        if (!Objects.requireNonNull(duration, name).isPositive()) {
            throw wrong(name + " must be positive, not " + duration);
        }
        return duration;
    }

    private static void positive(long number, String name) {
        if (number <= 0) {
            throw wrong(name + " must be positive, not " + number);
        }
    }

    private static InvalidRequestException wrong(String message) {
        return new InvalidRequestException("invalid_option", message);
    }
}
