package dev.dust.engine;

import dev.dust.cache.CacheException;
import dev.dust.cache.OutboxEntry;
import dev.dust.error.ClosedException;
import dev.dust.error.StorageException;
import dev.dust.subscribe.Change;
import dev.dust.subscribe.DustEvent;
import dev.dust.subscribe.Subscriber;
import dev.dust.sync.Backoff;
import dev.dust.sync.Effect;
import dev.dust.sync.Input;
import dev.dust.sync.Membership;
import dev.dust.sync.Now;
import dev.dust.sync.Outcome;
import dev.dust.sync.PendingInfo;
import dev.dust.sync.SyncCore;
import dev.dust.sync.View;
import dev.dust.time.TimerId;
import dev.dust.transport.Transport;
import dev.dust.value.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Takes turns: inputs through the core, and then the effects, in this order: commit, view, everything that others can see. The
 * mailbox sees to it that there is one turn at a time.
 */
final class Turns {
    private static final System.Logger LOG = System.getLogger(Turns.class.getName());

    private final Storage storage;
    private final EngineConfig config;
    private final SyncCore core;
    private final EngineTimers timers;
    private final Runnable suspend;
    private final Runnable otherFormat;
    private final Subscribers subscribers = new Subscribers();
    private final Activity activity = new Activity();
    private final Map<String, Ticket> tickets = new HashMap<>();
    private final Backoff retries = new Backoff();
    private volatile CompletableFuture<Void> ready = new CompletableFuture<>();

    /** Null while there is no connection. */
    private Transport.Connection link;
    /** Effects that the cache could not take yet; they come before anything else. */
    private List<Effect> stuck;
    /** The effects that are being carried out; those before them have been. */
    private List<Effect> underWay;
    private String fault;
    private volatile boolean closing;
    private boolean readyTold;
    private volatile Standing standing;

    Turns(String store, String deviceId, Storage storage, EngineConfig config, Shared shared, Consumer<TimerId> due,
            Runnable soloFree, Runnable suspend, Runnable resume) {
        this.storage = storage;
        this.config = config;
        this.suspend = suspend;
        this.otherFormat = shared.otherFormat();
        this.core = new SyncCore(store, deviceId, config.sync(), storage.seq(), shared.refs(), shared.solos().member(soloFree));
        this.timers = new EngineTimers(config.time(), config.random(), id -> {
            if (id == TimerId.STORAGE) {
                resume.run();
            } else {
                due.accept(id);
            }
        });
        noteStanding();
    }

    /** Takes up what an earlier run left; before any turn. */
    void restore(List<OutboxEntry> entries) {
        carryOut(core.restore(entries, now()));
        storage.commit(List.of(), core.index(), core.applied());
        noteStanding();
    }

    /** Takes a turn. False if the cache is still away, so that it has to wait. */
    boolean take(List<TurnItem> items) {
        if (stuck != null && closing) {
            items.forEach(this::takeWithoutCache);
            noteStanding();
            return true;
        }
        if (stuck != null && !carryOutStuck()) {
            return false;
        }
        try {
            carryOut(steps(items));
        } catch (CacheException away) {
            if (items.getFirst().isSubmit()) {
                undo(items, away);
            } else {
                stuck = underWay;
                fault(away);
            }
        }
        noteStanding();
        return true;
    }

    private List<Effect> steps(List<TurnItem> items) {
        if (items.size() == 1) {
            return step(items.getFirst());
        }
        var effects = new ArrayList<Effect>();
        items.forEach(item -> effects.addAll(step(item)));
        return effects;
    }

