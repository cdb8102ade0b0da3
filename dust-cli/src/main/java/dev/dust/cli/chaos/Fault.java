package dev.dust.cli.chaos;

/** What can go wrong. */
enum Fault {
    /** A connection ends, and what is on its way is gone. */
    CUT,
    /** A connection ends in the middle of a message to the server. */
    TORN_REQUEST,
    /** A connection ends in the middle of a message to the client. */
    TORN_RESPONSE,
    /** Nothing reaches the server for a while. */
    STALL_UP,
    /** Nothing reaches the client for a while. */
    STALL_DOWN,
    /** Everything takes longer for a while. */
    DELAY,
    /** Messages come twice for a while, in both directions. */
    REPEAT,
    /** What a client sent arrives after it has lost its connection, and made another one. */
    LATE,
    /** The client is gone, and the server does not know for a while. */
    LOST_CLIENT,
    /** The server is gone, and the client has to find out. */
    LOST_SERVER,
    /** A client cannot connect for a while, and goes on. */
    OFFLINE,
    /** A client is killed, and another process begins after a while. */
    KILL_CLIENT,
    /** A client is halted for a while. */
    HALT_CLIENT,
    /** The server is killed, and starts again after a while. */
    KILL_SERVER,
    /** The server is halted for a while. */
    HALT_SERVER,
    /** The server forgets its history while all is well. */
    COMPACT,
    /** The server forgets what it has done for a client that has not been answered, and the connection ends. */
    FORGET_ANSWERS,
    /** The database is killed, and starts again after a while. */
    KILL_DATABASE,
    /** The database is shut down, and starts again after a while. */
    STOP_DATABASE,
    /** The database is halted for a while. */
    HALT_DATABASE,
    /** All sessions of the database end. */
    END_SESSIONS,
    /** Nobody hears of what others write, for a while: each session that listens is ended. */
    CUT_LISTEN;

    boolean isOfDatabase() {
        return compareTo(KILL_DATABASE) >= 0;
    }

    boolean isOfServer() {
        return this == KILL_SERVER || this == HALT_SERVER;
    }

    /** Whether it needs that nothing is on its way: what arrives late after the server has forgotten it, nobody could tell. */
    boolean needsCalm() {
        return this == COMPACT || this == FORGET_ANSWERS;
    }
}
