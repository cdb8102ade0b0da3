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
import dev.dust.op.Precondition;
import dev.dust.path.Glob;
import dev.dust.path.Path;
import dev.dust.subscribe.Change;
import dev.dust.subscribe.DustEvent;
import dev.dust.subscribe.RowLimit;
import dev.dust.subscribe.Subscription;
import dev.dust.subscribe.SubscriptionOptions;
import dev.dust.value.FileRef;
import dev.dust.value.MapValue;
import dev.dust.value.Value;
import dev.dust.view.View;
import dev.dust.view.ViewRow;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A store: a map of paths to values that every client shares (docs/protocol.md#terms). Thread-safe.
 *
 * <p>Paths are rendered strings, segments joined by {@code /}, in which a {@code ~} or {@code /} inside of a segment is written
 * {@code ~0} or {@code ~1}; where segments come from elsewhere, {@link Path#of} takes them ({@link ByPath}). Patterns are paths
 * with {@code *} for any one segment and, at the end, {@code **} for one or more.
 *
 * <p>Reads never leave this process's cache. Each sees one moment: the committed rows with this client's own pending writes on
 * top. Writes show at once, are kept until the server has answered, and go out by themselves. A call that no server could
 * accept throws {@link InvalidRequestException} and leaves nothing behind. Every method may throw
 * {@link dev.dust.error.ClosedException}, and {@link dev.dust.error.StorageException} where the cache is away.
 */
public final class DustStore implements ByPath {

    private final String name;
    private final StoreStatusReader link;
    private final StoreEngine engine;
    private final Conversion conversion;
    private final EngineConfig config;
    private final boolean durable;
    private final ConnectionManager connections;
    private final SingleFlight flights;

    DustStore(String name, ConnectionManager connections, StoreEngine engine, Codecs codecs, EngineConfig config,
            boolean durable) {
        this.name = name;
        this.link = new StoreStatusReader(name, connections, engine);
        this.engine = engine;
        this.conversion = new Conversion(codecs);
        this.config = config;
        this.durable = durable;
        this.connections = connections;
        this.flights = new SingleFlight(this, conversion, config);
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
     * The value at {@code path}: that of its row, else the map put together from the rows below. Never null, perhaps empty.
     *
     * @throws InvalidRequestException for what is no path; its reason says why
     * @throws StorageException        if the cache cannot be read
     * @throws ClosedException         if the client is closed
     */
    public Reading get(String path) {
        Path.requireKey(path);
        return conversion.reading(path, engine.value(path));
    }

    /**
     * The values at {@code paths}, all of one moment.
     *
     * @return by path; those without a value are left out
     * @throws InvalidRequestException {@code too_many_paths} for more than 1,000
     * @throws DustException           as {@link #get(String)} does
     */
    public Map<String, Value> getMany(Collection<String> paths) {
        Objects.requireNonNull(paths, "paths");
        if (paths.size() > RowLimit.MOST) {
            throw new InvalidRequestException("too_many_paths",
                    paths.size() + " paths are more than " + RowLimit.MOST + " at once");
        }
        paths.forEach(Path::requireKey);
        return engine.read(view -> view.values(paths));
    }

    /**
     * The row at {@code path}, else the subtree below as a map, with type and revision; empty if there is neither.
     *
     * @throws DustException as {@link #get(String)} does
     */
    public Optional<Entry> entry(String path) {
        Path.requireKey(path);
        return engine.read(view -> Optional.ofNullable(view.row(path)).map(Entry::of));
    }

    /**
     * Every row whose path matches {@code pattern}, in ascending order. For large stores take pages.
     *
     * @throws DustException as {@link #get(String)} does
     */
    public List<Entry> enumerate(String pattern) {
        Glob glob = Glob.parse(pattern);
        return engine.read(view -> new Pager(view, glob).all(Entry::of));
    }

    /**
     * A page of the rows whose path matches {@code pattern}. Costs what it returns, however large the store is.
     *
     * @throws DustException as {@link #get(String)} does
     */
    public Page<Entry> enumerate(String pattern, PageOptions options) {
        Glob glob = Glob.parse(pattern);
        Objects.requireNonNull(options, "options");
        return engine.read(view -> {
            var pager = new Pager(view, glob);
            return pager.rows(pager.from(), pager.to(), options, Entry::of);
        });
    }

    /**
     * A page of the paths of the rows that match {@code pattern}.
     *
     * @throws DustException as {@link #get(String)} does
     */
    public Page<String> keys(String pattern, PageOptions options) {
        Glob glob = Glob.parse(pattern);
        Objects.requireNonNull(options, "options");
        return engine.read(view -> {
            var pager = new Pager(view, glob);
            return pager.rows(pager.from(), pager.to(), options, ViewRow::key);
        });
    }

    /**
     * A page of the distinct heads, as long as the pattern, of the paths that match it: for {@code users/**} the users.
     *
     * @throws InvalidRequestException {@code invalid_pattern_for_prefixes} unless the pattern ends with {@code **}
     * @throws DustException           as {@link #get(String)} does
     */
    public Page<String> prefixes(String pattern, PageOptions options) {
        Glob glob = Glob.parse(pattern);
        Objects.requireNonNull(options, "options");
        if (!glob.isPrefixPattern()) {
            throw new InvalidRequestException("invalid_pattern_for_prefixes",
                    "prefixes need a pattern that ends with **, not " + pattern);
        }
        return engine.read(view -> new PrefixPager(view, glob).page(options));
    }

    /**
     * A page of the rows from {@code from}, inclusive, to {@code to}, exclusive, by the order of paths.
     *
     * @throws DustException as {@link #get(String)} does
     */
    public Page<Entry> range(String from, String to, PageOptions options) {
        requireKeys(from, to);
        Objects.requireNonNull(options, "options");
        return engine.read(view -> everything(view).rows(from, to, options, Entry::of));
    }

    /**
     * A page of the paths of these rows.
     *
     * @throws DustException as {@link #get(String)} does
     */
    public Page<String> rangeKeys(String from, String to, PageOptions options) {
        requireKeys(from, to);
        Objects.requireNonNull(options, "options");
        return engine.read(view -> everything(view).rows(from, to, options, ViewRow::key));
    }

    private static void requireKeys(String from, String to) {
        Path.requireKey(from);
        Path.requireKey(to);
    }

    private static Pager everything(View view) {
        return new Pager(view, Glob.parse("**"));
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
     * @throws OutboxFullException     if as many writes wait for the server as {@link DustOptions.Builder#maxPending} and
     *                                 {@link DustOptions.Builder#maxPendingBytes} allow; nothing was stored
     * @throws StorageException        if the cache cannot be written; nothing was stored
     * @throws AnswerTimeoutException  if the cache does not answer: the write may be stored all the same
     * @throws ClosedException         if the client is closed
     */
    public Write put(String path, @Nullable Object value, WriteOptions options) {
        return write(new Op.Put(Path.parse(path), conversion.toValue(value), required(options)));
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
        return write(new Op.Delete(Path.parse(path), required(options)));
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
        if (conversion.toValue(fields) instanceof MapValue map) {
            return write(new Op.Merge(Path.parse(path), map, required(options)));
        }
        throw new InvalidRequestException("merge_requires_map_value", "merge takes a map of fields");
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
        Objects.requireNonNull(by, "by");
        return write(new Op.Increment(Path.parse(path), conversion.toValue(by), required(options)));
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
        return write(new Op.Add(Path.parse(path), conversion.toValue(member), required(options)));
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
        return write(new Op.Remove(Path.parse(path), conversion.toValue(member), required(options)));
    }

    /**
     * Stores a file; a reference to it shows at once.
     *
     * @throws dev.dust.error.FileException if it cannot be read; nothing else happens then
     * @throws DustException as {@link #put(String, Object, WriteOptions)} does
     */
    public Write putFile(String path, java.nio.file.Path source, FileOptions options) {
        Path target = Path.parse(path);
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(options, "options");
        FileOptions named = options.filename() == null && source.getFileName() != null
                ? options.filename(source.getFileName().toString())
                : options;
        return write(Files.put(target, Files.read(source), named, config.time().now()));
    }

    /**
     * Stores bytes as a file.
     *
     * @throws DustException as {@link #put(String, Object, WriteOptions)} does
     */
    public Write putFile(String path, byte[] content, FileOptions options) {
        Objects.requireNonNull(content, "content");
        Objects.requireNonNull(options, "options");
        return write(Files.put(Path.parse(path), content, options, config.time().now()));
    }

    /**
     * The file at {@code path}, to be fetched; empty if there is nothing, or something that is no file.
     *
     * @throws DustException as {@link #get(String)} does
     */
    public Optional<DustFile> file(String path) {
        return get(path).optional().flatMap(
                value -> value instanceof FileRef ref ? Optional.of(new DustFile(ref, connections)) : Optional.empty());
    }

    private static Precondition required(WriteOptions options) {
        return Objects.requireNonNull(options, "options").precondition();
    }

    private Write write(Op op) {
        return new Write(engine.submit(Ids.op(config.random()), op), engine, durable);
    }

    /** The ops that the server has not settled, oldest first. */
    public List<PendingWrite> pending() {
        return engine.pending().stream().map(PendingWrite::of).toList();
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
        Path path = Path.parse(key);
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
     * Completes when the store has caught up with the server for the first time. Completes exceptionally only when the client
     * is closed before: without a connection it just waits.
     */
    public CompletableFuture<Void> ready() {
        return engine.ready().copy();
    }

    /** How the store stands. Never throws for a cache or server that is away. */
    public StoreStatus status() {
        return link.status();
    }

    StoreStatusReader link() {
        return link;
    }

    /** See {@link StoreSubscription#watch}. */
    void watch(String key, Runnable changed, Consumer<Subscription> opened) {
        StoreSubscription.watch(engine, Path.parse(key), changed, opened, config::apart);
    }

    /** The last committed ops that were applied here, 100 at most, oldest first. */
    public List<Activity> activity() {
        var latest = new ArrayList<Activity>();
        engine.activity().forEach(entry -> latest.add(new Activity(entry.path(), entry.op(), entry.own(), entry.storeSeq(),
                Instant.ofEpochMilli(entry.atMillis()))));
        return List.copyOf(latest);
    }
}
