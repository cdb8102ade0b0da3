package dev.dust.lease.machine;

import dev.dust.lease.LeaseLoss;

/**
 * What a {@link LeaseMachine} has done for it. Each method only begins something: what comes of it is told by a signal, later
 * and never from within the call.
 */
public interface LeaseActions {
    /** Asks the server for more time: {@code RENEWED}, {@code REFUSED} or {@code UNHEARD}. */
    void renew();

    /** Gives the lease back. Whether the server hears of it, nobody needs to know: else it ends by itself. */
    void release();

    /**
     * Its time is over, and the answer to a renewal is open: it may be held again. Who does not want to wait for that says
     * {@code GIVE_UP}.
     */
    void doubted();

    /** The lease is lost, for good. */
    void lost(LeaseLoss loss);

    /** Calls {@link LeaseMachine#timeIs} at that moment, and at none that was said before. */
    void wakeAt(long moment);
}
