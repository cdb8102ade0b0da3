package dev.dust.engine;

import dev.dust.cache.CacheException;
import dev.dust.error.ClosedException;
import dev.dust.error.InvalidRequestException;
import dev.dust.error.UnavailableException;
import dev.dust.op.Op;
import dev.dust.path.DustPath;
import dev.dust.sync.Membership;
import dev.dust.sync.Outcome;
import dev.dust.sync.PendingInfo;
import dev.dust.transport.CloseReason;
import dev.dust.transport.ServerMessage;
import dev.dust.transport.Transport;
import dev.dust.value.MapValue;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * One store at work. Everything that changes it goes through the mailbox and is done by {@link StoreLoop}, one thing after the
 * other; reads go straight to the {@link Storage}. Every method may be called from any thread, but not from within a port.
 */
public final class StoreEngine {
    private static final System.Logger LOG = System.getLogger(StoreEngine.class.getName());

    private final Storage storage;
    private final String store;
    private final PendingFiles files;
    private final Uploads uploads;
    private final EngineConfig config;
    private final Sendable sendable;
    private final Subscribers subscribers;
    private final Tickets tickets;
    private final StoreMeters meters;
    private final Ready ready;
    private final AppliedWaits waits;
    private final StoreLoop loop;
    private final Mailbox<Command> mailbox;
    private final StoreCalls calls;
    private final StoreReads reads;
    private final StoreWrites writes;
    private final StoreSubscriptions subscriptions;
    private final Intake intake;
    private final boolean blocking;
    private final Set<Runnable> linkListeners = ConcurrentHashMap.newKeySet();
    private final Set<Runnable> turnListeners = ConcurrentHashMap.newKeySet();
    /** Whether it is to be found out if the device id is still this client's. */
    private final AtomicBoolean proving = new AtomicBoolean();

    /**
     * Opens a store from its cache.
     *
     * @param blocking whether the cache may block
     * @throws CacheException if it cannot be read
     */
    StoreEngine(String store, boolean blocking, EngineConfig config, Shared shared) {
        this.store = store;
        this.blocking = blocking;
        this.config = config;
        this.meters = new StoreMeters(store, config);
        this.intake = new Intake(config, this::offer, this::post);
        this.subscribers = new Subscribers(intake);
        this.sendable = new Sendable(store, shared.transport()::sizeOf, config.sync().bounds(), this::mostUploaded);
        this.files = new PendingFiles(config);
        this.uploads = new Uploads(store, config, shared, files,
                (message, why) -> post(new Command.RefuseFile(message.ref(), why)));
        var tenure = new Tenure(store, shared.identity());
        Tenure.Begun begun = tenure.beginFirst();
        this.storage = new Storage(begun.cache(), begun.appliedSeq(), blocking, this::claimMayBeLost);
        this.tickets = new Tickets(config, this::knock);
        this.ready = new Ready(config);
        this.waits = new AppliedWaits(config);
        this.loop = new StoreLoop(store, tenure, begun, storage, config, shared, sendable, files, uploads, subscribers, tickets,
                ready, meters, id -> post(new Command.Fire(id)), () -> post(new Command.SendAlone()), this::suspend,
                this::resume);
        this.mailbox = new Mailbox<>(config.threads(), !blocking,
                (item, next) -> item.mayJoin(next) && !subscribers.watchChanges(), this::take);
        this.calls = new StoreCalls(mailbox, config.sync().ackTimeout());
        this.reads = new StoreReads(storage, calls);
        this.writes = new StoreWrites(calls, sendable, config, meters, this::status);
        this.subscriptions = new StoreSubscriptions(calls, this::status, config, meters, intake);
        loop.awaitCache();
        meters.show(this::status);
    }

    private void claimMayBeLost() {
        if (proving.compareAndSet(false, true)) {
            post(new Command.ProveClaim(() -> proving.set(false)));
        }
    }

    /** The client has another device id: the next turn goes on under that. */
    void identityChanged() {
        knock();
    }

    private BooleanSupplier knock() {
        var wake = new Command.Wake();
        post(wake);
        return wake::isDone;
    }

