package dev.dust.engine;

import dev.dust.error.AnswerTimeoutException;
import dev.dust.error.ClosedException;
import dev.dust.error.DiscardedException;
import dev.dust.error.RefusedException;
import dev.dust.metrics.ClientMeter;
import dev.dust.metrics.Meter;
import dev.dust.metrics.Metrics;
import dev.dust.op.Op;
import dev.dust.subscribe.DustEvent;
import dev.dust.sync.Membership;
import dev.dust.sync.Outcome;
import dev.dust.time.Time;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** What is measured of one store (docs/operations.md#metrics). Thread-safe. */
final class StoreMeters {
    private final String store;
    private final Meters meters;
    private final Time time;
    private final List<Metrics.Shown> shown = new CopyOnWriteArrayList<>();

    StoreMeters(String store, EngineConfig config) {
        this.store = store;
        this.meters = new Meters(config.metrics());
        this.time = config.time();
    }

    /** Shows how the store stands, until {@link #close}. */
    void show(Supplier<EngineStatus> status) {
        show(ClientMeter.STORE_LIVE, status, now -> now.membership() == Membership.LIVE ? 1 : 0);
        show(ClientMeter.OUTBOX_SIZE, status, EngineStatus::pendingOps);
        show(ClientMeter.OUTBOX_AGE, status, now -> secondsSince(now.oldestPendingAt()));
        show(ClientMeter.STORAGE_AWAY, status, now -> secondsSince(now.cacheAwaySince()));
        show(ClientMeter.MISSING, status, EngineStatus::missing);
    }

    private void show(Meter gauge, Supplier<EngineStatus> status, ToDoubleFunction<EngineStatus> number) {
        shown.add(meters.gauge(gauge, List.of(store), () -> number.applyAsDouble(status.get())));
    }

    /** {@code millis}: a time of day; 0 for none. */
    private double secondsSince(long millis) {
        return millis == 0 ? 0 : Math.max(0, time.now().toEpochMilli() - millis) / 1_000.0;
    }

    /** Now, for what takes its time from here; 0 where nobody measures. */
    long begin() {
        return meters.isOn() ? time.nanos() : 0;
    }

    private Duration since(long begun) {
        return Duration.ofNanos(Math.max(0, time.nanos() - begun));
    }

    /** It is known what has become of an op. */
    void settled(Op op, Outcome outcome, long begun) {
        if (meters.isOn()) {
            meters.time(ClientMeter.WRITES, List.of(store, op.name().wire(), nameOf(outcome)), since(begun));
        }
    }

    private static String nameOf(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Accepted accepted -> "accepted";
            case Outcome.Leased leased -> "accepted";
            case Outcome.Released released -> "accepted";
            case Outcome.Failed(RefusedException refused) -> "refused";
            case Outcome.Failed(DiscardedException discarded) -> "discarded";
            case Outcome.Failed(ClosedException closed) -> "closed";
            case Outcome.Failed failed -> "failed";
        };
    }

    /** A caller hears something of an op, which may be that its time is over. */
    void answered(Op op, Outcome outcome) {
        if (meters.isOn() && outcome instanceof Outcome.Failed(AnswerTimeoutException timeout)) {
            meters.count(ClientMeter.WRITE_TIMEOUTS, List.of(store, op.name().wire()));
        }
    }

    /** The cache has taken a commit, or not. */
    void committed(boolean kept, long begun) {
        if (meters.isOn()) {
            meters.time(ClientMeter.COMMITS, List.of(store, kept ? "kept" : "failed"), since(begun));
        }
    }

    void applied(DustEvent event) {
        if (meters.isOn() && event instanceof DustEvent.Committed committed) {
            meters.count(ClientMeter.EVENTS, List.of(store, committed.op().wire()));
        }
    }

    void snapshot() {
        meters.count(ClientMeter.SNAPSHOTS, List.of(store));
    }

    void overflow() {
        meters.count(ClientMeter.OVERFLOWS, List.of(store));
    }

    /** Shows nothing any more. */
    void close() {
        shown.forEach(Metrics.Shown::close);
        shown.clear();
    }
}
