package dev.dust.lease.machine;

import dev.dust.lease.machine.AcquireMachine.Signal;
import dev.dust.sync.ActingTable;
import java.util.List;

/** What somebody waits for who wants a lease; {@link #TABLE} is how he comes to it. */
enum AcquireState {
    /** To begin. */
    NEW,
    /** His turn among those of this process that want the same lease. */
    QUEUED,
    /** A connection. */
    CONNECTING,
    /** The server's answer. */
    ASKING,
    /** The end of the lease that somebody else holds. */
    FOLLOWING,
    /** Nothing. */
    OVER;

    private static final List<AcquireState> WAITING = List.of(QUEUED, CONNECTING, ASKING, FOLLOWING);

    static final ActingTable<AcquireState, Signal, AcquireMachine> TABLE = emptyTable()
            .on(NEW, Signal.START, QUEUED, AcquireMachine::lineUp)
            .on(NEW, Signal.BREAK, OVER, AcquireMachine::fail)
            .on(QUEUED, Signal.TURN, CONNECTING, AcquireMachine::watch)
            .on(CONNECTING, Signal.CONNECTED, ASKING, AcquireMachine::ask)
            .on(CONNECTING, Signal.DUE, CONNECTING, AcquireMachine::tellLink)
            .on(ASKING, Signal.CONNECTED, ASKING, AcquireMachine::connectedMeanwhile)
            .on(ASKING, Signal.HELD, FOLLOWING, AcquireMachine::follow)
            .on(ASKING, Signal.HELD_BUT_GONE, ASKING, AcquireMachine::ask)
            .on(ASKING, Signal.UNHEARD, CONNECTING, AcquireMachine::unheard)
            .on(ASKING, Signal.REFUSED, OVER, AcquireMachine::fail)
            .on(FOLLOWING, Signal.LOCK_MOVED, FOLLOWING, AcquireMachine::followAnother)
            .on(FOLLOWING, Signal.LOCK_GONE, ASKING, AcquireMachine::ask)
            .on(FOLLOWING, Signal.DUE, ASKING, AcquireMachine::ask)
            // An answer that comes after its time is one all the same.
            .onEach(List.of(CONNECTING, ASKING, FOLLOWING), Signal.GRANTED, OVER, AcquireMachine::handOver)
            .on(OVER, Signal.GRANTED, OVER, AcquireMachine::giveBack)
            .onEach(WAITING, Signal.TIMEOUT, OVER, AcquireMachine::tooLate)
            .onEach(WAITING, Signal.CANCEL, OVER, AcquireMachine::nothing)
            .onEach(WAITING, Signal.BREAK, OVER, AcquireMachine::fail);

    private static ActingTable<AcquireState, Signal, AcquireMachine> emptyTable() {
        return new ActingTable<>(AcquireState.class, Signal.class);
    }
}
