package dev.dust;

import dev.dust.cache.Scan;
import dev.dust.engine.ConnectionManager;
import dev.dust.engine.EngineConfig;
import dev.dust.engine.StoreEngine;
import dev.dust.error.ClosedException;
import dev.dust.error.DustException;
import dev.dust.error.InvalidRequestException;
import dev.dust.error.StorageException;
import dev.dust.lease.Lease;
import dev.dust.path.DustPath;
import dev.dust.path.Glob;
import dev.dust.value.Value;
import dev.dust.view.View;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
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
 * accept throws {@link InvalidRequestException} and leaves nothing behind. Every method may throw {@link ClosedException}, and
 * {@link StorageException} where the cache is away.
 *
 * <p>What is asked for by a string here, and without options, is done by {@link #at} and {@link #matching}, which take them.
 */
public final class DustStore extends StoreShortcuts {

    private final StoreCore core;
    private final Ops ops;
    private final Consumer<DustStore> onLeave;

    DustStore(String name, ConnectionManager connections, StoreEngine engine, Conversion conversion, EngineConfig config,
            boolean durable, Consumer<DustStore> onLeave) {
        super(connections, conversion);
        this.core = new StoreCore(this, name, connections, engine, conversion, config, durable);
        this.ops = new Ops(conversion, null);
        this.onLeave = onLeave;
    }

    /** The same store, each write by which is fenced. */
    private DustStore(DustStore store, HeldLease lease) {
        super(store);
        this.core = store.core;
        this.ops = new Ops(core.conversion(), lease);
        this.onLeave = store.onLeave;
    }

    /** See {@link HeldLease#store}. */
    DustStore fencedBy(HeldLease lease) {
        return new DustStore(this, lease);
    }

    /** The store's name. */
    public String name() {
        return core.name();
    }

    /**
     * One path, with every operation on it, and with their options.
     *
     * @throws InvalidRequestException for what is no path; its reason says why
     */
    @Override
    public PathRef at(String path) {
        return at(DustPath.parse(path));
    }

    /** The same for who has a path, and not its rendered form. */
    public PathRef at(DustPath path) {
        return new PathRef(this, Objects.requireNonNull(path, "path"), ops);
    }

    /**
     * The paths that match a pattern, with every way to hear of them, and with their options.
     *
     * @throws InvalidRequestException for what is no pattern; its reason says why
     */
    @Override
    public PatternRef matching(String pattern) {
        return new PatternRef(this, Glob.parse(pattern));
    }

    // --- Reads

    /**
     * The same reads of the committed rows alone, without this client's own pending writes: what the server has said, and
     * nothing that it may yet refuse.
     */
    public StoreReader committed() {
        return core.committed();
    }

    @Override
    <T> T read(Function<View, T> reader) {
        return core.engine().reads().read(reader);
    }

    @Override
    <T> T read(Scan first, Function<View, T> reader) {
        return core.engine().reads().read(first, reader);
    }

    @Override
    @Nullable
    Value value(String key) {
        return core.engine().reads().value(key);
    }

    // --- Writes

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
        return core.writer().write(batch.ops());
    }

    /**
     * Makes writes as {@link #write} does, and does not wait until they are kept; see {@link PathRef#putAsync}.
     *
     * @param writes called with what collects them, at once, on this thread
     * @return completes with the writes, in their order, when all of them are kept and show; with what {@link #write} throws if
     *         none is
     * @throws InvalidRequestException as {@link #put} does, at once
     * @throws ClosedException         if the client is closed
     */
    public CompletableFuture<List<Write>> writeAsync(Consumer<? super WriteBatch> writes) {
        var batch = new WriteBatch(ops);
        writes.accept(batch);
        return core.writer().start(batch.ops());
    }

    /**
     * Waits until no write to this store waits for the server, those that are made meanwhile included.
     *
     * @param patience for how long at most; the longest durations mean "for ever"
     * @return whether none does; false too if the store is left or the client closed before, and if the thread is interrupted,
     *         which it then stays
     */
    public boolean flush(Duration patience) {
        return core.writer().flush(patience);
    }

    /** The ops that the server has not settled, oldest first. */
    public List<PendingWrite> pending() {
        return core.writer().pending();
    }

    /**
     * Has the server write again what all of the store held at an earlier seq, as {@link PathRef#rollback} does for a path.
     * Some servers tell nobody of it: then it is fetched.
     *
     * @param toSeq as there; 0 for the empty store, as long as the server has all of its history
     * @return completes with whether anything differed, and what was written then comes as others' writes do; else as there
     * @throws InvalidRequestException {@code invalid_to_seq} for a negative seq
     * @throws ClosedException         if the client is closed
     */
    public CompletableFuture<Boolean> rollback(long toSeq) {
        return Rollbacks.rollback(core.engine(), null, toSeq);
    }

    // --- Bare leases

    /**
     * Moves the end of a bare lease to {@code ttl} from now; the token stays. Completes exceptionally as {@link
     * PathRef#lease} does, and with {@code not_held} if the lease is lost.
     *
     * @throws DustException as {@link #put} does, but for a full outbox
     */
    public CompletableFuture<Lease> renew(Lease lease, Duration ttl) {
        return core.leases().renew(Objects.requireNonNull(lease, "lease"), Objects.requireNonNull(ttl, "ttl"));
    }

    /**
     * Gives a bare lease back. Completes with whether it was there to be given back: giving back what is lost is no error.
     *
     * @throws DustException as {@link #put} does, but for a full outbox
     */
    public CompletableFuture<Boolean> release(Lease lease) {
        return core.leases().release(Objects.requireNonNull(lease, "lease"));
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
        return core.engine().ready().copy();
    }

    /** How the store stands. Never throws for a cache or server that is away. */
    public StoreStatus status() {
        return core.link().status();
    }

    /**
     * Calls {@code listener} with how the store stands: now, and whenever connection, problem, missing or capabilities change;
     * not after each write. One call at a time, on the executor of the options; changes that come while it runs are one further
     * call, with the newest.
     *
     * @return ends it; so does closing the client
     */
    public Listening onStatus(Consumer<? super StoreStatus> listener) {
        return core.link().listen(Objects.requireNonNull(listener, "listener"), core.config());
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
        return core.engine().applied(seq);
    }

    /**
     * Leaves the store: the server tells this client no more of it, subscriptions end, and everybody who waits is answered with
     * {@link ClosedException}, as are all further calls on this object. Rows, and writes that were not answered, stay in the
     * cache; {@link Dust#store} opens them again. Does nothing the second time.
     */
    public void leave() {
        core.leave();
        onLeave.accept(this);
    }

    /**
     * The last committed ops that were applied here, 100 at most, oldest first; none of those whose rows came with a snapshot
     * (docs/protocol.md#snapshots).
     */
    public List<Activity> activity() {
        var latest = new ArrayList<Activity>();
        core.engine().activity()
                .forEach(entry -> latest.add(new Activity(entry.path(), entry.op(), entry.own(), entry.storeSeq(),
                        Instant.ofEpochMilli(entry.atMillis()))));
        return List.copyOf(latest);
    }

    StoreCore core() {
        return core;
    }
}