    private List<Effect> step(TurnItem item) {
        try {
            item.before().run();
            return item.input() == null ? List.of() : core.step(item.input(), now());
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "a turn failed", e);
            item.fail(e);
            return List.of();
        }
    }

    /** The writes of this turn could not be kept, so they never were: their callers are told. */
    private void undo(List<TurnItem> items, CacheException away) {
        for (TurnItem item : items) {
            String opId = ((Input.Submit) item.input()).opId();
            core.step(new Input.NotStored(opId), now()).forEach(this::carryOutOrReport);
            tickets.remove(opId);
            item.fail(new StorageException(
                    "the write was not kept, because the cache cannot be written now: " + away.getMessage(),
                    away));
        }
    }

    /** The client is closed while the cache is away: what was not kept is left to the next run, as after a crash. */
    private void takeWithoutCache(TurnItem item) {
        if (item.input() instanceof Input.Close close) {
            item.before().run();
            core.step(close, now()).forEach(this::carryOut);
        } else {
            item.fail(new ClosedException("this client is closed"));
        }
    }

    private boolean carryOutStuck() {
        try {
            carryOut(stuck);
            stuck = null;
            fault = null;
            retries.reset();
            return true;
        } catch (CacheException still) {
            stuck = underWay;
            fault(still);
            return false;
        }
    }

    private void fault(CacheException away) {
        if (fault == null) {
            LOG.log(System.Logger.Level.WARNING, "the cache cannot be written; going on when it can: " + away.getMessage());
        }
        fault = away.getMessage();
        suspend.run();
        // At once at first: it may have been no more than a session of the database that ended.
        timers.setJittered(TimerId.STORAGE, retries.next());
    }

    /**
     * Commits what is to be committed, then shows it, then tells.
     *
     * @throws CacheException if it could not be committed; nothing was told
     */
    private void carryOut(List<Effect> effects) {
        underWay = effects;
        List<Effect.Store> stores = StoreEffects.in(effects);
        if (stores.isEmpty()) {
            tell(effects);
            return;
        }
        Change.Cause cause = StoreEffects.cause(stores);
        if (subscribers.watchChanges()) {
            commitWatched(stores, cause);
        } else {
            commit(stores);
        }
        tell(effects);
        if (storage.seq() < core.applied()) {
            carryOut(core.step(new Input.CacheMovedBack(storage.seq()), now()));
        } else if (cause == Change.Cause.SNAPSHOT && core.pendingOps() > 0) {
            rereadOutbox();
        }
    }

    private void commit(List<Effect.Store> stores) {
        storage.commit(StoreEffects.commits(stores), core.index(), core.applied());
    }

    private void commitWatched(List<Effect.Store> stores, Change.Cause cause) {
        List<String> touched = StoreEffects.touched(stores);
        if (!subscribers.watch(touched)) {
            commit(stores);
            return;
        }
        TreeMap<String, Value> before = leaves(touched);
        commit(stores);
        subscribers.tellChanges(before, leaves(touched), cause);
    }

    private void tell(List<Effect> effects) {
        for (Effect effect : effects) {
            carryOutOrReport(effect);
        }
    }

    private void rereadOutbox() {
        List<OutboxEntry> entries;
        try {
            entries = storage.outbox();
        } catch (CacheException away) {
            LOG.log(System.Logger.Level.DEBUG, "writes that others saw are sent again, because the outbox cannot be read",
                    away);
            return;
        }
        carryOut(core.step(new Input.OutboxRead(entries), now()));
    }

    private TreeMap<String, Value> leaves(List<String> touched) {
        try (View view = storage.view()) {
            return subscribers.watchedLeaves(view, touched);
        }
    }

    /** A port that throws against its law must not stop the store. */
    private void carryOutOrReport(Effect effect) {
        try {
            carryOut(effect);
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "a transport, clock or executor failed", e);
        }
    }

    private void carryOut(Effect effect) {
        switch (effect) {
            case Effect.Store committed -> {
                // Done before all others.
            }
            case Effect.Send send -> {
                if (link != null) {
                    link.send(send.message());
                }
            }
            case Effect.Tell tell -> {
                activity.add(tell.event(), config.time().now().toEpochMilli());
                subscribers.tell(tell.event());
            }
            case Effect.TellSnapshot snapshot -> subscribers.tellSnapshot(snapshot.seq());
            case Effect.Answer answer -> {
                Ticket ticket = tickets.remove(answer.opId());
                if (ticket != null) {
                    ticket.answer(answer.outcome());
                }
            }
            case Effect.SetTimer timer -> {
                if (timer.delay() == null) {
                    timers.cancel(timer.id());
                } else if (timer.jitter()) {
                    timers.setJittered(timer.id(), timer.delay());
                } else {
                    timers.set(timer.id(), timer.delay());
                }
            }
            case Effect.Unready unready -> ready.completeAsync(() -> {
                throw unready.why();
            }, config.executor());
            case Effect.OtherFormat other -> otherFormat.run();
            case Effect.Report report -> LOG.log(System.Logger.Level.WARNING, report.message());
        }
    }

    private void noteStanding() {
        standing = new Standing(core.membership(), core.applied(), core.pendingOps(), core.welcome(), core.refusal(), fault,
                core.trouble(), core.missing());
        if (!readyTold && core.membership() == Membership.LIVE) {
            readyTold = true;
            if (ready.isCompletedExceptionally()) {
                ready = new CompletableFuture<>();
            }
            config.executor().execute(() -> ready.complete(null));
        }
    }

    private Now now() {
        return new Now(config.time().nanos(), config.time().now().toEpochMilli());
    }

    /** Part of a turn: the caller of an op that is about to be submitted. */
    void expect(Ticket ticket) {
        tickets.put(ticket.opId(), ticket);
    }

    /** Part of a turn: the connection from now on, or null. */
    void link(Transport.Connection connection) {
        link = connection;
    }

    /** From any thread: the last turn is near, and does not wait for a cache that is away. */
    void closeSoon() {
        closing = true;
    }

    /** Part of a turn: the last one. */
    void closing() {
        if (stuck != null) {
            stuck.forEach(this::takeBack);
            stuck = null;
        }
        timers.cancelAll();
        subscribers.endAll();
        link = null;
        if (!readyTold) {
            readyTold = true;
            config.executor().execute(() -> ready.completeExceptionally(
                    new ClosedException("the client was closed before the store had caught up with the server")));
        }
    }

    /** An answer that was not kept is none: the write is in the outbox as it was, and the server is asked again after a restart. */
    private void takeBack(Effect effect) {
        Ticket ticket = effect instanceof Effect.Answer answer ? tickets.remove(answer.opId()) : null;
        if (ticket != null) {
            ticket.answer(new Outcome.Failed(
                    new ClosedException(
                            "the client was closed while the cache was away, so that the answer could not be kept")));
        }
    }

    /** Part of a turn: a subscription, with what is there already. */
    void subscribe(Subscriber<DustEvent> subscriber, Consumer<View> bootstrap) {
        if (bootstrap != null) {
            try (View view = storage.view()) {
                bootstrap.accept(view);
                subscriber.presentUpTo(view.base().appliedSeq());
            }
        }
        subscribers.addForEvents(subscriber);
    }

    /** Part of a turn. */
    Subscribers subscribers() {
        return subscribers;
    }

    /** Part of a turn. */
    boolean mayDiscard(String opId) {
        return core.mayDiscard(opId);
    }

    /** Part of a turn. */
    List<PendingInfo> pending() {
        return core.pending();
    }

    /** Part of a turn. */
    List<ActivityEntry> activity() {
        return activity.list();
    }

    /** From any thread. */
    Standing standing() {
        return standing;
    }

    /** From any thread. */
    CompletableFuture<Void> ready() {
        return ready;
    }
}
