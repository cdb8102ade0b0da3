package dev.dust.engine;

import dev.dust.cache.CacheException;
import dev.dust.cache.ClaimLostException;
import dev.dust.cache.Commit;
import dev.dust.cache.OutboxEntry;
import dev.dust.error.ClosedException;
import dev.dust.op.RowStep;
import dev.dust.subscribe.Change;
import dev.dust.sync.CommitPart;
import dev.dust.sync.Effect;
import dev.dust.sync.Input;
import dev.dust.sync.Outcome;
import dev.dust.sync.SendCheck;
import dev.dust.sync.StepResult;
import dev.dust.sync.StepTime;
import dev.dust.sync.SyncCore;
import dev.dust.sync.Trouble;
import dev.dust.transport.ServerMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Takes steps of the core and carries their effects out, in this order: commit, view, everything that others can see. What a
 * failure of the cache has stopped stays under way, and goes on from there. Used by turns alone, one at a time.
 */
final class Driver {
    private static final System.Logger LOG = System.getLogger(Driver.class.getName());

    private final String store;
    private final Storage storage;
    private final EngineConfig config;
    private final SendCheck check;
    private final CommandHandler handler;
    private final Subscribers subscribers;
    private final Tickets tickets;
    private final Outward outward;
    private final PendingFiles files;
    private final StoreMeters meters;
    private SyncCore core;
    /** The effects on their way; null if there are none. */
    private @Nullable TurnEffects underWay;
    /** What the core was torn by, for people; null while it is whole. */
    private @Nullable String torn;

    /** {@code check}: tells what of an outbox cannot be sent. */
    Driver(String store, SyncCore core, Storage storage, EngineConfig config, SendCheck check, CommandHandler handler,
            Subscribers subscribers, Tickets tickets, Outward outward, PendingFiles files, StoreMeters meters) {
        this.store = store;
        this.core = core;
        this.storage = storage;
        this.config = config;
        this.check = check;
        this.handler = handler;
        this.subscribers = subscribers;
        this.tickets = tickets;
        this.outward = outward;
        this.files = files;
        this.meters = meters;
    }

    SyncCore core() {
        return core;
    }

    /** What is wrong, for people; null if nothing is. */
    @Nullable
    String trouble() {
        return Trouble.and(core.trouble(), torn);
    }

    /**
     * Takes up what an earlier run left; before any step. It shows at once: it is kept.
     *
     * @throws CacheException if the cache stopped it: then this is under way
     */
    void restore(List<OutboxEntry> entries) {
        StepResult restored = core.restore(entries, check, now());
        storage.commit(List.of(), core.index(), core.applied());
        carryOut(restored, List.of());
    }

    /**
     * Takes steps, and carries their effects out.
     *
     * @throws CacheException if the cache stopped it
     */
    void take(List<? extends Command> items) {
        if (items.size() == 1) {
            carryOut(step(items.getFirst()), items);
            return;
        }
        var results = new ArrayList<StepResult>();
        for (Command item : items) {
            results.add(step(item));
        }
        carryOut(StepResult.inOrder(results), items);
    }

    private StepResult step(Command item) {
        if (item.isOver()) {
            return StepResult.NOTHING;
        }
        Input input;
        try {
            input = handler.handle(item, core);
        } catch (ClaimLostException lost) {
            throw lost;
        } catch (Throwable e) {
            LOG.log(System.Logger.Level.DEBUG, "a call failed", e);
            item.fail(e);
            return StepResult.NOTHING;
        }
        try {
            return input == null ? StepResult.NOTHING : step(input);
        } catch (Throwable e) {
            LOG.log(System.Logger.Level.ERROR, "a step of store " + store + " failed", e);
            noteTorn(e.toString());
            if (item instanceof Command.Submit submit) {
                takeOut(submit);
                item.fail(e);
                return StepResult.NOTHING;
            }
            item.fail(e);
            return core.step(new Input.Torn(), now());
        }
    }

    /**
     * A snapshot hides whose ops are in it. What others on the same cache have noted of them is taken over before: what is not
     * known to be in the rows would show twice, and be sent again.
     */
    private StepResult step(Input input) {
        boolean hides = input instanceof Input.Received(ServerMessage message)
                && message.event().equals(ServerMessage.SNAPSHOT) && core.pendingOps() > 0;
        Input noted = hides ? outboxRead() : null;
        return noted == null
                ? core.step(input, now())
                : StepResult.inOrder(List.of(core.step(noted, now()), core.step(input, now())));
    }

    private void noteTorn(String why) {
        torn = "store " + store + " may not be whole after a failure inside of this client (" + why
                + "): what was under way is asked for again; see the log, and start the client anew";
    }

    /** The turn before this one ended in the middle, and nothing of it is kept. */
    void mend() {
        noteTorn("a turn ended in the middle");
        carryOut(core.step(new Input.Torn(), now()), List.of());
    }

