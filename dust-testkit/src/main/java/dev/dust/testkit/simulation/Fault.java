package dev.dust.testkit.simulation;

/** What can go wrong, and how likely it is at most each time that it could. */
enum Fault {
    /** A step: a connection is lost, and with it some frames both ways. */
    CUT(0.04),
    /** A step: a client has no network for a while. */
    OFFLINE(0.02),
    /** A step: nothing gets through a connection for a while. */
    STALL(0.03),
    /** A step: the server ends a membership by phx_close or phx_error. */
    END_MEMBERSHIP(0.03),
    /** A step: the server forgets old ops. */
    COMPACT(0.03),
    /** A step: somebody writes at the server, past the clients. */
    BACK_DOOR(0.08),
    /** A step: somebody rolls back at the server. */
    ROLLBACK(0.01),
    /** A step: a process dies. */
    CRASH(0.02),
    /** A step: a process will die at its next commit. */
    KILL_AT_COMMIT(0.02),
    /** A step: a client is closed and opened. */
    RESTART(0.02),
    /** A step: a cache cannot be read or written for a while. */
    CACHE_AWAY(0.01),
    /** At each attempt to connect: it fails. */
    NO_CONNECTION(0.3),
    /** At each push: it is answered with rate_limited. */
    RATE_LIMIT(0.08),
    /** At each push: it is refused for another reason. */
    REFUSE(0.08),
    /** At each reply: it is never sent. */
    SWALLOW_REPLY(0.08),
    /** At each committed op: nobody hears of it live (PROTOCOL 3.4). */
    WITHHOLD(0.15),
    /** At each live event: it is sent twice (PROTOCOL 3.3). */
    DUPLICATE(0.2),
    /** At each live event: later ones overtake it (PROTOCOL 3.3). */
    DELAY_EVENT(0.3),
    /** At each batch of a catch-up: the next one waits, while live events go on (PROTOCOL 3.6). */
    SLOW_CATCH_UP(0.5);

    private final double most;

    Fault(double most) {
        this.most = most;
    }

    /** The greatest probability. */
    double most() {
        return most;
    }
}
