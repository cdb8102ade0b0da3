package dev.dust.lease.machine;

/**
 * What an {@link AcquireMachine} has done for it. Each method only begins something: what comes of it is told by a signal,
 * later and never from within the call. The leases and errors that go with signals are kept by whoever implements this.
 */
public interface AcquireActions {
    /** Gets into line behind the others of this process that wait for the lease: {@code TURN}, in time. */
    void lineUp();

    /** From now on tells what becomes of the lease's row and of the connection; what stands there now too. */
    void watch();

    /** Tells once more how the connection stands. */
    void tellLink();

    /**
     * Asks the server for the lease: {@code GRANTED}, {@link AcquireMachine#held}, {@code UNHEARD} or {@code REFUSED}. What is
     * granted is told even if nobody waits for it any more, and after {@code UNHEARD} too.
     */
    void ask();

    /** The answer is the lease that was granted. */
    void handOver();

    /** Gives the lease back that was granted, and has no use any more. */
    void giveBack();

    /** The answer is that the time is over. */
    void answerTooLate();

    /** The answer is what went wrong. */
    void answerFailure();

    /** It is all over: gives the turn and what is watched back, and the answer. */
    void end();

    /** Calls {@link AcquireMachine#timeIs} at that moment, and at none that was said before. */
    void wakeAt(long moment);
}
