package dev.dust.lease.machine;

import dev.dust.lease.machine.FlightMachine.Signal;
import dev.dust.sync.ActingTable;
import java.util.List;

/** What a flight waits for; {@link #TABLE} is its life. */
enum FlightState {
    /** To begin. */
    NEW,
    /** Its turn among the callers of this process. */
    QUEUED,
    /** A look at the result, now that it is its turn. */
    CHECKING,
    /** The first connection. */
    CONNECTING,
    /** The server's answer to whether it may have the lease. */
    ASKING,
    /** The result of whoever holds the lease, or the end of the lease. */
    FOLLOWING,
    /** A random time, so that not all who followed ask at once. */
    PAUSING,
    /** The view, to show the lease: what the holder before published shows by then. */
    CATCHING_UP,
    /** The work. */
    WORKING,
    /** The work, whose lease is lost. */
    WORKING_IN_VAIN,
    /** The work, which is done without a lease. */
    WORKING_ALONE,
    /** The server's answer to the result. */
    PUBLISHING,
    /** A last look: its time is over. */
    GIVING_UP,
    /** The end of work whose result nobody wants. */
    STOPPING,
    /** Nothing. */
    OVER;

    private static final List<FlightState> WAITING = List.of(QUEUED, CHECKING, CONNECTING, ASKING, FOLLOWING, PAUSING,
            CATCHING_UP, GIVING_UP);
    /** Those in which it may be asked to look. */
    private static final List<FlightState> LOOKING = List.of(QUEUED, CHECKING, CONNECTING, FOLLOWING, PAUSING, CATCHING_UP);
    private static final List<FlightState> WORK = List.of(WORKING, WORKING_IN_VAIN, WORKING_ALONE);

    static final ActingTable<FlightState, Signal, FlightMachine> TABLE = new ActingTable<FlightState, Signal, FlightMachine>(
            FlightState.class, Signal.class)
            .on(NEW, Signal.START, QUEUED, FlightMachine::lineUp)
            .on(QUEUED, Signal.TURN, CHECKING, FlightMachine::watch)
            .on(QUEUED, Signal.TIMEOUT, GIVING_UP, FlightMachine::look)
            .on(CHECKING, Signal.NOT_FOUND, CONNECTING, FlightMachine::connect)
            .on(CONNECTING, Signal.CONNECTED, ASKING, FlightMachine::ask)
            .on(CONNECTING, Signal.DUE, ASKING, FlightMachine::ask)
            .on(CONNECTING, Signal.AWAY, WORKING_ALONE, FlightMachine::workAlone)
            .on(CONNECTING, Signal.UNAVAILABLE, OVER, FlightMachine::fail)
            .on(ASKING, Signal.GRANTED, CATCHING_UP, FlightMachine::catchUp)
            .on(ASKING, Signal.HELD, FOLLOWING, FlightMachine::lostTheRace)
            .on(ASKING, Signal.HELD_BUT_GONE, PAUSING, FlightMachine::lostTheRaceThatIsOver)
            .on(ASKING, Signal.AWAY, WORKING_ALONE, FlightMachine::workAlone)
            .on(ASKING, Signal.UNAVAILABLE, OVER, FlightMachine::fail)
            .on(ASKING, Signal.REFUSED, OVER, FlightMachine::fail)
            .on(FOLLOWING, Signal.LOCK_MOVED, FOLLOWING, FlightMachine::follow)
            .on(FOLLOWING, Signal.LOCK_GONE, PAUSING, FlightMachine::pause)
            .on(FOLLOWING, Signal.DUE, PAUSING, FlightMachine::pause)
            .on(FOLLOWING, Signal.TIMEOUT, GIVING_UP, FlightMachine::look)
            .on(FOLLOWING, Signal.AWAY, WORKING_ALONE, FlightMachine::workAlone)
            .on(FOLLOWING, Signal.UNAVAILABLE, OVER, FlightMachine::fail)
            .on(PAUSING, Signal.LOCK_MOVED, FOLLOWING, FlightMachine::follow)
            .on(PAUSING, Signal.DUE, ASKING, FlightMachine::ask)
            .on(PAUSING, Signal.TIMEOUT, GIVING_UP, FlightMachine::look)
            .on(PAUSING, Signal.AWAY, WORKING_ALONE, FlightMachine::workAlone)
            .on(PAUSING, Signal.UNAVAILABLE, OVER, FlightMachine::fail)
            .on(CATCHING_UP, Signal.LOCK_SHOWN, WORKING, FlightMachine::work)
            .on(CATCHING_UP, Signal.DUE, WORKING, FlightMachine::work)
            .on(CATCHING_UP, Signal.AWAY, WORKING, FlightMachine::work)
            .on(CATCHING_UP, Signal.UNAVAILABLE, WORKING, FlightMachine::work)
            .on(CATCHING_UP, Signal.LEASE_LOST, PAUSING, FlightMachine::standAgain)
            .on(WORKING, Signal.LEASE_LOST, WORKING_IN_VAIN, FlightMachine::nothing)
            .on(WORKING, Signal.WORKED, PUBLISHING, FlightMachine::publish)
            .on(WORKING_IN_VAIN, Signal.WORKED, OVER, FlightMachine::failFenced)
            .on(WORKING_ALONE, Signal.WORKED, OVER, FlightMachine::keepAndAnswer)
            .on(PUBLISHING, Signal.PUBLISHED, OVER, FlightMachine::answerConfirmed)
            .on(PUBLISHING, Signal.UNCONFIRMED, OVER, FlightMachine::answerUnconfirmed)
            .on(PUBLISHING, Signal.NOT_PUBLISHED, OVER, FlightMachine::fail)
            .on(GIVING_UP, Signal.NOT_FOUND, OVER, FlightMachine::giveUp)
            // Wherever it waits for others.
            .onEach(LOOKING, Signal.RESULT_CHANGED, FlightMachine::look)
            .onEach(WAITING, Signal.FOUND, OVER, FlightMachine::answerFound)
            .onEach(WAITING, Signal.LOOK_THREW, OVER, FlightMachine::fail)
            .onEach(WAITING, Signal.CANCEL, OVER, FlightMachine::nothing)
            .onEach(WAITING, Signal.BREAK, OVER, FlightMachine::fail)
            // Wherever it works.
            .onEach(WORK, Signal.NOT_NEEDED, OVER, FlightMachine::answerFound)
            .onEach(WORK, Signal.WORK_THREW, OVER, FlightMachine::fail)
            .onEach(WORK, Signal.CANCEL, STOPPING, FlightMachine::interrupt)
            .onEach(WORK, Signal.BREAK, STOPPING, FlightMachine::failNow)
            .on(PUBLISHING, Signal.CANCEL, OVER, FlightMachine::nothing)
            .on(PUBLISHING, Signal.BREAK, OVER, FlightMachine::fail)
            .on(STOPPING, Signal.WORKED, OVER, FlightMachine::nothing)
            .on(STOPPING, Signal.NOT_NEEDED, OVER, FlightMachine::nothing)
            .on(STOPPING, Signal.WORK_THREW, OVER, FlightMachine::nothing)
            .on(NEW, Signal.BREAK, OVER, FlightMachine::fail)
            // A lease that came too late.
            .onEach(List.of(WORKING_ALONE, STOPPING, OVER), Signal.GRANTED, FlightMachine::dropLease);
}
