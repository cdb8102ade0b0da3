package dev.dust.server.intercept;

/** Stands between the live events of a store and one member. */
@FunctionalInterface
public interface MemberInterceptor {
    /** Lets everything pass. */
    MemberInterceptor NONE = Runnable::run;

    /**
     * The member is to be sent a live event. Calls for one member come one at a time, in the order of events, under the store's
     * lock.
     *
     * @param sending sends it; to be run as often as the member is to hear it, now or later, by any thread
     */
    void broadcast(Runnable sending);

    /** The membership is over. */
    default void ended() {
    }
}
