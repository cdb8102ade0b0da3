package dev.dust.lease.machine;

import dev.dust.sync.Transitions;
import dev.dust.time.Durations;
import dev.dust.value.LeaseValue;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who waits for a lease, from the start to the answer (docs/architecture.md#journey-lease). It polls nothing: it is
 * moved by its turn, by the connection, by what becomes of the lease's row, and by the moment at which the lease of another
 * can be had. Knows no clock: whoever drives it says what time it is, by {@link dev.dust.time.Time#nanos}, and brings one
 * signal at a time. Signals that mean nothing at present are passed over.
 */
public final class AcquireMachine {
    /** The server's time of day and ours differ a little, as a rule: when to ask again if that was too early. */
    private static final Duration RETRY = Duration.ofMillis(100);
    private static final int MOST_DOUBLINGS = 10;
    /** When to ask again after an answer that did not come, if the connection seems to be there. */
    private static final Duration AFTER_SILENCE = Duration.ofSeconds(1);

    private final Duration ttl;
    private final long giveUpAt;
    private final AcquireActions actions;
    private final Transitions transitions;
    private final LockRow lock = new LockRow();

    private AcquireState state = AcquireState.NEW;
    private long now;
    /** When the state ends by itself. */
    private long due = Durations.NEVER;
    /** How often it was asked for a lease whose time was over by its own word. */
    private int retries;
    /** Whether there is a connection of which the request that is on its way may know nothing. */
    private boolean connectedMeanwhile;

    /** What moves somebody who waits for a lease. */
    public enum Signal {
        /** He wants it. */
        START,
        /** It is his turn among those of this process. */
        TURN,
        /** There is a connection. */
        CONNECTED,
        /** The server has given it to him. */
        GRANTED,
        /** Somebody else holds it. */
        HELD,
        /** Somebody else held it, and has given it back meanwhile. */
        HELD_BUT_GONE,
        /** The request did not reach the server, or its answer did not come. */
        UNHEARD,
        /** The server refuses it for another reason. */
        REFUSED,
        /** It has another holder, or another end. */
        LOCK_MOVED,
        /** Nobody has it any more. */
        LOCK_GONE,
        /** What he waits for has not come in time. */
        DUE,
        /** He has waited for as long as he cares to. */
        TIMEOUT,
        /** He wants no answer any more. */
        CANCEL,
        /** It cannot go on: the client is closed, say. */
        BREAK
    }

    /**
     * Somebody who has not begun to wait.
     *
     * @param ttl      how long the lease is to last, as a rule also that of others at the same key
     * @param giveUpAt when he ceases to wait
     */
    public AcquireMachine(Duration ttl, long giveUpAt, AcquireActions actions, Transitions transitions) {
        this.ttl = ttl;
        this.giveUpAt = giveUpAt;
        this.actions = actions;
        this.transitions = transitions;
    }

    // --- What happens

    /** Somebody else holds the lease. */
    public void held(long now) {
        signal(lock.isGoneSinceAsked() ? Signal.HELD_BUT_GONE : Signal.HELD, now);
    }

    /**
     * The row at the lease's key is this, which may be what it was before.
     *
     * @param row  null for none, or one that is no lease
     * @param left how long that lease still lasts by the time of day, in nanoseconds
     */
    public void lockIs(@Nullable LeaseValue row, long left, long now) {
        boolean moved = lock.becomes(row, left, now);
        if (row == null) {
            signal(Signal.LOCK_GONE, now);
        } else if (moved) {
            signal(Signal.LOCK_MOVED, now);
        }
    }

    /** It is {@code now}. */
    public void timeIs(long now) {
        if (now >= giveUpAt) {
            signal(Signal.TIMEOUT, now);
        } else if (now >= due) {
            signal(Signal.DUE, now);
        } else {
            actions.wakeAt(nextMoment());
        }
    }

    /** Something else has happened. */
    public void signal(Signal signal, long now) {
        AcquireState before = state;
        AcquireState next = AcquireState.TABLE.transitions().next(before, signal);
        if (next == null) {
            return;
        }
        this.now = now;
        transitions.taken(before, signal, next);
        state = next;
        due = next == before ? due : Durations.NEVER;
        try {
            AcquireState.TABLE.act(before, signal, this);
        } finally {
            if (next == AcquireState.OVER && before != AcquireState.OVER) {
                actions.end();
            }
            actions.wakeAt(nextMoment());
        }
    }

    private long nextMoment() {
        return state == AcquireState.OVER ? Durations.NEVER : Math.min(due, giveUpAt);
    }

    // --- What the rows of the table do

    void nothing() {
        // The state says it all.
    }

    void lineUp() {
        actions.lineUp();
    }

    void watch() {
        actions.watch();
    }

    void tellLink() {
        due = Durations.NEVER;
        actions.tellLink();
    }

    void ask() {
        connectedMeanwhile = false;
        lock.asked();
        actions.ask();
    }

    void connectedMeanwhile() {
        connectedMeanwhile = true;
    }

    void unheard() {
        if (connectedMeanwhile) {
            signal(Signal.CONNECTED, now);
        } else {
            due = Durations.after(now, AFTER_SILENCE);
        }
    }

    void follow() {
        due = lock.freeAt(ttl, now);
        if (lock.isOverByItsWord(now)) {
            long pause = RETRY.toNanos() << Math.min(retries++, MOST_DOUBLINGS);
            due = Math.min(due, Durations.after(now, Duration.ofNanos(pause)));
        }
    }

    void followAnother() {
        retries = 0;
        follow();
    }

    void handOver() {
        actions.handOver();
    }

    void giveBack() {
        actions.giveBack();
    }

    void tooLate() {
        actions.answerTooLate();
    }

    void fail() {
        actions.answerFailure();
    }
}
