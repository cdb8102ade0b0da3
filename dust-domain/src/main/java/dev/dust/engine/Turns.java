package dev.dust.engine;

import dev.dust.cache.CacheException;
import dev.dust.cache.OutboxEntry;
import dev.dust.error.ClosedException;
import dev.dust.error.StorageException;
import dev.dust.subscribe.Change;
import dev.dust.subscribe.DustEvent;
import dev.dust.sync.Backoff;
import dev.dust.sync.CommitPart;
import dev.dust.sync.Effect;
import dev.dust.sync.Input;
import dev.dust.sync.Membership;
import dev.dust.sync.Outcome;
import dev.dust.sync.PendingInfo;
import dev.dust.sync.StepResult;
import dev.dust.sync.StepTime;
import dev.dust.sync.SyncCore;
import dev.dust.time.TimerId;
import dev.dust.transport.Transport;
import dev.dust.view.View;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Takes turns: inputs through the core, and then the effects, in this order: commit, view, everything that others can see. The
 * mailbox sees to it that there is one turn at a time.
 *
 * <p>A failure belongs to the item at which it came up: its caller hears. What the core had begun is taken back, and what a turn left
 * that ended in the middle is finished by the next one.
 */
final class Turns {
    private static final System.Logger LOG = System.getLogger(Turns.class.getName());

    private final String store;
    private final Storage storage;
    private final EngineConfig config;
    private final SyncCore core;
    private final EngineTimers timers;
    private final Runnable suspend;
    private final Subscribers subscribers;
    private final Tickets tickets;
    private final Outward outward;
    private final Ready ready;
    private final Backoff retries = new Backoff();

    /** The items of the turn that is under way; null between turns. */
    private List<TurnItem> items;
    /** The effects of the turn on their way; null if there are none. */
    private Batch underWay;
    /** Whether the cache could not take them yet: they come before anything else. */
    private boolean stuck;
    private String fault;
    /** What the core was torn by, for people; null while it is whole. */
    private String torn;
    private volatile boolean closing;
    private volatile Standing standing;

    Turns(String store, String deviceId, Storage storage, EngineConfig config, Shared shared, Subscribers subscribers,
            Tickets tickets, Ready ready, Consumer<TimerId> due, Runnable soloFree, Runnable suspend, Runnable resume) {
        this.store = store;
        this.storage = storage;
        this.config = config;
        this.suspend = suspend;
        this.subscribers = subscribers;
        this.tickets = tickets;
        this.ready = ready;
        this.core = new SyncCore(store, deviceId, config.sync(), storage.seq(), shared.refs(), shared.solos().member(soloFree),
                config.transitions());
        this.timers = new EngineTimers(config.time(), config.random(), id -> {
            if (id == TimerId.STORAGE) {
                resume.run();
            } else {
                due.accept(id);
            }
        });
        this.outward = new Outward(config, timers, shared.otherFormat(), subscribers, tickets, ready);
        noteStanding();
    }

    /** Takes up what an earlier run left; before any turn. */
    void restore(List<OutboxEntry> entries) {
        carryOut(core.restore(entries, now()));
        storage.commit(List.of(), core.index(), core.applied());
        noteStanding();
    }

    /** Takes a turn. False if the cache is still away, so that it has to wait. */
    boolean take(List<TurnItem> next) {
        if (stuck && closing) {
            next.forEach(this::takeWithoutCache);
            noteStanding();
            return true;
        }
        if (!goesOn()) {
            return false;
        }
        items = next;
        try {
            carryOut(steps(next));
        } catch (CacheException away) {
            if (next.getFirst().isSubmit() && !underWay.committed) {
                undo(next, away);
            } else {
                stuck(away);
            }
        }
        items = null;
        noteStanding();
        return true;
    }

    /** Finishes what earlier turns left. False if the cache is still away. */
    private boolean goesOn() {
        try {
            if (items != null) {
                mend();
            }
            if (stuck) {
                proceed();
                stuck = false;
                fault = null;
                retries.reset();
            }
            return true;
        } catch (CacheException still) {
            stuck(still);
            return false;
        }
    }

    /** The turn before this one ended in the middle. Its items have failed already. */
    private void mend() {
        List<TurnItem> left = items;
        items = null;
        if (underWay != null && underWay.committed) {
            proceed();
            return;
        }
        underWay = null;
        left.stream().filter(TurnItem::isSubmit).forEach(this::takeOut);
        noteTorn("a turn ended in the middle");
        carryOut(fetchAgain());
    }

    private StepResult fetchAgain() {
        return core.step(new Input.Overrun("a failure inside of this client"), now());
    }

    private void noteTorn(String why) {
        torn = "store " + store + " may not be whole after a failure inside of this client (" + why
                + "): what was under way is asked for again; see the log, and start the client anew";
    }

    private StepResult steps(List<TurnItem> next) {
        if (next.size() == 1) {
            return step(next.getFirst());
        }
        var transaction = new ArrayList<CommitPart>();
        var effects = new ArrayList<Effect>();
        for (TurnItem item : next) {
            StepResult result = step(item);
            transaction.addAll(result.transaction());
            effects.addAll(result.effects());
        }
        return new StepResult(transaction, effects);
    }

    private StepResult step(TurnItem item) {
        try {
            item.before().run();
        } catch (Throwable e) {
            LOG.log(System.Logger.Level.DEBUG, "a call failed", e);
            item.fail(e);
            return StepResult.NOTHING;
        }
        try {
            return item.input() == null ? StepResult.NOTHING : core.step(item.input(), now());
        } catch (Throwable e) {
            LOG.log(System.Logger.Level.ERROR, "a step of store " + store + " failed", e);
            item.fail(e);
            noteTorn(e.toString());
            if (item.isSubmit()) {
                takeOut(item);
                return StepResult.NOTHING;
            }
            return fetchAgain();
        }
    }

