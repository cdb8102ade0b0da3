package dev.dust;

import dev.dust.codec.Codecs;
import dev.dust.engine.ConnectionManager;
import dev.dust.engine.EngineConfig;
import dev.dust.engine.StoreEngine;
import dev.dust.error.AnswerTimeoutException;
import dev.dust.error.ClosedException;
import dev.dust.error.DustException;
import dev.dust.error.InvalidRequestException;
import dev.dust.error.OutboxFullException;
import dev.dust.error.StorageException;
import dev.dust.lease.Lease;
import dev.dust.op.Op;
import dev.dust.path.DustPath;
import dev.dust.path.Glob;
import dev.dust.subscribe.Change;
import dev.dust.subscribe.DustEvent;
import dev.dust.subscribe.Subscription;
import dev.dust.subscribe.SubscriptionOptions;
import dev.dust.sync.PendingInfo;
import dev.dust.value.Value;
import dev.dust.view.View;
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
 * <p>Paths are rendered strings, segments joined by {@code /}, in which a {@code ~} or {@code /} inside of a segment is written
 * {@code ~0} or {@code ~1}; where segments come from elsewhere, {@link DustPath#of} takes them ({@link ByPath}). Patterns are
 * paths with {@code *} for any one segment and, at the end, {@code **} for one or more.
 *
 * <p>Reads never leave this process's cache. Each sees one moment: the committed rows with this client's own pending writes on
 * top. Writes show at once, are kept until the server has answered, and go out by themselves. A call that no server could
 * accept throws {@link InvalidRequestException} and leaves nothing behind. Every method may throw
 * {@link dev.dust.error.ClosedException}, and {@link dev.dust.error.StorageException} where the cache is away.
 */
public final class DustStore extends StoreReader implements ByPath {

    private final String name;
    private final StoreStatusReader link;
    private final StoreEngine engine;
    private final Conversion conversion;
    private final Ops ops;
    private final EngineConfig config;
    private final boolean durable;
    private final StoreReader committed;
    private final ConnectionManager connections;
    private final Consumer<DustStore> onLeave;
    private final SingleFlight flights;
    private final Updates updates;

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
        this.conversion = conversion;
        this.ops = new Ops(conversion);
        this.config = config;
        this.durable = durable;
        this.connections = connections;
        this.onLeave = onLeave;
        this.committed = new CommittedReader(connections, conversion, engine);
        this.flights = new SingleFlight(this, conversion, config);
        this.updates = new Updates(this, engine, conversion, config);
    }

    /** The store's name. */
    public String name() {
        return name;
    }

    @Override
    public DustStore store() {
        return this;
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
     * @param value may be null, which is a value
     * @throws DustException as {@link #put(String, Object, WriteOptions)} does
     */
    public Write put(String path, @Nullable Object value) {
        return put(path, value, WriteOptions.none());
    }

    /**
     * Writes a value, if the options hold at the server.
     *
     * @throws InvalidRequestException for a path, a value or options that no server would take; its reason says why
     * @throws OutboxFullException     if as many writes wait for the server as {@link DustOptions#maxPending()} and
     *                                 {@link DustOptions#maxPendingBytes()} allow; nothing was stored
     * @throws StorageException        if the cache cannot be written; nothing was stored
     * @throws AnswerTimeoutException  if the cache does not answer: the write may be stored all the same
     * @throws ClosedException         if the client is closed
     */
    public Write put(String path, @Nullable Object value, WriteOptions options) {
        return write(ops.put(path, value, options));
    }

    /**
     * Removes what is at and below {@code path}.
     *
     * @throws DustException as {@link #put(String, Object, WriteOptions)} does
     */
    public Write delete(String path) {
        return delete(path, WriteOptions.none());
    }

    /**
     * Removes what is at and below {@code path}, if the options hold at the server.
     *
     * @throws DustException as {@link #put(String, Object, WriteOptions)} does
     */
    public Write delete(String path, WriteOptions options) {
        return write(ops.delete(path, options));
    }

    /**
     * Writes the fields of a map, or of an object that becomes one, and leaves other fields as they are.
     *
     * @throws DustException as {@link #put(String, Object, WriteOptions)} does
     */
    public Write merge(String path, Object fields) {
        return merge(path, fields, WriteOptions.none());
    }

    /**
     * Writes the fields of a map, if the options hold at the server.
     *
     * @throws DustException as {@link #put(String, Object, WriteOptions)} does
     */
    public Write merge(String path, Object fields, WriteOptions options) {
        return write(ops.merge(path, fields, options));
    }

    /**
     * Adds 1 to the counter at {@code path}.
     *
     * @throws DustException as {@link #put(String, Object, WriteOptions)} does
     */
    public Write increment(String path) {
        return increment(path, 1);
    }

    /**
     * Adds a whole number or a float, which may be negative, to the counter at {@code path}.
     *
     * @throws DustException as {@link #put(String, Object, WriteOptions)} does
     */
    public Write increment(String path, Number by) {
        return increment(path, by, WriteOptions.none());
    }

    /**
     * Adds to the counter, if the options hold at the server.
     *
     * @throws DustException as {@link #put(String, Object, WriteOptions)} does
     */
    public Write increment(String path, Number by, WriteOptions options) {
        return write(ops.increment(path, by, options));
    }

    /**
     * Puts a member into the set at {@code path}.
     *
     * @throws DustException as {@link #put(String, Object, WriteOptions)} does
     */
    public Write add(String path, @Nullable Object member) {
        return add(path, member, WriteOptions.none());
    }

    /**
     * Puts a member into the set, if the options hold at the server.
     *
     * @throws DustException as {@link #put(String, Object, WriteOptions)} does
     */
    public Write add(String path, @Nullable Object member, WriteOptions options) {
        return write(ops.add(path, member, options));
    }

    /**
     * Takes a member out of the set at {@code path}.
     *
     * @throws DustException as {@link #put(String, Object, WriteOptions)} does
     */
    public Write remove(String path, @Nullable Object member) {
        return remove(path, member, WriteOptions.none());
    }

    /**
     * Takes a member out of the set, if the options hold at the server.
     *
     * @throws DustException as {@link #put(String, Object, WriteOptions)} does
     */
    public Write remove(String path, @Nullable Object member, WriteOptions options) {
        return write(ops.remove(path, member, options));
    }

    /**
     * Stores a file; a reference to it shows at once.
     *
     * @throws dev.dust.error.FileException if it cannot be read; nothing else happens then
     * @throws DustException as {@link #put(String, Object, WriteOptions)} does
     */
    public Write putFile(String path, Path source, FileOptions options) {
        DustPath target = DustPath.parse(path);
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(options, "options");
        FileOptions named = options.filename() == null && source.getFileName() != null
                ? options.filename(source.getFileName().toString())
                : options;
        return write(FileWrites.put(target, FileWrites.read(source), named, config.time().now()));
    }

    /**
     * Stores bytes as a file.
     *
     * @throws DustException as {@link #put(String, Object, WriteOptions)} does
     */
    public Write putFile(String path, byte[] content, FileOptions options) {
        Objects.requireNonNull(content, "content");
        Objects.requireNonNull(options, "options");
        return write(FileWrites.put(DustPath.parse(path), content, options, config.time().now()));
    }

    /**
     * Makes several writes at once: all of them are kept and show together, by one commit of the cache, or none is. The server
     * takes and answers each by itself, in this order.
     *
     * @param writes called with what collects them, at once, on this thread
     * @return the writes, in their order
     * @throws DustException as {@link #put(String, Object, WriteOptions)} does; then nothing was stored
     */
    public List<Write> write(Consumer<? super WriteBatch> writes) {
        var batch = new WriteBatch(ops);
        writes.accept(batch);
        var byId = new LinkedHashMap<String, Op>();
        batch.ops().forEach(op -> byId.put(Ids.op(config.random()), op));
        return byId.isEmpty()
                ? List.of()
                : engine.submitAll(byId).stream().map(ticket -> new Write(ticket, engine, durable)).toList();
    }

    Write write(Op op) {
        return new Write(engine.submit(Ids.op(config.random()), op), engine, durable);
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

    // --- Updates

    /**
     * Changes the leaf at {@code path} from what it is. See {@link #update(String, Class, UpdateFunction, UpdateOptions)}.
     *
     * @throws DustException as {@link #update(String, Class, UpdateFunction, UpdateOptions)} does
     */
    public <T> CompletableFuture<@Nullable T> update(String path, Class<T> type, UpdateFunction<T> function) {
        return update(path, type, function, UpdateOptions.defaults());
    }

    /**
     * Changes the leaf at {@code path} from what the server has committed there: reads it, applies {@code function}, and writes
     * the result if nobody has written meanwhile; else it does so again. No update is lost, whoever else writes. For counters
     * and sets {@link #increment(String)}, {@link #add(String, Object)} and {@link #remove(String, Object)} do the same by one
     * write, offline too.
     *
     * <p>Waits for this client's own writes on, above and below the path before it reads, and for the connection, if the
     * options do not say otherwise. Until it is refused or committed the write shows, as any other does.
     *
     * <p>Completes with the value that was committed, null if it was deleted, or what was there if {@code function} left it.
     * Completes exceptionally with what {@code function} throws, or with a {@link DustException}: {@link
     * InvalidRequestException} for an object, which stands in several rows ({@code if_match_multi_leaf}), for a row of a
     * snapshot that told no revision ({@code no_revision}), and for a value that does not fit; {@link AnswerTimeoutException}
     * when the options' time is over; {@link dev.dust.error.UnavailableException} without a connection, if the options say so;
     * {@link dev.dust.error.RefusedException}; {@link StorageException}; {@link ClosedException}. Whoever cancels it ends it,
     * and takes back what is not sent.
     *
     * @param type     what the value is read as
     * @param function what it becomes; called on the executor of the options of the client, where it may block, and once more
     *                 whenever somebody else was faster
     * @throws InvalidRequestException for what is no path; its reason says why
     * @throws ClosedException         if the client is closed
     */
    public <T> CompletableFuture<@Nullable T> update(String path, Class<T> type, UpdateFunction<T> function,
            UpdateOptions options) {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(function, "function");
        Objects.requireNonNull(options, "options");
        return updates.start(DustPath.parse(path), type, function, options);
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
     * @throws DustException as {@link #put(String, Object, WriteOptions)} does, but for a full outbox
     */
    public boolean discard(String opId) {
        return engine.discard(Objects.requireNonNull(opId, "opId"));
    }

    // --- Leases

    /**
     * Takes the lease at {@code key} for {@code ttl}. Completes with empty if somebody else holds it. See
     * {@link #lease(String, LeaseOptions)}.
     *
     * @throws InvalidRequestException for a TTL that is not positive
     * @throws DustException as {@link #put(String, Object, WriteOptions)} does, but for a full outbox
     */
    public CompletableFuture<Optional<Lease>> lease(String key, Duration ttl) {
        return lease(key, LeaseOptions.defaults().ttl(ttl));
    }

    /**
     * Takes a lease. The server alone decides; nothing shows before it has.
     *
     * <p>Completes with empty if somebody else holds the lease. Completes exceptionally with
     * {@link dev.dust.error.UnavailableException} if there is no connection, or it was lost before the answer and the history
     * since then does not show the lease; with {@link dev.dust.error.RefusedException} ({@code occupied}: there is something
     * that is no lease); with {@link dev.dust.error.AnswerTimeoutException}. After a timeout the lease may be taken all the
     * same, and stands until its time is over.
     *
     * @throws DustException as {@link #put(String, Object, WriteOptions)} does, but for a full outbox
     */
    public CompletableFuture<Optional<Lease>> lease(String key, LeaseOptions options) {
        DustPath path = DustPath.parse(key);
        Objects.requireNonNull(options, "options");
        var op = new Op.Acquire(path, LeaseOptions.millis(options.ttl()), options.holder());
        return Answers.leasedUnlessHeld(submit(op), path);
    }

    /**
     * Moves the end of a lease to {@code ttl} from now; the token stays. Completes exceptionally as {@link #lease(String,
     * LeaseOptions)} does, and with {@code not_held} if the lease is lost.
     *
     * @throws DustException as {@link #put(String, Object, WriteOptions)} does, but for a full outbox
     */
    public CompletableFuture<Lease> renew(Lease lease, Duration ttl) {
        Objects.requireNonNull(lease, "lease");
        Objects.requireNonNull(ttl, "ttl");
        return Answers.renewed(submit(new Op.Renew(lease.key(), lease.token(), LeaseOptions.millis(ttl))), lease);
    }

    /**
     * Gives a lease back. Completes with whether it was there to be given back: giving back what is lost is no error.
     *
     * @throws DustException as {@link #put(String, Object, WriteOptions)} does, but for a full outbox
     */
    public CompletableFuture<Boolean> release(Lease lease) {
        Objects.requireNonNull(lease, "lease");
        return Answers.released(submit(new Op.Release(lease.key(), lease.token())));
    }

    private CompletableFuture<dev.dust.sync.Outcome> submit(Op.LeaseOp op) {
        return engine.submit(Ids.op(config.random()), op).future();
    }

    /** See {@link #singleFlight(String, FlightFunction, FlightOptions)}; with the default options. */
    public CompletableFuture<FlightResult> singleFlight(String key, FlightFunction work) {
        return singleFlight(key, work, FlightOptions.defaults());
    }

    /**
     * Lets one of all callers do some work, in this process and all others, and gives everybody its result: a cache that is
     * filled once. A fresh result that is there returns without the network. Else one caller holds a lease, which is renewed
     * while he works, publishes what he found, fenced by it, and gives it back; the others wait for the result, and are elected
     * anew when he aborts, fails or dies. The result is kept at {@code key}, as one string that holds JSON.
     *
     * <p>At least once, not exactly once: the work may be done twice where a lease runs out in the middle of it, or the server
     * cannot be reached. Who waits for somebody else's result when the connection goes does the work alone, at once, or fails,
     * as the options say. A result that was found alone never replaces a newer one.
     *
     * <p>What {@code work}, {@code fresh} or the codec throws, Errors included, is the answer of its caller and of nobody else;
     * lease and turn are given back. The future that is returned is the caller's own: whoever cancels it, or completes it
     * himself, ends his part and concerns nobody else. If he waits, he waits no more; if he works, the work is interrupted, its
     * result goes nowhere, and the lease is given back when it is over.
     *
     * <p>Completes exceptionally with {@link dev.dust.error.FlightAbortedException} if {@code work} aborted; with what it
     * threw; with {@link dev.dust.error.AnswerTimeoutException} if nobody published within {@code waitTimeout}, and there is no
     * older value to give; with {@link dev.dust.error.RefusedException} if the server does not take the result ({@code fenced}:
     * the lease was lost) or the lease's key is {@code occupied}; with {@link dev.dust.error.UnavailableException} without a
     * connection, if the options say so.
     */
    public CompletableFuture<FlightResult> singleFlight(String key, FlightFunction work, FlightOptions options) {
        Objects.requireNonNull(work, "work");
        Objects.requireNonNull(options, "options");
        return flights.start(key, work, options);
    }

    void end() {
        flights.close();
        updates.close();
    }

    // --- Subscriptions

    /**
     * Calls {@code callback} with each op whose path matches {@code pattern}. See
     * {@link #on(String, Consumer, SubscriptionOptions)}.
     *
     * @throws DustException as {@link #on(String, Consumer, SubscriptionOptions)} does
     */
    public Subscription on(String pattern, Consumer<? super DustEvent> callback) {
        return on(pattern, callback, SubscriptionOptions.defaults());
    }

    /**
     * Calls {@code callback} with each op whose own path matches {@code pattern}, one at a time, in order, on a virtual thread.
     * It may block and may call Dust. If it throws, the error goes to the options' onError, and the next event is delivered.
     *
     * @throws InvalidRequestException for what is no pattern; its reason says why
     * @throws StorageException        if the rows that are there cannot be read
     * @throws ClosedException         if the client is closed
     */
    public Subscription on(String pattern, Consumer<? super DustEvent> callback, SubscriptionOptions options) {
        Objects.requireNonNull(callback, "callback");
        Objects.requireNonNull(options, "options");
        return StoreSubscription.toEvents(engine, Glob.parse(pattern), callback, options, config.executor());
    }

    /**
     * Calls {@code callback} with each leaf of the view that changed and matches {@code pattern}.
     *
     * @throws DustException as {@link #on(String, Consumer, SubscriptionOptions)} does
     */
    public Subscription onChange(String pattern, Consumer<? super Change> callback) {
        return onChange(pattern, callback, SubscriptionOptions.defaults());
    }

    /**
     * Calls {@code callback} with each leaf of the view that a call, an event, a refusal or a snapshot changed, if its path
     * matches {@code pattern}: so that {@code posts/*}{@code /title} hears a map put on {@code posts/hello}, and a delete of
     * {@code posts}. Mode and includeCurrent of the options mean nothing here.
     *
     * <p>Where several processes share a cache, a change is told by the one that stores it first, and by no other: use {@link
     * #on(String, Consumer, SubscriptionOptions)} there.
     *
     * @throws DustException as {@link #on(String, Consumer, SubscriptionOptions)} does
     */
    public Subscription onChange(String pattern, Consumer<? super Change> callback, SubscriptionOptions options) {
        Objects.requireNonNull(callback, "callback");
        Objects.requireNonNull(options, "options");
        return StoreSubscription.toChanges(engine, Glob.parse(pattern), callback, options, config.executor());
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
