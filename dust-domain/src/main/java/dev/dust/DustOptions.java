package dev.dust;

import dev.dust.sync.SyncConfig;
import dev.dust.time.Durations;
import dev.dust.time.Time;
import dev.dust.write.WriteBounds;
import jakarta.inject.Inject;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How a client behaves. Immutable; {@link #builder} changes what has to be another than it is. */
public final class DustOptions {
    /** Holds nothing that would have to be closed. */
    private static final Executor VIRTUAL_THREADS = task -> Thread.ofVirtual().name("dust").start(task);

    private final Builder from;

    /** The defaults, which suit most. */
    @Inject
    public DustOptions() {
        this(new Builder());
    }

    private DustOptions(Builder from) {
        this.from = from;
    }

    /** A builder that begins with the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** The id by which the server knows this client; null to let the cache keep one. */
    @Nullable
    String deviceId() {
        return from.deviceId;
    }

    SyncConfig sync() {
        return new SyncConfig(from.gapTimeout, from.freshnessCheck, from.ackTimeout, from.maxInFlight, from.maxPending,
                from.maxPendingBytes, from.bounds, from.waitOutRateLimits);
    }

    /** The clock, or null for the system's. */
    @Nullable
    Time time() {
        return from.time;
    }

    Executor executor() {
        return from.executor;
    }

    Executor engineExecutor() {
        return from.engineExecutor;
    }

    RandomGenerator random() {
        return from.random;
    }

    boolean sharedPorts() {
        return from.sharedPorts;
    }

    /** Makes options. Not thread-safe. */
    public static final class Builder {
        private static final Pattern DEVICE_ID = Pattern.compile("[^\\s\\p{Cntrl}]+");

        private @Nullable String deviceId;
        private Duration gapTimeout = Duration.ofSeconds(2);
        private Duration freshnessCheck = Duration.ofSeconds(30);
        private Duration ackTimeout = Duration.ofSeconds(30);
        private int maxInFlight = 256;
        private int maxPending = 100_000;
        private long maxPendingBytes = 64L << 20;
        private WriteBounds bounds = WriteBounds.DEFAULT;
        private boolean waitOutRateLimits = true;
        private @Nullable Time time;
        private Executor executor = VIRTUAL_THREADS;
        private Executor engineExecutor = VIRTUAL_THREADS;
        private RandomGenerator random = new SecureRandom();
        private boolean sharedPorts;

        private Builder() {
        }

        private Builder(Builder other) {
            deviceId = other.deviceId;
            gapTimeout = other.gapTimeout;
            freshnessCheck = other.freshnessCheck;
            ackTimeout = other.ackTimeout;
            maxInFlight = other.maxInFlight;
            maxPending = other.maxPending;
            maxPendingBytes = other.maxPendingBytes;
            bounds = other.bounds;
            waitOutRateLimits = other.waitOutRateLimits;
            time = other.time;
            executor = other.executor;
            engineExecutor = other.engineExecutor;
            random = other.random;
            sharedPorts = other.sharedPorts;
        }

        /**
         * The id by which the server knows this client, {@code dev_...}; null for the default. By default one is made, and kept
         * by the cache.
         */
        public Builder deviceId(@Nullable String deviceId) {
            if (deviceId != null && !DEVICE_ID.matcher(deviceId).matches()) {
                throw new IllegalArgumentException("a deviceId is not blank, and holds no blanks: \"" + deviceId + "\"");
            }
            this.deviceId = deviceId;
            return this;
        }

        /** How long a hole in the history may stay open before it is fetched; 2 s. */
        public Builder gapTimeout(Duration gapTimeout) {
            this.gapTimeout = positive(gapTimeout, "gapTimeout");
            return this;
        }

        /** How long a store may be quiet before the server is asked whether something was missed; 30 s, zero for never. */
        public Builder freshnessCheck(Duration freshnessCheck) {
            this.freshnessCheck = Duration.ZERO.equals(freshnessCheck)
                    ? freshnessCheck
                    : positive(freshnessCheck, "freshnessCheck");
            return this;
        }

        /** How long somebody who waits for a write's answer waits at most; 30 s. */
        public Builder ackTimeout(Duration ackTimeout) {
            this.ackTimeout = positive(ackTimeout, "ackTimeout");
            return this;
        }

        /**
         * Has somebody who waits for a write's answer wait for as long as it takes: until the server answers, the write is
         * taken back, or the client is closed. A call on a cache that does not answer waits as long.
         */
        public Builder noAckTimeout() {
            this.ackTimeout = Durations.FOR_EVER;
            return this;
        }

        /** How many writes to a store may be under way unanswered; 256. */
        public Builder maxInFlight(int maxInFlight) {
            this.maxInFlight = (int) positive(maxInFlight, "maxInFlight");
            return this;
        }

        /** How many writes to a store may wait for the server; 100,000. More are refused at the call. */
        public Builder maxPending(int maxPending) {
            this.maxPending = (int) positive(maxPending, "maxPending");
            return this;
        }

        /** How many bytes they may take, about; 64 MiB. */
        public Builder maxPendingBytes(long maxPendingBytes) {
            this.maxPendingBytes = positive(maxPendingBytes, "maxPendingBytes");
            return this;
        }

        /** What one write may be and become; {@link WriteBounds#DEFAULT}. A write beyond them is refused at the call. */
        public Builder bounds(WriteBounds bounds) {
            this.bounds = Objects.requireNonNull(bounds, "bounds");
            return this;
        }

        /**
         * Whether somebody whose write the server puts off (a rate limit) waits on beyond {@code ackTimeout}, for as long as
         * the server does so; true by default. If not, he hears {@link dev.dust.error.RefusedException.RateLimited}. The write
         * stays in the outbox either way, and is sent in its turn.
         */
        public Builder waitOutRateLimits(boolean waitOutRateLimits) {
            this.waitOutRateLimits = waitOutRateLimits;
            return this;
        }

        /** The clock and timers; the system's by default. */
        public Builder time(Time time) {
            this.time = Objects.requireNonNull(time, "time");
            return this;
        }

        /**
         * What runs callbacks; by default a virtual thread for each. It must not run them on the thread that hands them over.
         * Callbacks that block it hold up each other, and nothing else. Whoever made it shuts it down.
         */
        public Builder executor(Executor executor) {
            this.executor = Objects.requireNonNull(executor, "executor");
            return this;
        }

        /**
         * What runs the engine's own work; by default a virtual thread for each piece of it. For tests that have to know when
         * all has come to rest: it must give each task a thread to itself, and never refuse one.
         */
        public Builder engineExecutor(Executor engineExecutor) {
            this.engineExecutor = Objects.requireNonNull(engineExecutor, "engineExecutor");
            return this;
        }

        /** Where ids and jitter come from. */
        public Builder random(RandomGenerator random) {
            this.random = Objects.requireNonNull(random, "random");
            return this;
        }

        /** Leaves the cache and the transport open when the client is closed, because others use them too. */
        public Builder sharedPorts() {
            this.sharedPorts = true;
            return this;
        }

        /** The options. */
        public DustOptions build() {
            return new DustOptions(new Builder(this));
        }

        private static Duration positive(Duration duration, String name) {
            if (!Objects.requireNonNull(duration, name).isPositive()) {
                throw new IllegalArgumentException(name + " must be positive, not " + duration);
            }
            return duration;
        }

        private static long positive(long number, String name) {
            if (number <= 0) {
                throw new IllegalArgumentException(name + " must be positive, not " + number);
            }
            return number;
        }
    }
}
