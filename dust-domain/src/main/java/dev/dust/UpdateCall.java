package dev.dust;

import dev.dust.engine.EngineConfig;
import dev.dust.error.AnswerTimeoutException;
import dev.dust.error.ClosedException;
import dev.dust.error.DiscardedException;
import dev.dust.error.RefusedException;
import dev.dust.error.UnavailableException;
import dev.dust.lease.Lease;
import dev.dust.op.Fence;
import dev.dust.op.Op;
import dev.dust.op.Precondition;
import dev.dust.path.DustPath;
import dev.dust.reading.Reading;
import dev.dust.sync.Membership;
import dev.dust.time.Durations;
import dev.dust.time.TimerId;
import dev.dust.value.Value;
import dev.dust.view.View;
import dev.dust.view.ViewRow;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One update, see {@link PathRef#update}. Has no thread while it waits: it is moved by turns of the store, by its connection,
 * by the answer to its write, and by its deadline. All of it is done in tasks, one at a time, but for the function, which the
 * application's executor runs.
 */
final class UpdateCall<T> {
    private static final System.Logger LOG = System.getLogger(UpdateCall.class.getName());
    /**
     * When to try again although nothing seems to have changed: the row may have been deleted, and made anew as it was, between
     * two looks.
     */
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final long ABSENT = -1;

    private final Updates updates;
    private final EngineConfig config;
    private final DustPath path;
    private final Function<Reading, @Nullable T> as;
    private final UpdateFunction<T> function;
    private final UpdateOptions options;
    private final SerialTasks tasks;
    private final Alarm alarm;
    private final long deadline;
    private final CompletableFuture<@Nullable T> answer = new CompletableFuture<>();
    /** Whether a look is to be had anyway. */
    private final AtomicBoolean lookDue = new AtomicBoolean();
    @SuppressWarnings("UnnecessaryLambda") // The same object is watched with and forgotten.
    private final Runnable listener = this::lookSoon;

    private Phase phase = Phase.WAITING;
    private int attempts;
    /** The revision that somebody else has replaced. */
    private long replaced;
    /** Until when a row of that revision is not worth another attempt. */
    private long pauseEnd;
    private @Nullable Write write;
    private boolean timedOut;

    private enum Phase {
        /** For the connection, for own writes, or for the row that somebody else has written. */
        WAITING, COMPUTING, WRITING, OVER
    }

    /**
     * What is at the path at one moment.
     *
     * @param row     null for nothing
     * @param isOwn   whether a pending write of this client has a part in it
     * @param applied up to where the server's history is in it
     */
    private record Seen(@Nullable ViewRow row, boolean isOwn, long applied) {
        long revision() {
            return row == null ? ABSENT : row.revision();
        }
    }

    UpdateCall(Updates updates, DustPath path, Function<Reading, @Nullable T> as, UpdateFunction<T> function,
            UpdateOptions options) {
        this.updates = updates;
        this.config = updates.config();
        this.path = path;
        this.as = as;
        this.function = function;
        this.options = options;
        this.tasks = new SerialTasks(config::apart, updates.engine().mayWait(), this::fail);
        this.alarm = new Alarm(config, tasks, TimerId.UPDATE, this::due);
        this.deadline = Durations.after(config.time().nanos(), options.timeout());
    }

    CompletableFuture<@Nullable T> start() {
        updates.engine().watchTurns(listener);
        updates.store().core().link().watch(listener);
        tasks.runHere(() -> {
            alarm.set(deadline);
            look();
        });
        CompletableFuture<@Nullable T> own = answer.copy();
        own.whenComplete((value, error) -> {
            if (!answer.isDone()) {
                tasks.add(this::cancel);
            }
        });
        return own;
    }

    /** From any thread: the client is closed. */
    void close() {
        tasks.add(() -> fail(new ClosedException("the client was closed before the update of " + path + " was done")));
    }

    /** From any thread, within turns too: something may be otherwise than it was. */
    private void lookSoon() {
        if (lookDue.compareAndSet(false, true)) {
            tasks.add(() -> {
                lookDue.set(false);
                look();
            });
        }
    }

    private void due(long now) {
        if (now >= deadline) {
            timeOut();
        } else {
            alarm.set(deadline);
            look();
        }
    }

    // --- Waiting

    private void look() {
        if (phase != Phase.WAITING || !isConnected()) {
            return;
        }
        Seen seen = updates.engine().reads().read(this::see);
        if (seen.isOwn() || isReplaced(seen)) {
            return;
        }
        ViewRow row = seen.row();
        if (row != null && !row.value().isLeaf()) {
            throw Revisions.ofObject(path);
        }
        if (seen.revision() == 0 && !isFenced(seen)) {
            return;
        }
        phase = Phase.COMPUTING;
        attempts++;
        config.executor().execute(() -> compute(seen));
    }

    private Seen see(View view) {
        String key = path.key();
        return new Seen(view.row(key), view.isPending(key), view.base().appliedSeq());
    }

    private boolean isConnected() {
        if (updates.engine().status().membership() == Membership.LIVE) {
            return true;
        }
        if (options.offline() == UpdateOptions.Offline.FAIL && updates.store().core().link().isAway()) {
            throw new UnavailableException("there is no connection to store " + updates.store().name() + ", and the update of "
                    + path + " does not wait for one; nothing was written");
        }
        return false;
    }

    /** Whether this is what somebody else has replaced, as the server said. */
    private boolean isReplaced(Seen seen) {
        if (attempts == 0 || seen.revision() != replaced || config.time().nanos() >= pauseEnd) {
            return false;
        }
        alarm.set(Math.min(pauseEnd, deadline));
        return true;
    }

    /** Whether the lease protects the row, and what its last holder wrote is here; if there is no lease, that is an error. */
    private boolean isFenced(Seen seen) {
        Lease lease = options.fence();
        if (lease == null) {
            throw Revisions.untold(path);
        }
        return seen.applied() >= lease.token();
    }

    // --- An attempt

    /** On a thread of the application's executor. */
    private void compute(Seen seen) {
        try {
            T current = as(seen.row() == null ? null : seen.row().value());
            T next = function.apply(current);
            Value value = next == null ? null : updates.conversion().toValue(next);
            tasks.runHere(() -> computed(seen, value));
        } catch (Throwable thrown) {
            tasks.add(() -> fail(thrown));
        }
    }

    private @Nullable T as(@Nullable Value value) {
        return as.apply(updates.conversion().reading(path.key(), value));
    }

    private void computed(Seen seen, @Nullable Value value) {
        if (phase != Phase.COMPUTING) {
            return;
        }
        ViewRow row = seen.row();
        if (value == null && (row == null || options.onNull() == UpdateOptions.OnNull.LEAVE)) {
            succeed(as(row == null ? null : row.value()));
            return;
        }
        if (value != null && !value.isLeaf()) {
            throw Revisions.ofObject(path);
        }
        phase = Phase.WRITING;
        replaced = seen.revision();
        Precondition unchanged = unchanged(seen);
        Write made = updates.store().core().writer()
                .write(value == null ? new Op.Delete(path, unchanged) : new Op.Put(path, value, unchanged));
        write = made;
        made.outcome().whenComplete((seq, error) -> tasks.runHere(() -> answered(value, error)));
    }

    private Precondition unchanged(Seen seen) {
        Lease lease = options.fence();
        return new Precondition(Math.max(0, seen.revision()), seen.row() == null,
                lease == null ? null : new Fence(lease.key(), lease.token()));
    }

    private void answered(@Nullable Value value, @Nullable Throwable error) {
        if (phase != Phase.WRITING) {
            return;
        }
        switch (error) {
            case null -> succeed(as(value));
            // An earlier sending may be what has changed the row: the function would be applied to its own result.
            case RefusedException.Conflict unsure when unsure.maybeDuplicate() -> fail(unsure);
            case RefusedException.Conflict conflict when !timedOut && attempts < options.attempts() -> {
                write = null;
                phase = Phase.WAITING;
                pauseEnd = Durations.after(config.time().nanos(), PAUSE);
                look();
            }
            case RefusedException.Conflict conflict when timedOut -> fail(timeout(othersWereFaster()));
            case DiscardedException discarded when timedOut -> fail(timeout(discarded.getMessage()));
            default -> fail(error);
        }
    }

    // --- The end

    private void timeOut() {
        timedOut = true;
        switch (phase) {
            case WAITING -> fail(timeout("nothing was written: " + (updates.engine().status().membership() != Membership.LIVE
                    ? "there is no connection"
                    : attempts == 0
                            ? "own writes to it wait for the server"
                            : othersWereFaster())));
            case COMPUTING -> fail(timeout("nothing was written: the function has not returned"));
            case WRITING -> takeBack();
            case OVER -> {
                // Somebody was faster.
            }
        }
    }

    private String othersWereFaster() {
        return "others were faster, " + attempts + " times";
    }

    private AnswerTimeoutException timeout(@Nullable String why) {
        return new AnswerTimeoutException("the update of " + path + " was not done within " + options.timeout() + "; " + why);
    }

    private void cancel() {
        if (phase == Phase.WRITING) {
            try {
                takeBack();
            } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.DEBUG, "the write of a cancelled update is left to end by itself", e);
            }
        }
        end(() -> answer.cancel(false));
    }

    /** The write's outcome tells whether that came in time. */
    private void takeBack() {
        Objects.requireNonNull(write, "write").discard();
    }

    private void succeed(@Nullable T value) {
        end(() -> answer.complete(value));
    }

    private void fail(Throwable why) {
        end(() -> answer.completeExceptionally(why));
    }

    private void end(Runnable outcome) {
        if (phase == Phase.OVER) {
            return;
        }
        phase = Phase.OVER;
        alarm.set(Durations.NEVER);
        updates.engine().forgetTurns(listener);
        updates.store().core().link().forget(listener);
        updates.ended(this);
        outcome.run();
    }
}
