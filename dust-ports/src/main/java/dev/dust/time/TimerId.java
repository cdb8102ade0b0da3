package dev.dust.time;

/** What a timer is for. Every timer of the library has one of these names, so that a test can tell them apart. */
public enum TimerId {
    /** A hole in store_seq has been open for too long: join again. */
    GAP,
    /** The store has been quiet: ask the server how far it is. */
    FRESHNESS,
    /** A caller has waited for its answer for too long. */
    ACK,
    /** A pause of writes, which a rate limit or a server that cannot write asked for, is over: send again. */
    RETRY,
    /** A join, or the catch-up after it, has made no progress for too long. */
    JOIN,
    /** The server ended the membership of a store: join again. */
    REJOIN,
    /** The connection is gone: connect again. */
    RECONNECT,
    /** Show the server that the connection is alive. */
    HEARTBEAT,
    /** The cache was away: try the commit again. */
    STORAGE,
    /** The cache was away: ask it again for what a subscription is to be told. */
    ROWS,
    /** A subscription has not taken what it has in time: what waits for it goes on. */
    ROOM,
    /** Callers have waited for too long: see whether the engine takes turns at all. */
    STANDSTILL,
    /** Renew a lease, or its time is over. */
    RENEW,
    /** A download has not gone on for too long. */
    DOWNLOAD,
    /** An upload has failed: try again. */
    UPLOAD,
    /** What a flight waits for has not come in time, or the lease of another can be had. */
    AWAIT,
    /** An update has not been done in time, or may be tried again. */
    UPDATE,
    /** Somebody has waited long enough for what waits for the server. */
    FLUSH
}
