package dev.dust.engine;

import dev.dust.cache.CacheException;
import dev.dust.cache.ClaimLostException;
import dev.dust.error.ClosedException;
import dev.dust.error.StorageException;
import dev.dust.subscribe.DustEvent;
import dev.dust.subscribe.Subscriber;
import dev.dust.sync.Backoff;
import dev.dust.sync.Membership;
import dev.dust.sync.PendingInfo;
import dev.dust.sync.SendCheck;
import dev.dust.sync.SyncCore;
import dev.dust.time.TimerId;
import dev.dust.transport.Transport;
import dev.dust.view.View;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * Takes turns, and knows what to do where the cache does not let them end: a write that was not kept fails, everything else waits for
 * the cache, and where another process has the device id, the store goes on under another one. The mailbox sees to it that there is one
 * turn at a time.
 *
 * <p>A failure belongs to the item at which it came up: its caller hears. What the core had begun is taken back, and what a turn left
 * that ended in the middle is finished by the next one.
 */
final class Turns {
    private static final System.Logger LOG = System.getLogger(Turns.class.getName());

    private final String store;
    private final Storage storage;
    private final EngineConfig config;
    private final Tenure tenure;
    private final Runnable suspend;
    private final Subscribers subscribers;
    private final Tickets tickets;
    private final Outward outward;
    private final Ready ready;
    private final EngineTimers timers;
    private final Driver driver;
    private final Backoff retries = new Backoff();
    private final Backoff clearings = new Backoff();

    /** The items of the turn that is under way; null between turns. */
    private List<TurnItem> items;
    /** Whether the cache is away: what waits for it comes before anything else. */
    private boolean stuck;
    private String fault;
    private long stuckSinceNanos;
    /** Whether the timer is set that has doubts cleared. */
    private boolean clearing;
    /** Whether the last turn was taken. */
    private boolean over;
    private volatile boolean closing;
    private volatile Standing standing;

    Turns(String store, Tenure tenure, Tenure.Begun begun, Storage storage, EngineConfig config, Shared shared, SendCheck check,
            Subscribers subscribers, Tickets tickets, Ready ready, Consumer<TimerId> due, Runnable soloFree, Runnable suspend,
            Runnable resume) {
        this.store = store;
        this.tenure = tenure;
        this.storage = storage;
        this.config = config;
        this.suspend = suspend;
        this.subscribers = subscribers;
        this.tickets = tickets;
        this.ready = ready;
        this.timers = new EngineTimers(config.time(), config.random(), id -> {
            if (id == TimerId.STORAGE) {
                resume.run();
            } else {
                due.accept(id);
            }
        });
        this.outward = new Outward(config, timers, shared.otherFormat(), subscribers, tickets, ready);
        var core = new SyncCore(store, begun.deviceId(), config.sync(), begun.appliedSeq(), shared.refs(),
                shared.solos().member(soloFree), config.transitions());
        this.driver = new Driver(store, core, storage, config, check, subscribers, tickets, outward);
        driver.restore(begun.outbox());
        noteStanding();
    }

    /** Takes a turn. False if the cache is still away, so that it has to wait. */
    boolean take(List<TurnItem> next) {
        boolean taken = true;
        if (over) {
            next.forEach(item -> item.fail(new ClosedException("this client is closed")));
        } else if (stuck && closing) {
            next.forEach(driver::takeWithoutCache);
        } else if (goesOn()) {
            takeNow(next);
        } else {
            taken = false;
        }
        noteStanding();
        return taken;
    }

    private void takeNow(List<TurnItem> next) {
        items = next;
        try {
            driver.take(next);
        } catch (ClaimLostException lost) {
            againUnderAnotherId(next);
        } catch (CacheException away) {
            if (next.getFirst().isSubmit() && !next.getFirst().tookEffect()) {
                undo(next, away);
            } else {
                stuck(away);
            }
        }
        items = null;
    }

