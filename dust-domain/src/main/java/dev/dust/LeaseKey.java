package dev.dust;

import dev.dust.error.AnswerTimeoutException;
import dev.dust.error.ClosedException;
import dev.dust.error.DustException;
import dev.dust.lease.Lease;
import dev.dust.path.DustPath;
import dev.dust.path.Glob;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A path as the key of a lease (docs/leases.md), or of work that is shared: what a {@link PathRef} is too. Thread-safe. */
public abstract sealed class LeaseKey extends Hearable permits PathRef {
    private final DustPath path;

    LeaseKey(DustStore store, DustPath path) {
        super(store);
        this.path = path;
    }

    /** The path. */
    public DustPath path() {
        return path;
    }

    @Override
    Glob glob() {
        return Glob.literal(path);
    }

    /**
     * As {@link #acquire(LeaseOptions)}, with the default options.
     *
     * @throws DustException as that does
     */
    public CompletableFuture<HeldLease> acquire() {
        return acquire(LeaseOptions.defaults());
    }

    /**
     * Waits for the lease there, and for the connection before that, and holds it: it is renewed by itself until the handle is
     * closed or the lease is lost (docs/leases.md). Of those who wait in one process, it is had by one after the other, in the
     * order in which they came.
     *
     * <p>Polls nothing: it asks when there is a connection, when the other holder gives the lease back, and when the other's
     * time is over.
     *
     * <p>Completes exceptionally with {@link AnswerTimeoutException} if the lease was not to be had within the options'
     * waitTimeout; with {@link dev.dust.error.RefusedException} if the server refuses it for another reason than that somebody
     * holds it ({@code occupied}: there is something that is no lease); with {@link ClosedException} if the client is closed.
     * Whoever cancels the future, or completes it himself, waits no more. What the server grants then all the same is given
     * back as soon as its answer comes.
     *
     * @throws ClosedException if the client is closed
     */
    public CompletableFuture<HeldLease> acquire(LeaseOptions options) {
        return store().core().leases().acquire(path, Objects.requireNonNull(options, "options"));
    }

    /**
     * As {@link #tryAcquire(LeaseOptions)}, with the default options.
     *
     * @throws DustException as that does
     */
    public CompletableFuture<Optional<HeldLease>> tryAcquire() {
        return tryAcquire(LeaseOptions.defaults());
    }

    /**
     * Asks for the lease there once, and holds it as {@link #acquire(LeaseOptions)} does: for what one of all processes does,
     * and the others leave. Completes with empty if somebody else holds it, and exceptionally as {@link #lease} does, without a
     * connection at once. What comes late is given back.
     *
     * @param options the waitTimeout means nothing here
     * @throws DustException as {@link PathRef#put(Object, WriteOptions)} does, but for a full outbox
     */
    public CompletableFuture<Optional<HeldLease>> tryAcquire(LeaseOptions options) {
        return store().core().leases().tryAcquire(path, Objects.requireNonNull(options, "options"));
    }

    /**
     * Takes a bare lease, which nobody renews: for those who take its token elsewhere, to another process say, or to a person.
     * Whoever works under it himself calls {@link #acquire(LeaseOptions)}. The server alone decides; nothing shows before it
     * has. {@link DustStore#renew} and {@link DustStore#release} go on with it.
     *
     * <p>Completes with empty if somebody else holds the lease. Completes exceptionally with
     * {@link dev.dust.error.UnavailableException} if there is no connection, or it was lost before the answer and the history
     * since then does not show the lease; with {@link dev.dust.error.RefusedException} ({@code occupied}: there is something
     * that is no lease); with {@link AnswerTimeoutException}. After a timeout the lease may be taken all the same, and stands
     * until its time is over.
     *
     * @param options the waitTimeout means nothing here
     * @throws DustException as {@link PathRef#put(Object, WriteOptions)} does, but for a full outbox
     */
    public CompletableFuture<Optional<Lease>> lease(LeaseOptions options) {
        return store().core().leases().lease(path, Objects.requireNonNull(options, "options"));
    }

    /**
     * As {@link #singleFlight(FlightFunction, FlightOptions)}, with the default options.
     *
     * @throws DustException as that does
     */
    public CompletableFuture<FlightResult> singleFlight(FlightFunction work) {
        return singleFlight(work, FlightOptions.defaults());
    }

    /**
     * Lets one of all callers do some work, in this process and all others, and gives everybody its result: a cache that is
     * filled once. A fresh result that is there returns without the network. Else one caller holds a lease, which is renewed
     * while he works, publishes what he found, fenced by it, and gives it back; the others wait for the result, and are
     * elected anew when he aborts, fails or dies. The result is kept at this path, as one string that holds JSON.
     *
     * <p>At least once, not exactly once: the work may be done twice where a lease runs out in the middle of it, or the server
     * cannot be reached. Who waits for somebody else's result when the connection goes does the work alone, at once, or fails,
     * as the options say. A result that was found alone never replaces a newer one.
     *
     * <p>What {@code work}, {@code fresh} or the codec throws, Errors included, is the answer of its caller and of nobody
     * else; lease and turn are given back. The future that is returned is the caller's own: whoever cancels it, or completes
     * it himself, ends his part and concerns nobody else. If he waits, he waits no more; if he works, the work is interrupted,
     * its result goes nowhere, and the lease is given back when it is over.
     *
     * <p>Completes exceptionally with {@link dev.dust.error.FlightAbortedException} if {@code work} aborted; with what it
     * threw; with {@link AnswerTimeoutException} if nobody published within {@code waitTimeout}, and there is no older value
     * to give; with {@link dev.dust.error.RefusedException} if the server does not take the result ({@code fenced}: the lease
     * was lost) or the lease's key is {@code occupied}; with {@link dev.dust.error.UnavailableException} without a connection,
     * if the options say so.
     */
    public CompletableFuture<FlightResult> singleFlight(FlightFunction work, FlightOptions options) {
        Objects.requireNonNull(work, "work");
        Objects.requireNonNull(options, "options");
        return store().core().flights().start(path.key(), work, options);
    }
}
