package dev.dust.engine;

import dev.dust.cache.CacheException;
import dev.dust.cache.ClaimLostException;
import dev.dust.error.ClosedException;
import dev.dust.error.DustException;
import dev.dust.error.StorageException;
import dev.dust.sync.Backoff;
import dev.dust.sync.Membership;
import dev.dust.sync.SendCheck;
import dev.dust.sync.SyncCore;
import dev.dust.time.TimerId;
import dev.dust.value.MapValue;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Takes turns, and knows what to do where the cache does not let them end: a write that was not kept fails, everything else
 * waits for the cache, and where another process has the device id, the store goes on under another one. The mailbox sees to
 * it that there is one turn at a time.
 *
 * <p>A failure belongs to the item at which it came up: its caller hears. What the core had begun is taken back, and what a
 * turn left that ended in the middle is finished by the next one.
 */
final class StoreLoop implements CommandHandler.Loop {
    private static final System.Logger LOG = System.getLogger(StoreLoop.class.getName());

    private final CacheOutage outage;
    private final CaughtUpLog caughtUp;
    private final Storage storage;
    private final Tenure tenure;
    private final Runnable suspend;
    private final Tickets tickets;
    private final Ready ready;
    private final EngineTimers timers;
    private final Driver driver;
    private final Backoff retries = new Backoff();
    private final UnkeptWrites unkept;

    /** The items of the turn that is under way; null between turns. */
    private @Nullable List<? extends Command> items;
    /** What kept the store from being opened wholly; null if nothing did. */
    private final @Nullable CacheException unopened;
    /** Whether the ops of this turn are kept together, or not at all. */
    private boolean together;
    /** Whether the last turn was taken. */
    private boolean over;
    private volatile boolean closing;
    private volatile EngineStatus status;

    StoreLoop(String store, Tenure tenure, Tenure.Begun begun, Storage storage, EngineConfig config, Shared shared,
            SendCheck check, PendingFiles files, Uploads uploads, Subscribers subscribers, Tickets tickets, Ready ready,
            StoreMeters meters, Consumer<TimerId> due, Runnable soloFree, Runnable suspend, Runnable resume) {
        var limit = new LogLimit(LOG, config.time());
        this.outage = new CacheOutage(store, config.time(), limit);
        this.caughtUp = new CaughtUpLog(store, config.time(), limit);
        this.tenure = tenure;
        this.storage = storage;
        this.suspend = suspend;
        this.tickets = tickets;
        this.ready = ready;
        this.timers = new EngineTimers(config.time(), config.random(), id -> {
            if (id == TimerId.STORAGE) {
                resume.run();
            } else {
                due.accept(id);
            }
        });
        var outward = new Outward(config, timers, shared.otherFormat(), subscribers, tickets, ready, uploads, this::welcome,
                meters);
        var core = new SyncCore(store, begun.deviceId(), config.sync(), begun.appliedSeq(), shared.refs(),
                shared.solos().member(soloFree), config.transitions(), subscribers::hearHistory);
        var handler = new CommandHandler(storage, tenure, subscribers, tickets, outward, this);
        files.begin(begun);
        this.driver = new Driver(store, core, storage, config, check, handler, subscribers, tickets, outward, files, meters);
        this.unkept = new UnkeptWrites(storage, driver, outage, timers, this::stuck);
        this.unopened = restore(begun);
        noteStatus();
    }

    /** Why what an earlier run left cannot be taken up now; null if it could be. */
    private @Nullable CacheException restore(Tenure.Begun begun) {
        try {
            driver.restore(begun.outbox());
            return null;
        } catch (ClaimLostException lost) {
            tenure.lose();
            return lost;
        } catch (CacheException away) {
            return away;
        }
    }

    /** Before any turn: waits for a cache from which the store could not be opened, or not wholly. */
    void awaitCache() {
        CacheException away = tenure.hasNotBegun() ? awayBy(storage::look) : unopened;
        if (away != null) {
            stuck(away);
            noteStatus();
        }
    }

    private static @Nullable CacheException awayBy(Runnable look) {
        try {
            look.run();
            return null;
        } catch (CacheException away) {
            return away;
        }
    }

    private MapValue welcome() {
        return driver.core().welcome();
    }

    /** Takes a turn. False if the cache is still away, so that it has to wait. */
    boolean take(List<? extends Command> next) {
        boolean taken = true;
        if (over) {
            next.forEach(item -> item.fail(new ClosedException()));
        } else if (outage.lasts() && closing) {
            next.forEach(driver::takeWithoutCache);
        } else if (goesOn()) {
            takeNow(next);
        } else {
            taken = false;
        }
        noteStatus();
        return taken;
    }

