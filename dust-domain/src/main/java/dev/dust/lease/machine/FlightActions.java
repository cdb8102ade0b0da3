package dev.dust.lease.machine;

/**
 * What a {@link FlightMachine} has done for it. Each method only begins something: what comes of it is told by a signal, later
 * and never from within the call. The values, errors and leases that go with signals are kept by whoever implements this; the
 * machine has no use for them.
 */
public interface FlightActions {
    /** Gets into line behind the other callers of this process: {@link FlightMachine#turn}, in time. */
    void lineUp();

    /**
     * From now on tells what becomes of the result ({@code RESULT_CHANGED}), the lease's row, and the connection; what stands
     * there now too.
     */
    void watch();

    /** Tells once more how the connection stands. */
    void tellLink();

    /** Looks whether there is a result that will do: {@code FOUND}, {@code NOT_FOUND} or {@code LOOK_THREW}. */
    void look();

    /**
     * Asks the server for the lease: {@link FlightMachine#granted}, {@link FlightMachine#held}, {@link FlightMachine#away} or
     * {@code REFUSED}. What is answered is told even if nobody waits for it any more.
     */
    void ask();

    /** Keeps the lease that was granted, until {@link #dropLease} or {@link #end}; {@code LEASE_LOST} if it is lost before. */
    void keepLease();

    /** Gives the lease back that was granted, and has no use any more. */
    void dropLease();

    /**
     * Does the work, unless a last look finds a result that will do: {@code WORKED}, {@code WORK_THREW} or {@code NOT_NEEDED}.
     *
     * @param alone without a lease
     */
    void work(boolean alone);

    /** Interrupts the work. */
    void interrupt();

    /** Writes what the work has found, fenced by the lease: {@code PUBLISHED}, {@code UNCONFIRMED} or {@code NOT_PUBLISHED}. */
    void publish();

    /** Keeps what the work has found without a lease, unless there is something newer. */
    void keepResult();

    /**
     * The answer is what the last look found.
     *
     * @param waited whether that took time, so that somebody else has worked for it
     */
    void answerFound(boolean waited);

    /**
     * The answer is what the work has found.
     *
     * @param coordinated whether the server has confirmed it
     */
    void answerComputed(boolean coordinated);

    /** The answer is an old result, or that the time is over. */
    void answerTooLate();

    /** The answer is that the lease was lost. */
    void answerFenced();

    /** The answer is what went wrong. */
    void answerFailure();

    /** Gives the answer although the work is not over. */
    void answerNow();

    /** It is all over: gives the lease, the turn and what is watched back, and the answer. */
    void end();

    /** Calls {@link FlightMachine#timeIs} at that moment, and at none that was said before. */
    void wakeAt(long moment);
}
