package dev.dust.subscribe;

/** A subscription while it lasts. */
public interface Subscription extends AutoCloseable {

    /** The pattern, rendered. */
    String pattern();

    /** Whether it still hears. False after {@link #close}, after a resync, and when the client is closed. */
    boolean isActive();

    /**
     * Ends it. No callback begins after this returns; one that has begun may still be running. Does nothing if it has ended.
     * Any thread may call this, a callback too.
     */
    @Override
    void close();
}