    /** Takes a turn for ops that are kept together, or not at all. */
    boolean takeAll(Command.SubmitAll all) {
        DustException noRoom = over ? null : driver.core().noRoomFor(all.submits.stream().map(submit -> submit.op).toList());
        if (noRoom != null) {
            all.fail(noRoom);
            return true;
        }
        together = true;
        try {
            return take(all.submits);
        } finally {
            together = false;
        }
    }

    private void takeNow(List<? extends Command> next) {
        items = next;
        try {
            driver.take(next);
        } catch (ClaimLostException lost) {
            againUnderAnotherId(next);
        } catch (CacheException away) {
            if (next.getFirst() instanceof Command.Submit && !next.getFirst().tookEffect()) {
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
            if (outage.lasts()) {
                outage.end();
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
            List<? extends Command> left = items;
            if (left != null) {
                items = null;
                mend(left);
            }
            if (outage.lasts() && driver.isUnderWay() && !tenure.isOver()) {
                driver.proceed();
            }
        } catch (ClaimLostException lost) {
            tenure.lose();
        }
    }

    /** The turn before this one ended in the middle. Its items have failed already. */
    private void mend(List<? extends Command> left) {
        if (driver.isCommitted()) {
            driver.proceed();
            return;
        }
        driver.drop();
        UnkeptWrites.among(left).stream().filter(submit -> !submit.tookEffect()).forEach(submit -> {
            driver.takeOut(submit);
            storage.doubt(submit.opId());
        });
        driver.mend();
    }

    private void undo(List<? extends Command> next, CacheException why) {
        try {
            unkept.undo(UnkeptWrites.among(next), together, why);
        } catch (ClaimLostException lost) {
            againUnderAnotherId(next);
        }
    }

    @Override
    public void clearDoubts() {
        unkept.clearDoubts();
    }

    private void stuck(CacheException away) {
        outage.goesOnWith(away);
        suspend.run();
        // At once at first: it may have been no more than a session of the database that ended.
        timers.setJittered(TimerId.STORAGE, retries.next());
    }

    // --- A device id that is lost

    /**
     * The device id is lost. What of this turn took no effect is done again under another one, so that its callers notice
     * nothing; where the cache is away by now, they are told so.
     */
    private void againUnderAnotherId(List<? extends Command> next) {
        tenure.lose();
        List<Command.Submit> submits = UnkeptWrites.among(next);
        if (!submits.isEmpty()) {
            submits.stream().filter(submit -> storage.isDoubtful(submit.opId()))
                    .forEach(submit -> submit.fail(StorageException.inDoubt(
                            "whether the write was kept is not known; another process, which has taken over the device id, sends it if it was",
                            null)));
            unkept.takeOut(submits);
        }
        items = null;
        boolean goesOn = goesOn();
        List<? extends Command> rest = next.stream().filter(command -> !command.isOver()).toList();
        if (!goesOn) {
            rest.forEach(
                    item -> item.fail(
                            new StorageException("nothing was done, because the cache is away: " + outage.fault(), null)));
        } else if (!rest.isEmpty()) {
            takeNow(rest);
        }
    }

    /**
     * Goes on under the device id that the client has now. What waited under the last one waits there for the process that has
     * it, and its callers cannot be told here what becomes of it. Leases that are held stay held: the server knows a holder by
     * the token, and no device id is in it.
     *
     * @throws CacheException if there is none now; this is tried again before anything else
     */
    private void beginAnew() {
        driver.tellVerdicts();
        if (!tenure.hasNotBegun()) {
            tickets.takenOver();
        }
        Tenure.Begun begun = tenure.begin();
        timers.cancelAll();
        unkept.timersCancelled();
        driver.beginAnew(begun);
    }

    private void noteStatus() {
        SyncCore core = driver.core();
        status = new EngineStatus(core.membership(), core.applied(), core.pendingOps(), core.welcome(), core.refusal(),
                outage.fault(),
                driver.trouble(), core.missing(), core.oldestPendingAt(), outage.sinceMillis());
        boolean live = core.membership() == Membership.LIVE;
        storage.current(live && !outage.lasts());
        if (live) {
            ready.caughtUp();
        }
        caughtUp.look(live, core.applied());
    }

    /** From any thread. */
    EngineStatus status() {
        return status;
    }

    /** From any thread: the last turn is near, and does not wait for a cache that is away. */
    void closeSoon() {
        closing = true;
    }

    @Override
    public void close() {
        over = true;
        if (outage.lasts()) {
            outage.giveUp();
            driver.takeBackAnswers();
        }
        timers.cancelAll();
    }
}
