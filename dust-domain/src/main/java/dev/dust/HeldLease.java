package dev.dust;

import dev.dust.engine.EngineConfig;
import dev.dust.error.RefusedException;
import dev.dust.lease.Lease;
import dev.dust.time.Durations;
import dev.dust.time.Time;
import dev.dust.time.TimerId;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/** A lease that is renewed at a third of its TTL until it is given back, or lost. Thread-safe. */
final class HeldLease {
    private static final System.Logger LOG = System.getLogger(HeldLease.class.getName());

    private final DustStore store;
    private final Lease lease;
    private final Duration ttl;
    private final EngineConfig config;
    private final AtomicBoolean over = new AtomicBoolean();
    /** By the clock of this process, from before the request left: no later than by the server's. */
    private volatile long endsAt;
    private volatile boolean refused;
    private volatile Time.Timer timer;

    /**
     * A lease that was just taken.
     *
     * @param askedAt when it was asked for, by the nanoseconds of the clock
     */
    HeldLease(DustStore store, Lease lease, Duration ttl, long askedAt, EngineConfig config) {
        this.store = store;
        this.lease = lease;
        this.ttl = ttl;
        this.config = config;
        this.endsAt = Durations.after(askedAt, ttl);
        renewLater();
    }

    Lease lease() {
        return lease;
    }

    /** Whether it may be somebody else's by now: the server refused to renew it, or its time is over. */
    boolean isLost() {
        return refused || config.time().nanos() >= endsAt;
    }

    private void renewLater() {
        timer = config.later(TimerId.RENEW, ttl.dividedBy(3), this::renew);
        if (over.get()) {
            timer.cancel();
        }
    }

    private void renew() {
        if (over.get() || refused) {
            return;
        }
        renewLater();
        if (isLost()) {
            // An answer that is on its way may yet say otherwise.
            return;
        }
        long askedAt = config.time().nanos();
        attempt(() -> store.renew(lease, ttl).whenComplete((renewed, error) -> {
            // Without a connection it is tried again: there may be one before the lease ends.
            if (error == null) {
                endsAt = Durations.after(askedAt, ttl);
            } else if (error instanceof RefusedException) {
                refused = true;
                timer.cancel();
            }
        }));
    }

    /** Does nothing the second time. If the server does not hear it, the lease ends by itself. */
    void giveBack() {
        if (over.compareAndSet(false, true)) {
            timer.cancel();
            attempt(() -> store.release(lease));
        }
    }

    /** Whatever stops it, such as a client that is closed or a cache that is away: the lease then ends by itself. */
    private void attempt(Runnable request) {
        try {
            request.run();
        } catch (Throwable e) {
            LOG.log(System.Logger.Level.DEBUG, "the lease " + lease.key() + " is left to end by itself", e);
        }
    }
}
