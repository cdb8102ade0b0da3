package dev.dust.engine;

import dev.dust.cache.CacheException;
import dev.dust.cache.Commit;
import dev.dust.subscribe.Change;
import dev.dust.sync.CommitPart;
import dev.dust.sync.Effect;
import dev.dust.sync.StepResult;
import dev.dust.sync.SyncCore;
import dev.dust.view.View;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The effects of one turn on their way out, and how far they have come: where the cache fails, or the turn ends in the middle,
 * they go on from there. Used by turns alone.
 */
final class TurnEffects {
    private static final System.Logger LOG = System.getLogger(TurnEffects.class.getName());

    private final List<CommitPart> transaction;
    final List<Effect> effects;
    /** What this is the result of. */
    private final List<? extends Command> items;
    /** Why things change; null if nothing is stored. */
    final Change.@Nullable Cause cause;
    /** Whether what is to be stored is stored. */
    private boolean committed;
    /** How many of the effects have been carried out. */
    int told;

    private final Subscribers subscribers;
    /** The roots of what may change and is watched; meaningless unless {@link #watched}. Null for the whole store. */
    private final @Nullable List<String> touched;
    private boolean watched;
    private boolean objectsTouched;
    private boolean pathsTold;

    /** {@code items}: what {@code result} is the result of; empty for a turn's own. */
    TurnEffects(StepResult result, List<? extends Command> items, Subscribers subscribers) {
        this.transaction = result.transaction();
        this.effects = result.effects();
        this.items = items;
        this.subscribers = subscribers;
        this.cause = transaction.isEmpty() ? null : Transactions.cause(transaction);
        boolean mayBeWatched = !transaction.isEmpty() && subscribers.watchRows();
        this.touched = mayBeWatched ? Transactions.touched(transaction) : null;
        this.watched = mayBeWatched && subscribers.watch(touched);
        this.objectsTouched = mayBeWatched;
    }

    boolean isCommitted() {
        return committed;
    }

    /** Whether there is something to be stored that is not. */
    boolean isToBeStored() {
        return !committed && !transaction.isEmpty();
    }

    /** Once it is committed: contents of files go with the ops that they were kept for. */
    void removeFiles(PendingFiles files) {
        for (CommitPart part : transaction) {
            files.committed(part.commit().outbox());
        }
    }

    /** The roots of what may change; null for the whole store. */
    @Nullable
    List<String> touched() {
        return Transactions.touched(transaction);
    }

    /**
     * Does nothing the second time.
     *
     * @throws CacheException if the cache cannot; nothing has happened, as far as is known
     */
    void commit(Storage storage, SyncCore core) {
        if (isToBeStored()) {
            store(storage, core);
        }
        committed = true;
        items.forEach(Command::noteEffect);
    }

    private void store(Storage storage, SyncCore core) {
        List<Commit> commits = Transactions.commits(transaction);
        storage.commit(commits, core.index(), core.applied());
    }

    /**
     * Once it is committed; once. Rows that cannot be read are the failure of those who watch them: the store goes on, and
     * they hear of that instead of what changed.
     *
     * @throws CacheException if the cache is away, so that it is still to be told
     */
    void tellChanges(Storage storage, Outward outward) {
        // Not before: who begins to watch meanwhile may have seen what was before.
        if (!pathsTold && !transaction.isEmpty() && !subscribers.paths().isEmpty()) {
            subscribers.paths().touched(touched());
        }
        pathsTold = true;
        if (objectsTouched) {
            objectsTouched = false;
            subscribers.touchObjects(touched);
        }
        if (watched) {
            try (View view = storage.view()) {
                outward.tellChanges(view, touched, Objects.requireNonNull(cause, "cause"));
            } catch (CacheException away) {
                throw away;
            } catch (Throwable e) {
                unreadable(e);
            }
            watched = false;
        }
    }

    private void unreadable(Throwable why) {
        LOG.log(System.Logger.Level.ERROR, "what changed at " + (touched == null ? "all paths" : touched)
                + " cannot be told: the rows cannot be read", why);
        subscribers.tellUnreadable(touched, why);
    }
}
