package dev.dust.sync;

/**
 * Where a store stands with the server (docs/protocol.md#joining).
 *
 * <p>WriteQueue are sent in {@link #LIVE} alone: before the catch-up is complete, an echo may yet settle what was sent earlier.
 */
public enum Membership {
    /** There is no connection. */
    AWAY,
    /** The join is on its way. */
    JOINING,
    /** Joined; what was missed is coming in. */
    CATCHING_UP,
    /** Joined, and all is here up to now. */
    LIVE,
    /** The server ended the membership; the next join is due in a while. */
    WAITING,
    /** The server does not let this client in. */
    REFUSED;

    /** What moves a membership. */
    enum Signal {
        /** A connection is there. */
        CONNECTED,
        /** The connection is gone. */
        DISCONNECTED,
        /** The join was accepted. */
        JOINED,
        /** The join was refused for good. */
        JOIN_REFUSED,
        /** The join was refused for now. */
        JOIN_FAILED,
        /** The catch-up is complete. */
        CAUGHT_UP,
        /** Something is missing: join again. */
        RESTART,
        /** The server ended the membership. */
        ENDED,
        /** It is time to join again. */
        REJOIN_DUE,
        /** The join makes no progress. */
        STALLED
    }

    static final TransitionTable<Membership, Signal> TABLE = new TransitionTable<>(Membership.class, Signal.class)
            .on(AWAY, Signal.CONNECTED, JOINING)
            .on(JOINING, Signal.JOINED, CATCHING_UP)
            .on(JOINING, Signal.JOIN_REFUSED, REFUSED)
            .on(JOINING, Signal.JOIN_FAILED, WAITING)
            .on(JOINING, Signal.STALLED, JOINING)
            .on(JOINING, Signal.ENDED, WAITING)
            .on(JOINING, Signal.DISCONNECTED, AWAY)
            .on(CATCHING_UP, Signal.CAUGHT_UP, LIVE)
            .on(CATCHING_UP, Signal.RESTART, JOINING)
            .on(CATCHING_UP, Signal.STALLED, JOINING)
            .on(CATCHING_UP, Signal.ENDED, WAITING)
            .on(CATCHING_UP, Signal.DISCONNECTED, AWAY)
            .on(LIVE, Signal.RESTART, JOINING)
            .on(LIVE, Signal.ENDED, WAITING)
            .on(LIVE, Signal.DISCONNECTED, AWAY)
            .on(WAITING, Signal.REJOIN_DUE, JOINING)
            .on(WAITING, Signal.DISCONNECTED, AWAY)
            .on(REFUSED, Signal.DISCONNECTED, AWAY);

    /** Whether the server has let this client in. */
    public boolean isJoined() {
        return this == CATCHING_UP || this == LIVE;
    }

    /** Whether ops may be asked for that need a connection. */
    public boolean hasConnection() {
        return isJoined() || this == JOINING;
    }
}
