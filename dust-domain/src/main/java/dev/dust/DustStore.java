package dev.dust;

import dev.dust.codec.Codecs;
import dev.dust.engine.ConnectionManager;
import dev.dust.engine.EngineConfig;
import dev.dust.engine.StoreEngine;
import dev.dust.engine.Ticket;
import dev.dust.error.AnswerTimeoutException;
import dev.dust.error.ClosedException;
import dev.dust.error.DustException;
import dev.dust.error.FileException;
import dev.dust.error.InvalidRequestException;
import dev.dust.error.OutboxFullException;
import dev.dust.error.StorageException;
import dev.dust.lease.Lease;
import dev.dust.op.Fence;
import dev.dust.op.Op;
import dev.dust.path.DustPath;
import dev.dust.path.Glob;
import dev.dust.subscribe.Change;
import dev.dust.subscribe.DustEvent;
import dev.dust.subscribe.Subscription;
import dev.dust.subscribe.SubscriptionOptions;
import dev.dust.subscribe.Watched;
import dev.dust.sync.PendingInfo;
import dev.dust.value.Value;
import dev.dust.view.View;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A store: a map of paths to values that every client shares (docs/protocol.md#terms). Thread-safe.
 *
 * <p>Paths are rendered strings, segments joined by {@code /}, in which a {@code ~} or {@code /} inside of a segment is
 * written {@code ~0} or {@code ~1}; where segments come from elsewhere, {@link DustPath#of} takes them, and
 * {@link #at(DustPath)}. Patterns are paths with {@code *} for any one segment and, at the end, {@code **} for one or more.
 *
 * <p>Reads never leave this process's cache. Each sees one moment: the committed rows with this client's own pending writes on
 * top. Writes show at once, are kept until the server has answered, and go out by themselves. A call that no server could
 * accept throws {@link InvalidRequestException} and leaves nothing behind. Every method may throw
 * {@link dev.dust.error.ClosedException}, and {@link dev.dust.error.StorageException} where the cache is away.
 */
public final class DustStore extends StoreReader {

    private final String name;
    private final StoreStatusReader link;
    private final StoreEngine engine;
    private final FileWrites files;
    private final Conversion conversion;
    private final Ops ops;
    private final EngineConfig config;
    private final boolean durable;
    private final StoreReader committed;
    private final ConnectionManager connections;
    private final Consumer<DustStore> onLeave;
    private final Leases leases;
    private final SingleFlight flights;
    private final Updates updates;
    /** By which all writes are fenced; null for none. */
    private final @Nullable HeldLease lease;

    DustStore(String name, ConnectionManager connections, StoreEngine engine, Codecs codecs, EngineConfig config,
            boolean durable, Consumer<DustStore> onLeave) {
        this(name, connections, engine, new Conversion(codecs), config, durable, onLeave);
    }

    private DustStore(String name, ConnectionManager connections, StoreEngine engine, Conversion conversion,
            EngineConfig config, boolean durable, Consumer<DustStore> onLeave) {
        super(connections, conversion);
        this.name = name;
        this.link = new StoreStatusReader(name, connections, engine);
        this.engine = engine;
        this.files = new FileWrites(engine, config);
        this.conversion = conversion;
        this.ops = new Ops(conversion, null);
        this.config = config;
        this.durable = durable;
        this.connections = connections;
        this.onLeave = onLeave;
        this.committed = new CommittedReader(connections, conversion, engine);
        this.leases = new Leases(this, config);
        this.flights = new SingleFlight(this, leases, conversion, config);
        this.updates = new Updates(this, engine, conversion, config);
        this.lease = null;
    }

    /** The same store, each write by which is fenced. */
    private DustStore(DustStore store, HeldLease lease) {
        super(store);
        this.name = store.name;
        this.link = store.link;
        this.engine = store.engine;
        this.files = store.files;
        this.conversion = store.conversion;
        this.ops = new Ops(conversion, lease);
        this.config = store.config;
        this.durable = store.durable;
        this.connections = store.connections;
        this.onLeave = store.onLeave;
        this.committed = store.committed;
        this.leases = store.leases;
        this.flights = store.flights;
        this.updates = store.updates;
        this.lease = lease;
    }

    /** See {@link HeldLease#store}. */
    DustStore fencedBy(HeldLease lease) {
        return new DustStore(this, lease);
    }

    /** The store's name. */
    public String name() {
        return name;
    }

    /**
     * One path, with every operation on it, and with their options.
     *
     * @throws InvalidRequestException for what is no path; its reason says why
     */
    public PathRef at(String path) {
        return at(DustPath.parse(path));
    }

    /** The same for who has a path, and not its rendered form. */
    public PathRef at(DustPath path) {
        return new PathRef(this, Objects.requireNonNull(path, "path"), ops);
    }

    // --- Reads

    /**
     * The same reads of the committed rows alone, without this client's own pending writes: what the server has said, and
     * nothing that it may yet refuse.
     */
    public StoreReader committed() {
        return committed;
    }

    @Override
    <T> T read(Function<View, T> reader) {
        return engine.read(reader);
    }

    @Override
    @Nullable
    Value value(String key) {
        return engine.value(key);
    }

    // --- Writes

    /**
     * Writes a value: null, Boolean, numbers, String, Instant, List, Map, a {@link Value}, or whatever the codec turns into
     * one. A map replaces all that lies below the path.
     *
     * <p>A map is stored leaf by leaf, so that not everything comes back as it was: an empty map leaves nothing, also inside
     * of another; the order of fields is that of the paths; and of an object, what the codec writes. Lists are one leaf, and
     * come back whole. An integer stays one and is no float, whatever its size; a null in a map is a leaf, and comes back.
     *
     * @param value may be null, which is a value
     * @throws InvalidRequestException for a path or a value that no server would take; its reason says why
     * @throws OutboxFullException     if as many writes wait for the server as {@link DustOptions#maxPending()} and
     *                                 {@link DustOptions#maxPendingBytes()} allow; nothing was stored
     * @throws StorageException        if the cache cannot be written; nothing was stored
     * @throws AnswerTimeoutException  if the cache does not answer: the write may be stored all the same
     * @throws ClosedException         if the client is closed
     */
    public Write put(String path, @Nullable Object value) {
        return at(path).put(value);
    }

    /**
     * Removes what is at and below {@code path}.
     *
     * @throws DustException as {@link #put} does
     */
    public Write delete(String path) {
        return at(path).delete();
    }

    /**
     * Writes the fields of a map, or of an object that becomes one, and leaves other fields as they are.
     *
     * @throws DustException as {@link #put} does
     */
    public Write merge(String path, Object fields) {
        return at(path).merge(fields);
    }

    /**
     * Adds 1 to the counter at {@code path}.
     *
     * @throws DustException as {@link #put} does
     */
    public Write increment(String path) {
        return at(path).increment();
    }

    /**
     * Adds a whole number or a float, which may be negative, to the counter at {@code path}.
     *
     * @throws DustException as {@link #put} does
     */
    public Write increment(String path, Number by) {
        return at(path).increment(by);
    }

    /**
     * Puts a member into the set at {@code path}.
     *
     * @throws DustException as {@link #put} does
     */
    public Write add(String path, @Nullable Object member) {
        return at(path).add(member);
    }

    /**
     * Takes a member out of the set at {@code path}.
     *
     * @throws DustException as {@link #put} does
     */
    public Write remove(String path, @Nullable Object member) {
        return at(path).remove(member);
    }

    /**
     * Stores a file; a reference to it shows at once. It is hashed as it is read, kept in the cache until the server has it,
     * and never in the heap as a whole (docs/files.md).
     *
     * @throws InvalidRequestException {@code too_large} for more than the server takes, or the options allow, told before
     *                                 anything is read where the size is known; the message names the bound. Before the store
     *                                 has joined for the first time, only what fits into a frame is taken
     * @throws FileException           if it cannot be read; nothing else happens then
     * @throws DustException           as {@link #put} does
     */
    public Write putFile(String path, Path source, FileOptions options) {
        requireUnfenced();
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(options, "options");
        return new Write(files.put(DustPath.parse(path), source, options), engine, durable, conversion);
    }

    /**
     * Stores what a stream gives, to its end, as a file. The stream is not closed.
     *
     * @throws DustException as {@link #putFile(String, Path, FileOptions)} does
     */
    public Write putFile(String path, InputStream content, FileOptions options) {
        requireUnfenced();
        Objects.requireNonNull(content, "content");
        Objects.requireNonNull(options, "options");
        return new Write(files.put(DustPath.parse(path), content, options), engine, durable, conversion);
    }

    /**
     * Stores bytes as a file.
     *
     * @throws DustException as {@link #put} does
     */
    public Write putFile(String path, byte[] content, FileOptions options) {
        requireUnfenced();
        Objects.requireNonNull(content, "content");
        Objects.requireNonNull(options, "options");
        return new Write(files.put(DustPath.parse(path), content, options), engine, durable, conversion);
    }

    /**
     * Stores a file as {@link #putFile(String, Path, FileOptions)} does, on another thread.
     *
     * @return completes when the file is kept and shows, or with what that method throws. To cancel it ends the reading, and
     *         nothing is kept; once it is complete, {@link Write#discard} takes the file back
     * @throws InvalidRequestException for what is no path; its reason says why
     */
    public CompletableFuture<Write> putFileAsync(String path, Path source, FileOptions options) {
        requireUnfenced();
        DustPath target = DustPath.parse(path);
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(options, "options");
        return FileTask.start(config::apart, () -> new Write(files.put(target, source, options), engine, durable, conversion));
    }

    /**
     * Stores what a stream gives as {@link #putFile(String, InputStream, FileOptions)} does, on another thread; see
     * {@link #putFileAsync(String, Path, FileOptions)}.
     *
     * @throws InvalidRequestException for what is no path; its reason says why
     */
    public CompletableFuture<Write> putFileAsync(String path, InputStream content, FileOptions options) {
        requireUnfenced();
        DustPath target = DustPath.parse(path);
        Objects.requireNonNull(content, "content");
        Objects.requireNonNull(options, "options");
        return FileTask.start(config::apart, () -> new Write(files.put(target, content, options), engine, durable, conversion));
    }

    private void requireUnfenced() {
        if (lease != null) {
            throw new InvalidRequestException("invalid_precondition", "a file cannot be fenced: put it by the store itself, and"
                    + " write under the lease " + lease.key() + " where it is");
        }
    }

    /**
     * Makes several writes at once: all of them are kept and show together, by one commit of the cache, or none is. The server
     * takes and answers each by itself, in this order.
     *
     * @param writes called with what collects them, at once, on this thread
     * @return the writes, in their order
     * @throws DustException as {@link #put} does; then nothing was stored
     */
    public List<Write> write(Consumer<? super WriteBatch> writes) {
        var batch = new WriteBatch(ops);
        writes.accept(batch);
        var byId = new LinkedHashMap<String, Op>();
        batch.ops().forEach(op -> byId.put(Ids.op(config.random()), op));
        return byId.isEmpty()
                ? List.of()
                : engine.submitAll(byId).stream().map(ticket -> new Write(ticket, engine, durable, conversion)).toList();
    }

    Write write(Op op) {
        return new Write(engine.submit(Ids.op(config.random()), op), engine, durable, conversion);
    }

    /**
     * Waits until no write to this store waits for the server, those that are made meanwhile included.
     *
     * @param patience for how long at most; the longest durations mean "for ever"
     * @return whether none does; false too if the thread is interrupted, which it then stays
     */
    public boolean flush(Duration patience) {
        return Flush.of(List.of(engine), Objects.requireNonNull(patience, "patience"), config);
    }

    /** How many writes this process's end takes with it, if the cache does not outlive that. */
    long unsent() {
        return engine.pending().stream()
                .filter(info -> info.stage() != PendingInfo.Stage.ACCEPTED && !(info.op() instanceof Op.LeaseOp)).count();
    }

    StoreEngine engine() {
        return engine;
    }

    <T> CompletableFuture<@Nullable T> update(DustPath path, Class<T> type, UpdateFunction<T> function, UpdateOptions options) {
        return updates.start(path, type, function, fenced(options));
    }

    // --- Updates

    /**
     * Changes the leaf at {@code path} from what it is. See {@link PathRef#update(Class, UpdateFunction, UpdateOptions)}.
     *
     * @throws DustException as {@link PathRef#update(Class, UpdateFunction, UpdateOptions)} does
     */
    public <T> CompletableFuture<@Nullable T> update(String path, Class<T> type, UpdateFunction<T> function) {
        return at(path).update(type, function);
    }

    private UpdateOptions fenced(UpdateOptions options) {
        if (lease == null) {
            return options;
        }
        Lease other = options.fence();
        Ops.fence(lease, other == null ? null : new Fence(other.key(), other.token()));
        return options.fence(lease);
    }

    /** The ops that the server has not settled, oldest first. */
    public List<PendingWrite> pending() {
        return engine.pending().stream().map(info -> new PendingWrite(info, conversion, engine)).toList();
    }

    /**
     * Takes a pending write back, also one that an earlier process made, as {@link Write#discard} does.
     *
     * @param opId the client_op_id that {@link #pending} tells
     * @return whether that came in time; false too if there is no such write
     * @throws DustException as {@link #put} does, but for a full outbox
     */
    public boolean discard(String opId) {
        return engine.discard(Objects.requireNonNull(opId, "opId"));
    }

    // --- Leases

    /**
     * Waits for the lease at {@code key} and holds it for 30 s at a time. See {@link #acquire(String, LeaseOptions)}.
     *
     * @throws DustException as {@link #acquire(String, LeaseOptions)} does
     */
    public CompletableFuture<HeldLease> acquire(String key) {
        return acquire(key, LeaseOptions.defaults());
    }

    /**
     * Waits for the lease at {@code key}, and for the connection before that, and holds it: it is renewed by itself until the
     * handle is closed or the lease is lost (docs/leases.md). Of those who wait in one process, it is had by one after the
     * other, in the order in which they came.
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
     * @throws InvalidRequestException for what is no path; its reason says why
     * @throws ClosedException         if the client is closed
     */
    public CompletableFuture<HeldLease> acquire(String key, LeaseOptions options) {
        return leases.acquire(DustPath.parse(key), Objects.requireNonNull(options, "options"));
    }

    /**
     * Asks for the lease at {@code key} once, and holds it for 30 s at a time. See {@link #tryAcquire(String, LeaseOptions)}.
     *
     * @throws DustException as {@link #tryAcquire(String, LeaseOptions)} does
     */
    public CompletableFuture<Optional<HeldLease>> tryAcquire(String key) {
        return tryAcquire(key, LeaseOptions.defaults());
    }

    /**
     * Asks for the lease at {@code key} once, and holds it as {@link #acquire(String, LeaseOptions)} does: for what one of all
     * processes does, and the others leave. Completes with empty if somebody else holds it, and exceptionally as {@link
     * #lease(String, LeaseOptions)} does, without a connection at once. What comes late is given back.
     *
     * @param options the waitTimeout means nothing here
     * @throws DustException as {@link #put} does, but for a full outbox
     */
    public CompletableFuture<Optional<HeldLease>> tryAcquire(String key, LeaseOptions options) {
        return leases.tryAcquire(DustPath.parse(key), Objects.requireNonNull(options, "options"));
    }

    /**
     * Takes the bare lease at {@code key} for {@code ttl}. See {@link #lease(String, LeaseOptions)}.
     *
     * @throws InvalidRequestException for a TTL that is not positive
     * @throws DustException as {@link #put} does, but for a full outbox
     */
    public CompletableFuture<Optional<Lease>> lease(String key, Duration ttl) {
        return lease(key, LeaseOptions.defaults().ttl(ttl));
    }

    /**
     * Takes a bare lease, which nobody renews: for those who take its token elsewhere, to another process say, or to a person.
     * Whoever works under it himself calls {@link #acquire(String, LeaseOptions)}. The server alone decides; nothing shows
     * before it has.
     *
     * <p>Completes with empty if somebody else holds the lease. Completes exceptionally with
     * {@link dev.dust.error.UnavailableException} if there is no connection, or it was lost before the answer and the history
     * since then does not show the lease; with {@link dev.dust.error.RefusedException} ({@code occupied}: there is something
     * that is no lease); with {@link dev.dust.error.AnswerTimeoutException}. After a timeout the lease may be taken all the
     * same, and stands until its time is over.
     *
     * @param options the waitTimeout means nothing here
     * @throws DustException as {@link #put} does, but for a full outbox
     */
    public CompletableFuture<Optional<Lease>> lease(String key, LeaseOptions options) {
        DustPath path = DustPath.parse(key);
        Objects.requireNonNull(options, "options");
        var op = new Op.Acquire(path, LeaseOptions.millis(options.ttl()), options.holder());
        return Answers.leasedUnlessHeld(submit(op).future(), path);
    }

    /**
     * Moves the end of a bare lease to {@code ttl} from now; the token stays. Completes exceptionally as {@link #lease(String,
     * LeaseOptions)} does, and with {@code not_held} if the lease is lost.
     *
     * @throws DustException as {@link #put} does, but for a full outbox
     */
    public CompletableFuture<Lease> renew(Lease lease, Duration ttl) {
        Objects.requireNonNull(lease, "lease");
        Objects.requireNonNull(ttl, "ttl");
        return Answers.renewed(submit(new Op.Renew(lease.key(), lease.token(), LeaseOptions.millis(ttl))).future(), lease);
    }

    /**
     * Gives a bare lease back. Completes with whether it was there to be given back: giving back what is lost is no error.
     *
     * @throws DustException as {@link #put} does, but for a full outbox
     */
    public CompletableFuture<Boolean> release(Lease lease) {
        Objects.requireNonNull(lease, "lease");
        return Answers.released(submit(new Op.Release(lease.key(), lease.token())).future());
    }

    Ticket submit(Op.LeaseOp op) {
        return engine.submit(Ids.op(config.random()), op);
    }

    /** Gives back what is held, and answers who waits for leases, while the client can still send. */
    void giveBackLeases() {
        leases.close();
    }

    /** See {@link #singleFlight(String, FlightFunction, FlightOptions)}; with the default options. */
    public CompletableFuture<FlightResult> singleFlight(String key, FlightFunction work) {
        return singleFlight(key, work, FlightOptions.defaults());
    }

    /**
     * Lets one of all callers do some work, in this process and all others, and gives everybody its result: a cache that is
     * filled once. A fresh result that is there returns without the network. Else one caller holds a lease, which is renewed
     * while he works, publishes what he found, fenced by it, and gives it back; the others wait for the result, and are
     * elected anew when he aborts, fails or dies. The result is kept at {@code key}, as one string that holds JSON.
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
     * threw; with {@link dev.dust.error.AnswerTimeoutException} if nobody published within {@code waitTimeout}, and there is
     * no older value to give; with {@link dev.dust.error.RefusedException} if the server does not take the result
     * ({@code fenced}: the lease was lost) or the lease's key is {@code occupied}; with
     * {@link dev.dust.error.UnavailableException} without a connection, if the options say so.
     */
    public CompletableFuture<FlightResult> singleFlight(String key, FlightFunction work, FlightOptions options) {
        Objects.requireNonNull(work, "work");
        Objects.requireNonNull(options, "options");
        return flights.start(key, work, options);
    }

    void end() {
        leases.close();
        flights.close();
        updates.close();
    }

    // --- Subscriptions

    /**
     * As {@link #on(String, Consumer, SubscriptionOptions)} with the default options.
     *
     * @throws DustException as {@link #on(String, Consumer, SubscriptionOptions)} does
     */
    public Subscription on(String pattern, Consumer<? super DustEvent> callback) {
        return on(pattern, callback, SubscriptionOptions.defaults());
    }

    /**
     * Calls {@code callback} with each op whose own path matches {@code pattern}, as every Dust client does: for a log or a
     * projection. One call at a time, in order, on a virtual thread; it may block and may call Dust. If it throws, the error
     * goes to the options' onError, or the log, and the next event is delivered. What the three ways to hear tell of what, is
     * in docs/hearing.md.
     *
     * @throws InvalidRequestException for what is no pattern; its reason says why
     * @throws StorageException        if the rows that are there are wanted and cannot be read
     * @throws ClosedException         if the client is closed
     */
    public Subscription on(String pattern, Consumer<? super DustEvent> callback, SubscriptionOptions options) {
        Objects.requireNonNull(callback, "callback");
        Objects.requireNonNull(options, "options");
        return StoreSubscription.toEvents(engine, Glob.parse(pattern), callback, options, config.executor());
    }

    /**
     * As {@link #onChange(String, Consumer, SubscriptionOptions)} with the default options.
     *
     * @throws DustException as {@link #onChange(String, Consumer, SubscriptionOptions)} does
     */
    public Subscription onChange(String pattern, Consumer<? super Change> callback) {
        return onChange(pattern, callback, SubscriptionOptions.defaults());
    }

    /**
     * Calls {@code callback} with each leaf of the view that a call, an event, a refusal or a snapshot changed, with its value
     * before and after, if its path matches {@code pattern}: so that {@code posts/*}{@code /title} hears a map put on {@code
     * posts/hello}, and a delete of {@code posts}. Threads and errors are as with {@code on}; the options' mode means nothing
     * here. The leaves that match are kept in memory, as they were told last.
     *
     * @throws InvalidRequestException for what is no pattern; its reason says why
     * @throws StorageException        if the leaves cannot be read
     * @throws ClosedException         if the client is closed
     */
    public Subscription onChange(String pattern, Consumer<? super Change> callback, SubscriptionOptions options) {
        Objects.requireNonNull(callback, "callback");
        Objects.requireNonNull(options, "options");
        return StoreSubscription.toChanges(engine, Glob.parse(pattern), callback, options, config.executor());
    }

    /**
     * As {@link #watch(String, Class, Consumer, SubscriptionOptions)} with the default options.
     *
     * @throws DustException as {@link #watch(String, Class, Consumer, SubscriptionOptions)} does
     */
    public <T> Subscription watch(String pattern, Class<T> type, Consumer<? super Watched<T>> callback) {
        return watch(pattern, type, callback, SubscriptionOptions.defaults());
    }

    /**
     * Calls {@code callback} with the object at each path that matches {@code pattern}, whole: first with those that are
     * there, then with each that changed, whether a map was put, a field, something above or below, or a snapshot came. An
     * object that is gone is told as absent. A callback that is slower than the changes hears of the newest state of each
     * object alone, and always of that. Threads and errors are as with {@code on}; an object that is no {@code T} is such an
     * error. Of the options {@code onError} and {@code closeWith} count. The path and a fingerprint of each object are kept in
     * memory.
     *
     * @throws InvalidRequestException for what is no pattern; its reason says why
     * @throws ClosedException         if the client is closed
     */
    public <T> Subscription watch(String pattern, Class<T> type, Consumer<? super Watched<T>> callback,
            SubscriptionOptions options) {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(callback, "callback");
        Objects.requireNonNull(options, "options");
        return StoreSubscription.toObjects(engine, Glob.parse(pattern),
                value -> conversion.reading(pattern, value).as(type), callback, options, config.executor(),
                conversion::fingerprint);
    }

    // --- Standing

    /**
     * Completes when the store has caught up with the server for the first time; at once where the client is not
     * {@link DustOptions#enabled()}. Without a connection it just waits. It fails at once with what does not mend by waiting,
     * with the reason: {@link dev.dust.error.RefusedException} if the server does not let this client join,
     * {@link dev.dust.error.UnavailableException} if it does not take the token; who asks again after {@link Dust#reconnect}
     * waits again. And it fails with {@link ClosedException} when the store is left, or the client closed, before.
     */
    public CompletableFuture<Void> ready() {
        return engine.ready().copy();
    }

    /** How the store stands. Never throws for a cache or server that is away. */
    public StoreStatus status() {
        return link.status();
    }

    /**
     * Calls {@code listener} with how the store stands: now, and whenever connection, problem, missing or capabilities change;
     * not after each write. One call at a time, on the executor of the options; changes that come while it runs are one further
     * call, with the newest.
     *
     * @return ends it; so does closing the client
     */
    public Listening onStatus(Consumer<? super StoreStatus> listener) {
        return link.listen(Objects.requireNonNull(listener, "listener"), config);
    }

    /**
     * Completes when this store has applied the server's history up to {@code seq}, for those who were told a seq elsewhere:
     * reads and subscriptions here then show what was committed there. Who need not wait any more cancels it.
     *
     * @param seq 0 or more; at once if it is applied already
     * @return fails with {@link ClosedException} when the store is left, or the client closed, before
     * @throws InvalidRequestException {@code invalid_seq} for a negative one
     * @throws ClosedException         if the client is closed
     */
    public CompletableFuture<Void> await(long seq) {
        if (seq < 0) {
            throw new InvalidRequestException("invalid_seq", "a seq is 0 or more, not " + seq);
        }
        return engine.applied(seq);
    }

    /**
     * Leaves the store: the server tells this client no more of it, subscriptions end, and everybody who waits is answered with
     * {@link ClosedException}, as are all further calls on this object. Rows, and writes that were not answered, stay in the
     * cache; {@link Dust#store} opens them again. Does nothing the second time.
     */
    public void leave() {
        end();
        connections.leave(name, engine);
        onLeave.accept(this);
    }

    StoreStatusReader link() {
        return link;
    }

    /** See {@link StoreSubscription#watch}. */
    void watch(String key, Runnable changed, Consumer<Subscription> opened) {
        StoreSubscription.watch(engine, DustPath.parse(key), changed, opened, config::apart);
    }

    /** The last committed ops that were applied here, 100 at most, oldest first. */
    public List<Activity> activity() {
        var latest = new ArrayList<Activity>();
        engine.activity().forEach(entry -> latest.add(new Activity(entry.path(), entry.op(), entry.own(), entry.storeSeq(),
                Instant.ofEpochMilli(entry.atMillis()))));
        return List.copyOf(latest);
    }
}
