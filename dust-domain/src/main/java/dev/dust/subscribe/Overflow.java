package dev.dust.subscribe;

/** What becomes of a subscription whose callback is too slow for what it hears. Both are logged as a warning. */
public enum Overflow {
    /**
     * What waits is dropped, and the subscription goes on by itself: {@link SubscriptionOptions#onResync} is told in the place
     * of what was dropped, then come the rows of now, if the subscription asked for those, then what happens from then on.
     */
    RESYNC,
    /** What waits is dropped, and the subscription ends, see {@link Subscription#ended}. */
    END
}