    /**
     * The writes of this turn could not be kept together. That may be the doing of one of them: each is tried by itself, if the cache
     * takes anything at all.
     */
    private void undo(List<TurnItem> submits, CacheException why) {
        underWay = null;
        submits.forEach(this::takeOut);
        CacheException away = submits.size() == 1 ? why : null;
        for (TurnItem submit : submits) {
            away = away == null ? alone(submit) : away;
            if (away != null) {
                notKept(submit, away);
                away = submits.size() == 1 ? away : stillAway();
            }
        }
    }

    /** Tries one write by itself. Returns why it could not be kept, or null if it was. */
    private CacheException alone(TurnItem submit) {
        CacheException away = stuck ? new CacheException(fault) : stillAway();
        if (away != null) {
            return away;
        }
        try {
            carryOut(step(submit));
            return null;
        } catch (CacheException why) {
            if (underWay.committed) {
                stuck(why);
                return null;
            }
            underWay = null;
            takeOut(submit);
            return why;
        }
    }

    /** Why the cache takes nothing, or null if it does. */
    private CacheException stillAway() {
        try {
            storage.clearDoubts();
            return null;
        } catch (CacheException away) {
            return away;
        }
    }

    private static void notKept(TurnItem submit, CacheException away) {
        submit.fail(
                new StorageException("the write was not kept, because the cache cannot be written now: " + away.getMessage(),
                        away));
    }

    /** The write was not kept, so it never was. The cache may have it all the same, if the answer to its commit was lost. */
    private void takeOut(TurnItem submit) {
        core.step(new Input.NotStored(submit.opId()), now()).effects().forEach(outward::carryOut);
        tickets.remove(submit.opId());
        storage.doubt(submit.opId());
    }

    /** The client is closed while the cache is away: what was not kept is left to the next run, as after a crash. */
    private void takeWithoutCache(TurnItem item) {
        if (item.input() instanceof Input.Close close) {
            item.before().run();
            core.step(close, now()).effects().forEach(outward::carryOut);
        } else {
            item.fail(new ClosedException("this client is closed"));
        }
    }

    private void stuck(CacheException away) {
        if (fault == null) {
            LOG.log(System.Logger.Level.WARNING, "the cache cannot be written; going on when it can: " + away.getMessage());
        }
        stuck = true;
        fault = String.valueOf(away.getMessage());
        suspend.run();
        // At once at first: it may have been no more than a session of the database that ended.
        timers.setJittered(TimerId.STORAGE, retries.next());
    }

    private void carryOut(StepResult result) {
        underWay = new Batch(result, subscribers);
        proceed();
    }

    /**
     * Commits what is to be committed, then shows it, then tells; all of it from where it was when the cache failed.
     *
     * @throws CacheException if it could not be committed; nothing was told
     */
    private void proceed() {
        Batch batch = underWay;
        if (!batch.committed) {
            batch.commit(storage, core);
            batch.committed = true;
        }
        batch.tellChanges(storage, outward);
        while (batch.told < batch.effects.size()) {
            outward.carryOut(batch.effects.get(batch.told++));
        }
        if (storage.seq() < core.applied()) {
            carryOut(core.step(new Input.CacheMovedBack(storage.seq(), storage.outbox()), now()));
            return;
        }
        underWay = null;
        if (batch.cause == Change.Cause.SNAPSHOT && core.pendingOps() > 0) {
            rereadOutbox();
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

    private void noteStanding() {
        String trouble = core.trouble();
        if (torn != null) {
            trouble = trouble == null ? torn : trouble + "; " + torn;
        }
        standing = new Standing(core.membership(), core.applied(), core.pendingOps(), core.welcome(), core.refusal(), fault,
                trouble, core.missing());
        if (core.membership() == Membership.LIVE) {
            ready.caughtUp();
        }
    }

    private StepTime now() {
        return new StepTime(config.time().nanos(), config.time().now().toEpochMilli());
    }

    /** Part of a turn: a database can go back while nothing is written, to a standby that lacks the last transactions. */
    void lookAtCache() {
        try {
            storage.look();
        } catch (CacheException away) {
            LOG.log(System.Logger.Level.DEBUG, "the cache cannot be asked how far it is", away);
        }
    }

    /** Part of a turn: the connection from now on, or null. */
    void link(Transport.Connection connection) {
        outward.link(connection);
    }

    /** From any thread: the last turn is near, and does not wait for a cache that is away. */
    void closeSoon() {
        closing = true;
    }

    /** Part of a turn: the last one. */
    void closing() {
        if (stuck) {
            stuck = false;
            underWay.effects.forEach(this::takeBack);
            underWay = null;
        }
        timers.cancelAll();
        subscribers.endAll();
        outward.link(null);
    }

    /** An answer that was not kept is none: the write is in the outbox as it was, and the server is asked again after a restart. */
    private void takeBack(Effect effect) {
        if (effect instanceof Effect.Answer answer) {
            tickets.answer(answer.opId(), new Outcome.Failed(new ClosedException(
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
    boolean mayDiscard(String opId) {
        return core.mayDiscard(opId);
    }

    /** Part of a turn. */
    List<PendingInfo> pending() {
        return core.pending();
    }

    /** Part of a turn. */
    List<ActivityEntry> activity() {
        return outward.activity().list();
    }

    /** From any thread. */
    Standing standing() {
        return standing;
    }
}
