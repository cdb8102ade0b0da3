package dev.dust.lease.machine;

import dev.dust.sync.Transitions;
import dev.dust.time.Durations;
import dev.dust.value.LeaseValue;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One caller of single-flight, from the start to the answer (docs/architecture.md#journey-flight). It polls nothing: it is
 * moved by signals, which tell what became of the result, the lease, the connection and its own requests, and by moments that
 * mean something. Knows no clock: whoever drives it says what time it is, by {@link dev.dust.time.Time#nanos}, and brings one
 * signal at a time. Signals that mean nothing at present are passed over.
 */
public final class FlightMachine {
    /** How long a first connection may take before the server counts as away. */
    private static final Duration FIRST_CONNECTION = Duration.ofSeconds(5);
    /** How long the view may take to reach the lease that was just taken. */
    private static final Duration CATCHING_UP = Duration.ofSeconds(5);
    private static final Duration BACKOFF = Duration.ofMillis(250);
    private static final int MOST_DOUBLINGS = 4;
    private static final long NO_TOKEN = Long.MAX_VALUE;

    private final FlightRules rules;
    private final FlightActions actions;
    private final Transitions transitions;

    private FlightState state = FlightState.NEW;
    private long now;
    /** When the state ends by itself. */
    private long due = Durations.NEVER;
    /** Whether somebody else was before this one. */
    private boolean waited;
    private int pauses;

    private final LockRow lock = new LockRow();
    private long ownToken = NO_TOKEN;

    /** What moves a flight. */
    public enum Signal {
        /** Nobody has a result for it. */
        START,
        /** It is its turn among the callers of this process. */
        TURN,
        /** There is a result that will do. */
        FOUND,
        /** There is no result that will do. */
        NOT_FOUND,
        /** A look has ended with an exception. */
        LOOK_THREW,
        /** There may be another result than before. */
        RESULT_CHANGED,
        /** There is a connection. */
        CONNECTED,
        /** The server cannot be asked: the work is to be done alone. */
        AWAY,
        /** The server cannot be asked, and the work must not be done alone. */
        UNAVAILABLE,
        /** The server has given it the lease. */
        GRANTED,
        /** Somebody else holds the lease. */
        HELD,
        /** Somebody else held the lease, and has given it back meanwhile. */
        HELD_BUT_GONE,
        /** The server refuses the lease for another reason. */
        REFUSED,
        /** The lease has another holder, or another end. */
        LOCK_MOVED,
        /** There is no lease any more. */
        LOCK_GONE,
        /** The view shows the own lease, and all that was before. */
        LOCK_SHOWN,
        /** The own lease is lost. */
        LEASE_LOST,
        /** The work is done. */
        WORKED,
        /** The work need not be done: there is a result. */
        NOT_NEEDED,
        /** The work has ended with an exception. */
        WORK_THREW,
        /** The server has taken the result. */
        PUBLISHED,
        /** The server has not said whether it takes the result. */
        UNCONFIRMED,
        /** The server does not take the result. */
        NOT_PUBLISHED,
        /** What it waits for has not come in time. */
        DUE,
        /** It has waited for others for as long as it cares to. */
        TIMEOUT,
        /** The caller wants no answer any more. */
        CANCEL,
        /** It cannot go on: the client is closed, say. */
        BREAK
    }

    /** A flight that has not begun. */
    public FlightMachine(FlightRules rules, FlightActions actions, Transitions transitions) {
        this.rules = rules;
        this.actions = actions;
        this.transitions = transitions;
    }

    // --- What happens

    /**
     * It is its turn.
     *
     * @param waited whether it stood behind somebody
     */
    public void turn(boolean waited, long now) {
        this.waited |= waited;
        signal(Signal.TURN, now);
    }

    /** The server cannot be asked. */
    public void away(long now) {
        signal(rules.mayWorkAlone() ? Signal.AWAY : Signal.UNAVAILABLE, now);
    }

    /** The server has given it the lease with this token. */
    public void granted(long token, long now) {
        signal(Signal.GRANTED, now);
        if (state == FlightState.CATCHING_UP) {
            ownToken = token;
            if (lock.shows(token)) {
                signal(Signal.LOCK_SHOWN, now);
            }
        }
    }

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
        } else if (row.token() >= ownToken) {
            signal(Signal.LOCK_SHOWN, now);
        } else if (moved) {
            signal(Signal.LOCK_MOVED, now);
        }
    }

    /** It is {@code now}. */
    public void timeIs(long now) {
        if (now >= rules.giveUpAt() && mayGiveUp()) {
            signal(Signal.TIMEOUT, now);
        } else if (now >= due) {
            signal(Signal.DUE, now);
        } else {
            actions.wakeAt(nextMoment());
        }
    }

    /** Something else has happened. */
    public void signal(Signal signal, long now) {
        FlightState before = state;
        FlightState next = FlightState.TABLE.transitions().next(before, signal);
        if (next == null) {
            return;
        }
        this.now = now;
        transitions.taken(before, signal, next);
        state = next;
        if (next != before) {
            due = Durations.NEVER;
        }
        try {
            FlightState.TABLE.act(before, signal, this);
        } finally {
            if (next == FlightState.OVER && before != FlightState.OVER) {
                actions.end();
            }
            actions.wakeAt(nextMoment());
        }
    }

    private boolean mayGiveUp() {
        return FlightState.TABLE.transitions().next(state, Signal.TIMEOUT) != null;
    }

    private long nextMoment() {
        return mayGiveUp() ? Math.min(due, rules.giveUpAt()) : due;
    }

    /** Whether nothing more is to come of it. */
    public boolean isOver() {
        return state == FlightState.OVER;
    }

    // --- What the rows of the table do

    void nothing() {
        // The state says it all.
    }

    void lineUp() {
        actions.lineUp();
    }

    /** Watches first: what changes during the look is told. */
    void watch() {
        actions.watch();
        actions.look();
    }

    void look() {
        actions.look();
    }

    /** A client that has just begun to connect is not one without a connection. */
    void connect() {
        due = Math.min(rules.giveUpAt(), Durations.after(now, FIRST_CONNECTION));
        actions.tellLink();
    }

    void ask() {
        lock.asked();
        actions.ask();
    }

    /** The result may have come between the last look and the answer. */
    void lostTheRace() {
        waited = true;
        follow();
        actions.look();
    }

    void lostTheRaceThatIsOver() {
        waited = true;
        pause();
        actions.look();
    }

    void follow() {
        due = lock.freeAt(rules.leaseTtl(), now);
    }

    void pause() {
        long most = BACKOFF.toNanos() << Math.min(pauses++, MOST_DOUBLINGS);
        due = now + rules.jitter().applyAsLong(most);
    }

    /**
     * The one before may have published between the look and the lease. What it wrote is in the server's history before the
     * lease: once the lease shows here, so does its result.
     */
    void catchUp() {
        waited = true;
        due = Durations.after(now, CATCHING_UP);
        actions.keepLease();
    }

    void standAgain() {
        ownToken = NO_TOKEN;
        actions.dropLease();
        pause();
    }

    void work() {
        actions.work(false);
    }

    void workAlone() {
        actions.work(true);
    }

    void interrupt() {
        actions.interrupt();
    }

    void publish() {
        actions.publish();
    }

    void dropLease() {
        actions.dropLease();
    }

    void answerFound() {
        actions.answerFound(waited);
    }

    void answerConfirmed() {
        actions.answerComputed(true);
    }

    void answerUnconfirmed() {
        actions.answerComputed(false);
    }

    void keepAndAnswer() {
        actions.keepResult();
        actions.answerComputed(false);
    }

    void giveUp() {
        actions.answerTooLate();
    }

    void failFenced() {
        actions.answerFenced();
    }

    void fail() {
        actions.answerFailure();
    }

    void failNow() {
        actions.answerFailure();
        actions.answerNow();
    }
}
