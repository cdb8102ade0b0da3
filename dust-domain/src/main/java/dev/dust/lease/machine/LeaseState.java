package dev.dust.lease.machine;

import dev.dust.lease.machine.LeaseMachine.Signal;
import dev.dust.sync.ActingTable;
import java.util.List;

/** How a lease stands that this client took; {@link #TABLE} is its life. */
enum LeaseState {
    /** Held; the next renewal is due later. */
    HELD,
    /** Held; a renewal is on its way. */
    RENEWING,
    /** Held; the last renewal did not get through, and the next one goes out as soon as there is a connection. */
    CUT_OFF,
    /** Its time is over by the clock of this process, but the answer to a renewal may yet say otherwise. */
    IN_DOUBT,
    /** Held no more; {@link LeaseMachine#loss} tells why. */
    LOST,
    /** Given back. */
    RELEASED;

    private static final List<LeaseState> HOLDING = List.of(HELD, RENEWING, CUT_OFF, IN_DOUBT);

    static final ActingTable<LeaseState, Signal, LeaseMachine> TABLE = new ActingTable<LeaseState, Signal, LeaseMachine>(
            LeaseState.class, Signal.class)
            .on(HELD, Signal.RENEW_DUE, RENEWING, LeaseMachine::renew)
            .on(HELD, Signal.END, LOST, LeaseMachine::halted)
            .on(RENEWING, Signal.RENEWED, HELD, LeaseMachine::renewed)
            .on(RENEWING, Signal.UNHEARD, CUT_OFF, LeaseMachine::unheard)
            .on(RENEWING, Signal.CONNECTED, RENEWING, LeaseMachine::connectedMeanwhile)
            .on(RENEWING, Signal.REFUSED, LOST, LeaseMachine::refused)
            .on(RENEWING, Signal.END, IN_DOUBT, LeaseMachine::doubted)
            .on(CUT_OFF, Signal.CONNECTED, RENEWING, LeaseMachine::renew)
            .on(CUT_OFF, Signal.RENEW_DUE, RENEWING, LeaseMachine::renew)
            .on(CUT_OFF, Signal.END, LOST, LeaseMachine::cutOff)
            .on(IN_DOUBT, Signal.RENEWED, HELD, LeaseMachine::renewed)
            .on(IN_DOUBT, Signal.UNHEARD, LOST, LeaseMachine::unanswered)
            .on(IN_DOUBT, Signal.GIVE_UP, LOST, LeaseMachine::unanswered)
            .on(IN_DOUBT, Signal.REFUSED, LOST, LeaseMachine::refused)
            .onEach(HOLDING, Signal.REPLACED, LOST, LeaseMachine::replaced)
            .onEach(HOLDING, Signal.RELEASE, RELEASED, LeaseMachine::release)
            // The server may think otherwise: it counts from later on.
            .on(LOST, Signal.RELEASE, RELEASED, LeaseMachine::release);
}
