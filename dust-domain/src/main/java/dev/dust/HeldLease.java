package dev.dust;

import dev.dust.engine.EngineConfig;
import dev.dust.error.DustException;
import dev.dust.error.RefusedException;
import dev.dust.lease.Lease;
import dev.dust.time.Time;
import dev.dust.time.TimerId;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/** A lease that is renewed at a third of its TTL until it is given back, or lost. */
final class HeldLease {
    private final DustStore store;
    private final Lease lease;
    private final Duration ttl;
    private final EngineConfig config;
    private final AtomicBoolean over = new AtomicBoolean();
    private volatile Time.Timer timer;

    HeldLease(DustStore store, Lease lease, Duration ttl, EngineConfig config) {
        this.store = store;
        this.lease = lease;
        this.ttl = ttl;
        this.config = config;
        renewLater();
    }

    private void renewLater() {
        timer = config.later(TimerId.RENEW, ttl.dividedBy(3), this::renew);
        if (over.get()) {
            timer.cancel();
        }
    }

    private void renew() {
        if (over.get()) {
            return;
        }
        renewLater();
        try {
            store.renew(lease, ttl).whenComplete((renewed, error) -> {
                // Without a connection it is tried again: there may be one before the lease ends.
                if (error instanceof RefusedException && over.compareAndSet(false, true)) {
                    timer.cancel();
                }
            });
        } catch (DustException away) {
            // The client is closed, or its cache is away for now.
        }
    }

    /** Does nothing if the lease is lost. If nobody hears it, the lease ends by itself. */
    void giveBack() {
        if (!over.compareAndSet(false, true)) {
            return;
        }
        timer.cancel();
        try {
            store.release(lease);
        } catch (DustException away) {
            // The client is closed, or its cache is away for now.
        }
    }
}
