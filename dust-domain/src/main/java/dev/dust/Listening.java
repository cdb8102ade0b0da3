package dev.dust;

/** Somebody who is told how a connection or a store stands, for as long as this is open. */
public interface Listening extends AutoCloseable {

    /** Ends it. A call that has begun may still be running. Any thread may call this, the listener too. */
    @Override
    void close();
}
