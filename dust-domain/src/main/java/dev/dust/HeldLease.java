package dev.dust;

import dev.dust.engine.EngineConfig;
import dev.dust.error.LeaseLostException;
import dev.dust.lease.Lease;
import dev.dust.lease.LeaseLoss;
import dev.dust.path.DustPath;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A lease that this process holds, and renews by itself at a third of its time until it is closed or lost (docs/leases.md).
 * {@link PathRef#acquire(LeaseOptions)} gives it. One that is neither closed nor lost is held for as long as the
 * client is open: use it in a {@code try} with resources.
 *
 * <p>Its time is counted by the monotonic clock of this process, from before the request left: a jump of the time of day
 * neither ends nor prolongs it, and here it ends no later than at the server. It is lost when that time is over and no renewal
 * has been answered in time, when the server refuses a renewal, and when somebody overwrites its row. Once lost, it is never
 * held again.
 *
 * <p>A process may be halted between a look at {@link #isHeld} and what it does then. Writes that must not happen after the
 * lease's end are fenced, so that the server refuses them: those by {@link #store} are, and those with {@link
 * WriteOptions#fence(HeldLease)}.
 *
 * <p>Thread-safe.
 */
public final class HeldLease implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(HeldLease.class.getName());

    private final Leases leases;
    private final EngineConfig config;
    private final Lease lease;
    private final boolean waitsInDoubt;
    private final LeaseKeeper keeper;
    private final DustStore fenced;
    private final List<Consumer<? super LeaseLoss>> listeners = new ArrayList<>();
    private volatile @Nullable LeaseLoss loss;
    private volatile boolean closed;

    /**
     * A lease that was just taken.
     *
     * @param askedAt      when it was asked for, by the nanoseconds of the clock
     * @param waitsInDoubt whether it is not lost while it is in doubt
     */
    HeldLease(Leases leases, Lease lease, Duration ttl, long askedAt, boolean waitsInDoubt) {
        this.leases = leases;
        this.config = leases.config();
        this.lease = lease;
        this.waitsInDoubt = waitsInDoubt;
        this.fenced = leases.store().fencedBy(this);
        this.keeper = new LeaseKeeper(leases.store(), lease, ttl, askedAt, config, new LeaseKeeper.Holder() {
            @Override
            public void doubted() {
                HeldLease.this.doubted();
            }

            @Override
            public void lost(LeaseLoss why) {
                HeldLease.this.lost(why);
            }
        });
    }

    void start() {
        keeper.start();
    }

    // --- How it stands

    /** Where it stands. */
    public DustPath key() {
        return lease.key();
    }

    /** The fencing token, which grows with every new holder at the key. */
    public long token() {
        return lease.token();
    }

    /**
     * The lease as it was granted, for those who hand its token to another process. Whoever renews it by
     * {@link DustStore#renew} does not prolong what this handle knows.
     */
    public Lease lease() {
        return lease;
    }

    /** Whether nobody else can have it at this moment. */
    public boolean isHeld() {
        return !closed && loss == null && keeper.isHeld();
    }

    /** For how long it is still held if no renewal succeeds; zero if it is not held. */
    public Duration remaining() {
        return isHeld() ? keeper.remaining() : Duration.ZERO;
    }

    /** Why it is lost; empty while it is held, and after it was closed without being lost. */
    public Optional<LeaseLoss> loss() {
        return Optional.ofNullable(loss);
    }

    /**
     * Calls {@code listener} once if the lease is lost, at once if it is lost already, on the client's executor; it may block.
     * Never called once the lease is closed, unless the loss came before. What it throws goes to the log.
     */
    public void onLost(Consumer<? super LeaseLoss> listener) {
        Objects.requireNonNull(listener, "listener");
        whenLost(why -> inform(listener, why));
    }

    /** The same, on the thread on which the loss is found, or on this one. */
    void whenLost(Consumer<? super LeaseLoss> listener) {
        LeaseLoss already;
        synchronized (listeners) {
            already = loss;
            if (already == null) {
                listeners.add(listener);
            }
        }
        if (already != null) {
            listener.accept(already);
        }
    }

    private void forget(Consumer<? super LeaseLoss> listener) {
        synchronized (listeners) {
            listeners.remove(listener);
        }
    }

    private void inform(Consumer<? super LeaseLoss> listener, LeaseLoss why) {
        try {
            config.executor().execute(() -> {
                try {
                    listener.accept(why);
                } catch (Throwable thrown) {
                    LOG.log(System.Logger.Level.WARNING, "a listener of " + this + " has failed", thrown);
                }
            });
        } catch (Throwable rejected) {
            LOG.log(System.Logger.Level.WARNING, "a listener of " + this + " could not be told that it is lost", rejected);
        }
    }

    // --- What is done under it

    /**
     * The lease's store, each write by which is fenced: the server takes it only while the lease is held, and this client
     * throws {@link LeaseLostException} where it knows that it is not. Reads and all else are as the store's own. A write with
     * another fence is refused ({@code invalid_precondition}), and so is a file, which cannot be fenced: put it by the store
     * itself, and write under the lease where it is.
     */
    public DustStore store() {
        return fenced;
    }

    /**
     * Does {@code work} on this thread, and interrupts it when the lease is lost. The lease stays held afterwards; the writes
     * that were made may still wait for the server, and reach it before the lease is given back.
     *
     * @return what the work answers
     * @throws LeaseLostException if the lease is not held, and the work was not begun; or if it was lost meanwhile, and its
     *                            fenced writes may have been refused. What the work threw then is its cause
     * @throws Exception          what the work throws
     */
    public <T extends @Nullable Object> T run(FencedWork<T> work) throws Exception {
        Objects.requireNonNull(work, "work");
        requireHeld();
        var interruptible = new Interruptible();
        Consumer<LeaseLoss> interrupt = why -> interruptible.interrupt();
        interruptible.begin();
        try {
            whenLost(interrupt);
            T result = work.run(fenced);
            requireNotLost(null);
            return result;
        } catch (LeaseLostException lost) {
            throw lost;
        } catch (Exception thrown) {
            requireNotLost(thrown);
            throw thrown;
        } finally {
            forget(interrupt);
            interruptible.end();
        }
    }

    /**
     * @throws LeaseLostException if it is not held
     */
    void requireHeld() {
        requireNotLost(null);
        if (closed) {
            throw new LeaseLostException(this + " was closed", null);
        }
    }

    private void requireNotLost(@Nullable Throwable thrown) {
        if (loss != null || !closed && !keeper.isHeld()) {
            throw new LeaseLostException(this + ", so that its fenced writes are refused", thrown);
        }
    }

    // --- Its end

    private void doubted() {
        if (!waitsInDoubt) {
            keeper.giveUp();
        }
    }

    private void lost(LeaseLoss why) {
        List<Consumer<? super LeaseLoss>> told;
        synchronized (listeners) {
            if (closed || loss != null) {
                return;
            }
            loss = why;
            told = List.copyOf(listeners);
            listeners.clear();
        }
        LOG.log(System.Logger.Level.WARNING, toString());
        told.forEach(listener -> listener.accept(why));
        leases.ended(this);
        // The server may think otherwise: it counts from later on.
        keeper.giveBack();
    }

    /** The client is closed. */
    void abandon() {
        lost(LeaseLoss.CLOSED);
    }

    /**
     * Gives the lease back, so that whoever waits for it can have it. What was written under it before reaches the server
     * before. Without a connection it ends by itself, when its time is over. Does nothing the second time, and never throws or
     * waits for the server.
     */
    @Override
    public void close() {
        synchronized (listeners) {
            if (closed) {
                return;
            }
            closed = true;
            listeners.clear();
        }
        leases.ended(this);
        keeper.giveBack();
    }

    /** Key, token and how it stands. */
    @Override
    public String toString() {
        LeaseLoss why = loss;
        return "the lease " + key() + " with token " + token() + (why != null
                ? " is lost (" + why + ")"
                : closed ? " is given back" : isHeld() ? " is held" : " is not held");
    }
}
