package dev.dust.engine;

import dev.dust.cache.CacheException;
import dev.dust.cache.ClaimLostException;
import dev.dust.error.StorageException;
import dev.dust.sync.Backoff;
import dev.dust.time.TimerId;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of writes that the cache did not keep, or of which it has not said so: each caller hears it, the core takes them
 * back, and what the cache may have all the same is removed as soon as it can be. Used by turns alone.
 */
final class UnkeptWrites {
    private final Storage storage;
    private final Driver driver;
    private final CacheOutage outage;
    private final EngineTimers timers;
    private final Consumer<CacheException> stuck;
    private final Backoff clearings = new Backoff();
    /** Whether the timer is set that has doubts cleared. */
    private boolean clearing;

    /** {@code stuck}: has the store wait for a cache that is away. */
    UnkeptWrites(Storage storage, Driver driver, CacheOutage outage, EngineTimers timers, Consumer<CacheException> stuck) {
        this.storage = storage;
        this.driver = driver;
        this.outage = outage;
        this.timers = timers;
        this.stuck = stuck;
    }

    /** The writes among {@code commands}. */
    static List<Command.Submit> among(List<? extends Command> commands) {
        return commands.stream().filter(Command.Submit.class::isInstance).map(Command.Submit.class::cast).toList();
    }

    /**
     * The writes of this turn could not be kept together. That may be the doing of one of them: each is tried by itself, if
     * the cache takes anything at all. Those that belong together have failed together.
     *
     * @param together whether these belong together
     * @throws ClaimLostException if the device id is lost
     */
    void undo(List<Command.Submit> submits, boolean together, CacheException why) {
        boolean single = together || submits.size() == 1;
        boolean doubtful = takeOut(submits);
        CacheException away = single && !doubtful ? null : stillAway();
        for (Command.Submit submit : submits) {
            CacheException failed = away != null ? away : single ? why : alone(submit);
            if (failed != null) {
                away = away == null && !single ? stillAway() : away;
                notKept(submit, failed);
            }
        }
        clearDoubtsLater();
    }

    /**
     * These writes were not kept, so they never were.
     *
     * @return whether the cache may have them all the same, because the answer to their commit was lost
     */
    boolean takeOut(List<Command.Submit> submits) {
        boolean doubtful = storage.mayHaveTakenEffect();
        driver.drop();
        for (Command.Submit submit : submits) {
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
    private @Nullable CacheException alone(Command.Submit submit) {
        if (outage.lasts()) {
            return new CacheException(Objects.requireNonNull(outage.fault(), "fault"));
        }
        try {
            driver.take(List.of(submit));
            return null;
        } catch (ClaimLostException lost) {
            throw lost;
        } catch (CacheException why) {
            if (submit.tookEffect()) {
                stuck.accept(why);
                return null;
            }
            takeOut(List.of(submit));
            return why;
        }
    }

    /** Why the cache takes nothing, or null if it does: then nothing is in doubt any more. */
    private @Nullable CacheException stillAway() {
        try {
            storage.prove();
            return null;
        } catch (ClaimLostException lost) {
            throw lost;
        } catch (CacheException away) {
            return away;
        }
    }

    private void notKept(Command.Submit submit, CacheException away) {
        submit.fail(storage.isDoubtful(submit.opId())
                ? StorageException
                        .inDoubt("whether the write was kept is not known, because the cache failed in the middle of it: "
                                + away.getMessage()
                                + ". It shows no more, and is removed as soon as the cache answers; if this process ends"
                                + " before that, a later one sends it", away)
                : new StorageException(
                        "the write was not kept, because the cache cannot be written now: " + away.getMessage(), away));
    }

    /** The cache may answer: what it may have all the same is removed. */
    void clearDoubts() {
        clearing = false;
        if (!storage.hasDoubts() || stillAway() == null) {
            clearings.reset();
        }
        clearDoubtsLater();
    }

    private void clearDoubtsLater() {
        // Where the cache is waited for, they are cleared as soon as it is back.
        if (storage.hasDoubts() && !clearing && !outage.lasts()) {
            clearing = true;
            timers.setJittered(TimerId.STORAGE, clearings.next());
        }
    }

    /** All timers were cancelled. */
    void timersCancelled() {
        clearing = false;
    }
}
