package dev.dust.lease.machine;

/** Why a lease is held no more although nobody gave it back. */
public enum LeaseLoss {
    /** The server refused to renew it. */
    REFUSED,
    /** Its time ran out, and no renewal reached the server in time. */
    EXPIRED,
    /** Its row is gone, or is somebody else's. */
    REPLACED
}
