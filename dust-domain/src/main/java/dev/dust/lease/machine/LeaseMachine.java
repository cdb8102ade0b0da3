package dev.dust.lease.machine;

import dev.dust.lease.LeaseLoss;
import dev.dust.sync.Transitions;
import dev.dust.time.Durations;
import dev.dust.value.LeaseValue;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A lease that this client took, from the server's answer until it is lost or given back
 * (docs/architecture.md#journey-flight). Renews it at a third of its time. Knows no clock: whoever drives it says what time it
 * is, by {@link dev.dust.time.Time#nanos}, and brings one signal at a time. Signals that mean nothing at present are passed
 * over.
 */
public final class LeaseMachine {
    private static final int RENEWALS = 3;

    private final long token;
    private final Duration ttl;
    private final LeaseActions actions;
    private final Transitions transitions;

    private LeaseState state = LeaseState.HELD;
    private long now;
    private long renewAt;
    private long endsAt;
    /** When the renewal that is on its way left. */
    private long askedAt;
    /** Whether the row has been seen: before, its absence means nothing. */
    private boolean shown;
    /** Whether there is a connection of which the renewal that is on its way may know nothing. */
    private boolean connectedMeanwhile;
    private @Nullable LeaseLoss loss;

    /** What moves a lease. */
    public enum Signal {
        /** A third of its time is over. */
        RENEW_DUE,
        /** Its time is over, by the clock of this process. */
        END,
        /** The server renewed it. */
        RENEWED,
        /** The server refused to renew it. */
        REFUSED,
        /** The renewal did not reach the server, or its answer did not come. */
        UNHEARD,
        /** Its holder does not wait for an answer that may come too late. */
        GIVE_UP,
        /** There is a connection. */
        CONNECTED,
        /** Its row is gone, or is somebody else's. */
        REPLACED,
        /** It is needed no more. */
        RELEASE
    }

    /**
     * A lease that was just taken.
     *
     * @param ttl     for how long; renewals ask for as much
     * @param askedAt when the request left: counted from there, it ends here no later than at the server
     */
    public LeaseMachine(long token, Duration ttl, long askedAt, LeaseActions actions, Transitions transitions) {
        this.token = token;
        this.ttl = ttl;
        this.actions = actions;
        this.transitions = transitions;
        heldFrom(askedAt);
    }

    private void heldFrom(long moment) {
        endsAt = Durations.after(moment, ttl);
        renewAt = Durations.after(moment, ttl.dividedBy(RENEWALS));
    }

    // --- What happens

    /** It is {@code now}; this is where it begins, too. */
    public void timeIs(long now) {
        if (now >= endsAt) {
            signal(Signal.END, now);
        } else if (now >= renewAt) {
            signal(Signal.RENEW_DUE, now);
        }
        actions.wakeAt(nextMoment());
    }

    /** The row at the lease's key is this; null for none, or one that is no lease. */
    public void rowIs(@Nullable LeaseValue row, long now) {
        boolean own = row != null && row.token() == token;
        boolean later = row != null && row.token() > token;
        if (later || shown && !own) {
            signal(Signal.REPLACED, now);
        }
        shown |= own;
    }

    /** Something else has happened. */
    public void signal(Signal signal, long now) {
        LeaseState before = state;
        LeaseState next = LeaseState.TABLE.transitions().next(before, signal);
        if (next == null) {
            return;
        }
        this.now = now;
        transitions.taken(before, signal, next);
        state = next;
        LeaseState.TABLE.act(before, signal, this);
        actions.wakeAt(nextMoment());
    }

    private long nextMoment() {
        return switch (state) {
            case HELD, CUT_OFF -> Math.min(renewAt, endsAt);
            case RENEWING -> endsAt;
            case IN_DOUBT, LOST, RELEASED -> Durations.NEVER;
        };
    }

    // --- How it stands

    /** Whether nobody else can have it at that moment. */
    public boolean isHeld(long now) {
        return state != LeaseState.IN_DOUBT && !isOver() && now < endsAt;
    }

    /** Whether it will not be held again: it is lost, or given back. */
    public boolean isOver() {
        return state == LeaseState.LOST || state == LeaseState.RELEASED;
    }

    /** Until when it is held, if no renewal succeeds. */
    public long endsAt() {
        return endsAt;
    }

    /** Why it is lost; null if it is not. */
    public @Nullable LeaseLoss loss() {
        return loss;
    }

    // --- What the rows of the table do

    void renew() {
        connectedMeanwhile = false;
        askedAt = now;
        renewAt = Durations.after(now, ttl.dividedBy(RENEWALS));
        actions.renew();
    }

    void renewed() {
        heldFrom(askedAt);
    }

    void connectedMeanwhile() {
        connectedMeanwhile = true;
    }

    void unheard() {
        if (connectedMeanwhile) {
            signal(Signal.CONNECTED, now);
        }
    }

    void doubted() {
        actions.doubted();
    }

    void halted() {
        lose(LeaseLoss.HALTED);
    }

    void cutOff() {
        lose(LeaseLoss.CUT_OFF);
    }

    void unanswered() {
        lose(LeaseLoss.UNANSWERED);
    }

    void refused() {
        lose(LeaseLoss.REFUSED);
    }

    void replaced() {
        lose(LeaseLoss.REPLACED);
    }

    private void lose(LeaseLoss why) {
        loss = why;
        actions.lost(why);
    }

    void release() {
        actions.release();
    }
}