    private boolean take(List<Command> items) {
        Membership before = status().membership();
        boolean taken = true;
        try {
            taken = items.getFirst() instanceof Command.SubmitAll all ? loop.takeAll(all) : loop.take(items);
        } finally {
            if (taken) {
                intake.taken(items, status().membership() == Membership.CATCHING_UP);
            }
        }
        if (status().membership() != before) {
            linkChanged();
        }
        waits.look(status().applied());
        turnListeners.forEach(Runnable::run);
        return taken;
    }

    /**
     * Calls {@code listener} after each turn, in which what readers see may have changed, and when this is closed, on the
     * thread that does it: it must not block, throw, or call the engine. Until it is given to {@link #forgetTurns}.
     */
    public void watchTurns(Runnable listener) {
        turnListeners.add(listener);
    }

    /** Ends what {@link #watchTurns} began. */
    public void forgetTurns(Runnable listener) {
        turnListeners.remove(listener);
    }

    /** Whether reading may wait, for a cache outside of this process. */
    public boolean mayWait() {
        return blocking;
    }

    /**
     * Calls {@code listener} whenever what readers see at {@code path} may have changed, and perhaps when it has
     * not, on the thread of the turn: it must not block, throw, or call the engine. Whoever reads after this returns hears of
     * all that he has not seen. Until it is given to {@link #forgetPath}.
     */
    public void watchPath(DustPath path, Runnable listener) {
        subscribers.paths().add(path.key(), listener);
    }

    /** Ends what {@link #watchPath} began. */
    public void forgetPath(DustPath path, Runnable listener) {
        subscribers.paths().remove(path.key(), listener);
    }

    /**
     * Calls {@code listener} whenever the store's membership, or the connection below it, has changed, on the thread that
     * changed it: it must not block, throw, or call the engine. Until it is given to {@link #forgetLink}.
     */
    public void watchLink(Runnable listener) {
        linkListeners.add(listener);
    }

    /** Ends what {@link #watchLink} began. */
    public void forgetLink(Runnable listener) {
        linkListeners.remove(listener);
    }

    /** The connection, or the attempt at one, stands otherwise than it did. */
    void linkChanged() {
        linkListeners.forEach(Runnable::run);
    }

    /** Where ops are asked for. */
    public StoreWrites writes() {
        return writes;
    }

    /** The contents of files that wait beside the outbox. */
    public PendingFiles files() {
        return files;
    }

    /**
     * Refuses a file that the server would not take, before its content is there.
     *
     * @param draft the op, with as much as is known of its content
     * @throws InvalidRequestException with the reason
     */
    public void requireFile(String opId, Op.PutFile draft) {
        calls.requireOpen();
        sendable.require(opId, draft);
    }

    /** How many bytes the server takes in an upload; 0 if it takes none, or has not said so yet. */
    private long mostUploaded() {
        return Sendable.mostUploaded(status().welcome());
    }

    /**
     * Takes an op back, at whatever stage, unless the server has accepted it. Its ticket, if there is one, hears of it.
     *
     * @return whether that came in time
     */
    public boolean discard(String opId) {
        calls.requireOpen();
        var discard = new Command.Discard(opId);
        run(discard);
        return discard.inTime;
    }

    /**
     * Asks the server for something that is not kept, once; only while the store has caught up with it.
     *
     * @param event of {@link dev.dust.transport.ClientMessage}
     * @return completes with the server's answer; exceptionally with its refusal, and with why there is none
     */
    public CompletableFuture<MapValue> ask(String event, MapValue payload) {
        calls.requireOpen();
        var answer = new CompletableFuture<MapValue>();
        run(new Command.Ask(event, payload, answer));
        return answer;
    }

    /** What of the store can be read. */
    public StoreReads reads() {
        return reads;
    }

    /** The store's name. */
    public String store() {
        return store;
    }

    /** Where subscriptions begin and end. */
    public StoreSubscriptions subscriptions() {
        return subscriptions;
    }

    /** The ops that the server has not settled, oldest first. */
    public List<PendingInfo> pending() {
        calls.requireOpen();
        var question = new Command.ListPending();
        run(question);
        return Objects.requireNonNull(question.pending, "pending");
    }

