package dev.dust.sync;

/** How far a pending op has come; {@link #TABLE} is its life. */
enum OpState {
    /** Waits to be sent. */
    QUEUED,
    /** Cannot be sent: waits to be taken back, and nothing waits for it. */
    HELD,
    /** Sent on the present membership, not answered. */
    SENT,
    /**
     * Sent on an earlier membership, perhaps by an earlier process, not answered: the catch-up will tell, or it is sent again.
     */
    UNCERTAIN,
    /** Accepted; its event is on its way. */
    ACCEPTED,
    /** Accepted; its event is here, and waits for those before it. */
    ARRIVED,
    /** Pending no more. */
    GONE;

    /** What moves an op. */
    enum Signal {
        /** It is sent. */
        SEND,
        /** The server says that it took it. */
        ACCEPT,
        /** Its event has come, ahead of others. */
        ARRIVE,
        /** The event that came has to come again: the connection is gone, or the rows have gone back. */
        EVENT_LOST,
        /** The server says neither yes nor no. */
        NO_VERDICT,
        /** The server takes it later. */
        PUT_OFF,
        /** The membership on which it was sent is over. */
        MEMBERSHIP_LOST,
        /** The catch-up told nothing of it. */
        NOT_TOLD,
        /** The committed rows include it. */
        SETTLE,
        /** The server does not take it. */
        REFUSE,
        /** The application takes it back. */
        DISCARD,
        /** It is of no use any more: a lease that would come late. */
        GIVE_UP,
        /** The cache could not keep it. */
        NOT_KEPT
    }

    static final TransitionTable<OpState, Signal> TABLE = new TransitionTable<>(OpState.class, Signal.class)
            .on(QUEUED, Signal.SEND, SENT)
            .on(QUEUED, Signal.ACCEPT, ACCEPTED)
            .on(QUEUED, Signal.ARRIVE, ARRIVED)
            .on(QUEUED, Signal.DISCARD, GONE)
            .on(QUEUED, Signal.GIVE_UP, GONE)
            .on(QUEUED, Signal.NOT_KEPT, GONE)
            .on(HELD, Signal.ACCEPT, ACCEPTED)
            .on(HELD, Signal.ARRIVE, ARRIVED)
            .on(HELD, Signal.DISCARD, GONE)
            .on(SENT, Signal.ACCEPT, ACCEPTED)
            .on(SENT, Signal.ARRIVE, ARRIVED)
            .on(SENT, Signal.NO_VERDICT, UNCERTAIN)
            .on(SENT, Signal.PUT_OFF, QUEUED)
            .on(SENT, Signal.MEMBERSHIP_LOST, UNCERTAIN)
            .on(SENT, Signal.SETTLE, GONE)
            .on(SENT, Signal.REFUSE, GONE)
            .on(SENT, Signal.DISCARD, GONE)
            .on(SENT, Signal.GIVE_UP, GONE)
            .on(SENT, Signal.NOT_KEPT, GONE)
            .on(UNCERTAIN, Signal.ACCEPT, ACCEPTED)
            .on(UNCERTAIN, Signal.ARRIVE, ARRIVED)
            .on(UNCERTAIN, Signal.NOT_TOLD, QUEUED)
            .on(UNCERTAIN, Signal.REFUSE, GONE)
            .on(UNCERTAIN, Signal.DISCARD, GONE)
            .on(UNCERTAIN, Signal.GIVE_UP, GONE)
            .on(ACCEPTED, Signal.ACCEPT, ACCEPTED)
            .on(ACCEPTED, Signal.ARRIVE, ARRIVED)
            .on(ACCEPTED, Signal.SETTLE, GONE)
            .on(ARRIVED, Signal.ACCEPT, ARRIVED)
            .on(ARRIVED, Signal.ARRIVE, ARRIVED)
            .on(ARRIVED, Signal.EVENT_LOST, ACCEPTED)
            .on(ARRIVED, Signal.SETTLE, GONE);

    /** Whether the server is known to have taken it. */
    boolean isAccepted() {
        return this == ACCEPTED || this == ARRIVED;
    }
}