    /** The write was not kept, so it never was. The cache may have it all the same, if the answer to its commit was lost. */
    void takeOut(Command.Submit submit) {
        core.step(new Input.NotStored(submit.opId()), now()).effects().forEach(outward::carryOut);
        tickets.remove(submit.opId());
    }

    private void carryOut(StepResult result, List<? extends Command> of) {
        underWay = new TurnEffects(result, of, subscribers);
        proceed();
    }

    boolean isUnderWay() {
        return underWay != null;
    }

    /** Whether there is something under way, and kept. */
    boolean isCommitted() {
        return underWay != null && underWay.isCommitted();
    }

    /** What is under way is not to go on. */
    void drop() {
        underWay = null;
    }

    /**
     * Commits what is to be committed, then shows it, then tells; all of it from where it was when the cache failed.
     *
     * @throws CacheException if it could not be committed; nothing was told
     */
    void proceed() {
        TurnEffects turn = Objects.requireNonNull(underWay, "underWay");
        commit(turn);
        turn.removeFiles(files);
        turn.tellChanges(storage, outward);
        while (turn.told < turn.effects.size()) {
            outward.carryOut(turn.effects.get(turn.told++));
        }
        if (storage.seq() < core.applied()) {
            carryOut(core.step(new Input.CacheMovedBack(storage.seq(), storage.outbox()), now()), List.of());
            return;
        }
        underWay = null;
        if (turn.cause == Change.Cause.SNAPSHOT && core.pendingOps() > 0) {
            // What they noted meanwhile.
            Input noted = outboxRead();
            if (noted != null) {
                carryOut(core.step(noted, now()), List.of());
            }
        }
    }

    private void commit(TurnEffects turn) {
        boolean stores = turn.isToBeStored();
        long begun = meters.begin();
        boolean kept = false;
        try {
            turn.commit(storage, core);
            kept = true;
        } finally {
            if (stores) {
                meters.committed(kept, begun);
            }
        }
    }

    /** What is kept of the own ops; null if it cannot be read. */
    private @Nullable Input outboxRead() {
        try {
            return new Input.OutboxRead(storage.outbox());
        } catch (ClaimLostException lost) {
            throw lost;
        } catch (CacheException away) {
            LOG.log(System.Logger.Level.DEBUG, "writes that others saw are sent again, because the outbox cannot be read",
                    away);
            return null;
        }
    }

    /**
     * Goes on under another device id, with subscribers, view and status as they are, and without a connection. What waited
     * under the last id shows no more until what becomes of it comes as everybody's doing.
     *
     * @throws CacheException if the cache stopped it: then this is under way
     */
    void beginAnew(Tenure.Begun begun) {
        List<String> touched = underWay == null ? new ArrayList<>() : underWay.touched();
        addPending(touched);
        outward.link(null);
        storage.moveTo(begun.cache(), begun.appliedSeq());
        boolean passedOver = begun.appliedSeq() > core.applied();
        files.begin(begun);
        core = core.under(begun.deviceId(), begun.appliedSeq());
        StepResult restored = core.restore(begun.outbox(), check, now());
        addPending(touched);
        var transaction = new ArrayList<CommitPart>();
        transaction.add(new CommitPart(Commit.ofOutbox(List.of()), passedOver ? null : touched, Change.Cause.REFUSAL));
        transaction.addAll(restored.transaction());
        carryOut(new StepResult(transaction, restored.effects()), List.of());
        if (passedOver) {
            subscribers.tellPassedOver();
        }
    }

    /** {@code roots}: null for the whole store. */
    private void addPending(@Nullable List<String> roots) {
        if (roots != null) {
            core.pending().forEach(op -> roots.addAll(RowStep.roots(op.op().steps())));
        }
    }

    /** Tells the callers what the server has decided, though that could not be kept: it is true all the same. */
    void tellVerdicts() {
        if (underWay != null && !underWay.isCommitted()) {
            for (Effect effect : underWay.effects) {
                if (effect instanceof Effect.Answer answer && !(answer.outcome() instanceof Outcome.Failed)) {
                    outward.carryOut(answer);
                }
            }
        }
    }

    /**
     * An answer that was not kept is none: the write is in the outbox as it was, and the server is asked again after a
     * restart.
     */
    void takeBackAnswers() {
        if (underWay != null) {
            underWay.effects.forEach(this::takeBack);
            underWay = null;
        }
    }

    private void takeBack(Effect effect) {
        if (effect instanceof Effect.Answer answer) {
            tickets.answer(new Effect.Answer(answer.opId(), new Outcome.Failed(new ClosedException(
                    "the client was closed while the cache was away, so that the answer could not be kept")), true));
        }
    }

    /** The client is closed while the cache is away: what was not kept is left to the next run, as after a crash. */
    void takeWithoutCache(Command item) {
        if (item instanceof Command.Close) {
            core.step(Objects.requireNonNull(handler.handle(item, core), "input"), now()).effects().forEach(outward::carryOut);
        } else {
            item.fail(new ClosedException());
        }
    }

    private StepTime now() {
        return new StepTime(config.time().nanos(), config.time().now().toEpochMilli());
    }
}