    /** Finishes what earlier turns left. False if the cache is still away. */
    private boolean goesOn() {
        try {
            finishWhatWasLeft();
            if (tenure.isOver()) {
                beginAnew();
            }
            if (stuck) {
                LOG.log(System.Logger.Level.INFO, "the cache of store " + store + " can be written again after "
                        + Duration.ofNanos(config.time().nanos() - stuckSinceNanos).toSeconds() + " s");
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

    private void finishWhatWasLeft() {
        try {
            if (items != null) {
                mend();
            }
            if (stuck && driver.isUnderWay() && !tenure.isOver()) {
                driver.proceed();
            }
        } catch (ClaimLostException lost) {
            tenure.lose();
        }
    }

    /** The turn before this one ended in the middle. Its items have failed already. */
    private void mend() {
        List<TurnItem> left = items;
        items = null;
        if (driver.isCommitted()) {
            driver.proceed();
            return;
        }
        driver.drop();
        left.stream().filter(item -> item.isSubmit() && !item.tookEffect()).forEach(item -> {
            driver.takeOut(item);
            storage.doubt(item.opId());
        });
        driver.mend();
    }

    // --- Writes that cannot be kept

    /**
     * The writes of this turn could not be kept together. That may be the doing of one of them: each is tried by itself, if the cache
     * takes anything at all.
     */
    private void undo(List<TurnItem> submits, CacheException why) {
        try {
            boolean single = submits.size() == 1;
            boolean doubtful = takeOut(submits);
            CacheException away = single && !doubtful ? null : stillAway();
            for (TurnItem submit : submits) {
                CacheException failed = away != null ? away : single ? why : alone(submit);
                if (failed != null) {
                    away = away == null && !single ? stillAway() : away;
                    notKept(submit, failed);
                }
            }
            clearDoubtsLater();
        } catch (ClaimLostException lost) {
            againUnderAnotherId(submits);
        }
    }

    /**
     * These writes were not kept, so they never were.
     *
     * @return whether the cache may have them all the same, because the answer to their commit was lost
     */
    private boolean takeOut(List<TurnItem> submits) {
        boolean doubtful = storage.mayHaveTakenEffect();
        driver.drop();
        for (TurnItem submit : submits) {
            if (!submit.isOver()) {
                driver.takeOut(submit);
                if (doubtful) {
                    storage.doubt(submit.opId());
                }
            }
        }
        return doubtful;
    }

    /** Tries one write by itself. Returns why it could not be kept, or null if it was, or has failed otherwise. */
    private CacheException alone(TurnItem submit) {
        if (stuck) {
            return new CacheException(fault);
        }
        try {
            driver.take(List.of(submit));
            return null;
        } catch (ClaimLostException lost) {
            throw lost;
        } catch (CacheException why) {
            if (submit.tookEffect()) {
                stuck(why);
                return null;
            }
            takeOut(List.of(submit));
            return why;
        }
    }

    /** Why the cache takes nothing, or null if it does: then nothing is in doubt any more. */
    private CacheException stillAway() {
        try {
            storage.prove();
            return null;
        } catch (ClaimLostException lost) {
            throw lost;
        } catch (CacheException away) {
            return away;
        }
    }

    private void notKept(TurnItem submit, CacheException away) {
        submit.fail(storage.isDoubtful(submit.opId())
                ? StorageException
                        .inDoubt("whether the write was kept is not known, because the cache failed in the middle of it: "
                                + away.getMessage()
                                + ". It shows no more, and is removed as soon as the cache answers; if this process ends"
                                + " before that, a later one sends it", away)
                : new StorageException(
                        "the write was not kept, because the cache cannot be written now: " + away.getMessage(), away));
    }

    /** Part of a turn: what callers heard of as not kept is not to be found by a later run, even if nobody writes any more. */
    void clearDoubts() {
        clearing = false;
        if (!storage.hasDoubts() || stillAway() == null) {
            clearings.reset();
        }
        clearDoubtsLater();
    }

    private void clearDoubtsLater() {
        // Where the cache is waited for, they are cleared as soon as it is back.
        if (storage.hasDoubts() && !clearing && !stuck) {
            clearing = true;
            timers.setJittered(TimerId.STORAGE, clearings.next());
        }
    }

    private void stuck(CacheException away) {
        if (!stuck) {
            stuckSinceNanos = config.time().nanos();
            LOG.log(System.Logger.Level.WARNING, "the cache cannot be written; going on when it can: " + away.getMessage());
        }
        stuck = true;
        fault = String.valueOf(away.getMessage());
        suspend.run();
        // At once at first: it may have been no more than a session of the database that ended.
        timers.setJittered(TimerId.STORAGE, retries.next());
    }

    // --- A device id that is lost

    /**
     * The device id is lost. What of this turn took no effect is done again under another one, so that its callers notice nothing; where
     * the cache is away by now, they are told so.
     */
    private void againUnderAnotherId(List<TurnItem> next) {
        tenure.lose();
        if (next.getFirst().isSubmit()) {
            next.stream().filter(item -> storage.isDoubtful(item.opId())).forEach(item -> item.fail(StorageException.inDoubt(
                    "whether the write was kept is not known; another process, which has taken over the device id, sends it if it was",
                    null)));
            takeOut(next);
        }
        items = null;
        boolean goesOn = goesOn();
        List<TurnItem> rest = next.stream().filter(item -> !item.isOver()).toList();
        if (!goesOn) {
            rest.forEach(
                    item -> item.fail(new StorageException("nothing was done, because the cache is away: " + fault, null)));
        } else if (!rest.isEmpty()) {
            takeNow(rest);
        }
    }

    /**
     * Goes on under the device id that the client has now. What waited under the last one waits there for the process that has it, and
     * its callers cannot be told here what becomes of it. Leases that are held stay held: the server knows a holder by the token, and
     * no device id is in it.
     *
     * @throws CacheException if there is none now; this is tried again before anything else
     */
    private void beginAnew() {
        driver.tellVerdicts();
        tickets.takenOver();
        Tenure.Begun begun = tenure.begin();
        timers.cancelAll();
        clearing = false;
        driver.beginAnew(begun);
    }

    private void noteStanding() {
        SyncCore core = driver.core();
        standing = new Standing(core.membership(), core.applied(), core.pendingOps(), core.welcome(), core.refusal(), fault,
                driver.trouble(), core.missing());
        if (core.membership() == Membership.LIVE) {
            ready.caughtUp();
        }
    }

    /** From any thread. */
    Standing standing() {
        return standing;
    }

    /** Part of a turn: a database can go back while nothing is written, to a standby that lacks the last transactions. */
    void lookAtCache() {
        try {
            storage.look();
        } catch (CacheException away) {
            LOG.log(System.Logger.Level.DEBUG, "the cache cannot be asked how far it is", away);
        }
    }

    /** Part of a turn: a reader has found that another process has the device id. */
    void proveClaim() {
        storage.prove();
    }

    /**
     * Part of a turn: the connection from now on. Nothing is sent on one that was made under another device id: whoever shares the cache
     * would take it for the doing of that id's holder.
     */
    void link(Transport.Connection connection, Identity.Held made) {
        outward.link(tenure.covers(made) ? connection : null);
    }

    /** Part of a turn: there is no connection. */
    void unlink() {
        outward.link(null);
    }

    /** From any thread: the last turn is near, and does not wait for a cache that is away. */
    void closeSoon() {
        closing = true;
    }

    /** Part of a turn: the last one. Whoever was on the way while it was posted is too late. */
    void closing() {
        over = true;
        if (stuck) {
            stuck = false;
            driver.takeBackAnswers();
        }
        timers.cancelAll();
        subscribers.endAll();
        outward.link(null);
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
        return driver.core().mayDiscard(opId);
    }

    /** Part of a turn. */
    List<PendingInfo> pending() {
        return driver.core().pending();
    }

    /** Part of a turn. */
    List<ActivityEntry> activity() {
        return outward.activity().list();
    }
}