    /** The last committed ops, oldest first. */
    public List<ActivityEntry> activity() {
        calls.requireOpen();
        var question = new Command.ListActivity();
        run(question);
        return Objects.requireNonNull(question.activity, "activity");
    }

    /** Where the store stands. */
    public EngineStatus status() {
        return loop.status();
    }

    /** Completes when the store has caught up with the server for the first time; exceptionally when it is closed before. */
    public CompletableFuture<Void> ready() {
        return ready.future();
    }

    /** Completes when the store has applied {@code seq}; exceptionally when it is closed before. */
    public CompletableFuture<Void> applied(long seq) {
        calls.requireOpen();
        CompletableFuture<Void> waiting = waits.add(seq);
        waits.look(status().applied());
        return waiting;
    }

    /** The server does not want this client, whoever asks: those who wait hear why. */
    void refused(String why) {
        ready.cannot(new UnavailableException(why));
    }

    /** What kept it from catching up may be over: those who ask from now on wait. */
    void mayBecomeReady() {
        ready.anew();
    }

    /** There is no server to catch up with. */
    void apart() {
        ready.caughtUp();
    }

    /** The cache may be back: it is tried at once. */
    void retryStorage() {
        if (status().fault() != null) {
            resume();
        }
    }

    /** A connection is there, that was made under the device id {@code made}. */
    void connected(Transport.Connection connection, Identity.Held made) {
        mayBecomeReady();
        post(new Command.Connect(connection, made));
    }

    /** The connection is gone. */
    public void disconnected(CloseReason.By by) {
        intake.drop();
        post(new Command.Disconnect(by));
    }

    /** The server said something about this store. */
    public void received(ServerMessage message) {
        if (!calls.areClosed()) {
            intake.receive(message);
        }
    }

    private boolean offer(Command.Receive received) {
        return mailbox.offer(received);
    }

    /** The server said something, perhaps about this store, that cannot be read. */
    public void missed(String why) {
        post(new Command.Miss(why));
    }

    /**
     * Ends everything: whoever waits is answered, and subscriptions end. Returns after the config's closeTimeout at the
     * latest, whatever the cache does. Does nothing the second time.
     */
    public void close() {
        beginClose().accept(config.closeTimeout());
    }

    /** As {@link #close}, and the server hears that this client is no member any more. */
    void leave() {
        beginClose(true).accept(config.closeTimeout());
    }

    /**
     * The first half of {@link #close}, which does not wait; the other half, which waits for so long at most, is what it
     * returns.
     */
    Consumer<Duration> beginClose() {
        return beginClose(false);
    }

    private Consumer<Duration> beginClose(boolean leaving) {
        if (calls.areClosed()) {
            return patience -> {
            };
        }
        calls.close();
        uploads.close();
        loop.closeSoon();
        resume();
        var last = new Command.Close(leaving);
        mailbox.post(last);
        return patience -> awaitLast(last, patience);
    }

    private void awaitLast(Command last, Duration patience) {
        if (!mailbox.await(last, patience)) {
            LOG.log(System.Logger.Level.WARNING, "the cache does not answer: closing without it");
            mailbox.abandon();
        }
        meters.close();
        subscribers.endAll();
        tickets.close(new Outcome.Failed(new ClosedException(
                "the client was closed while the cache did not answer, so that what became of this is not known")));
        tickets.requests().endAll(new ClosedException("the client was closed before the server answered"));
        ready.never(new ClosedException("the client was closed before the store had caught up with the server"));
        waits.end(new ClosedException("the client was closed before the store had come so far"));
        // The last turn may not have been taken.
        turnListeners.forEach(Runnable::run);
    }

    private void post(Command item) {
        calls.post(item);
    }

    private void run(Command item) {
        calls.run(item, status().fault());
    }

    private void suspend() {
        mailbox.suspend();
    }

    private void resume() {
        mailbox.resume();
        mailbox.post(new Command.ClearDoubts());
    }

    /** Whether it is closed, or being closed. */
    public boolean isClosed() {
        return calls.areClosed();
    }
}
