package dev.dust;

import org.jspecify.annotations.Nullable;

/**
 * The work that one of many is to do, see {@link DustStore#singleFlight}. It must be idempotent: where a lease is lost, a
 * process dies, or the server cannot be reached, it is done a second time.
 */
@FunctionalInterface
public interface FlightFunction {

    /**
     * Does the work. Runs on the client's executor, and may block for as long as it needs: its lease is renewed meanwhile. Its
     * thread is interrupted when its caller cancels.
     *
     * @param lease to fence writes of its own with; null where there is no connection and the work is done without one. Whoever
     *              closes it gives it back before the result is published, which is refused then
     * @throws Exception as it likes: the lease is given back at once, and its caller gets the exception
     */
    Flight run(@Nullable HeldLease lease) throws Exception;
}
