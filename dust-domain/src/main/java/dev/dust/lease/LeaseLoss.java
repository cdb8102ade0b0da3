package dev.dust.lease;

/** Why a lease is held no more although nobody gave it back. */
public enum LeaseLoss {
    /** The server refused to renew it: its time was over there, or its row was overwritten. */
    REFUSED,
    /** Its time ran out while a renewal was on its way: whether the server renewed it was not known by then. */
    UNANSWERED,
    /** Its time ran out, and the last renewals did not reach the server: there was no connection for too long. */
    CUT_OFF,
    /** Its time ran out before this process came to renew it: it was halted, or its machine was, for too long. */
    HALTED,
    /** Its row is gone, or is somebody else's. */
    REPLACED,
    /** This client was closed. */
    CLOSED
}
