package dev.dust.testkit.simulation;

import dev.dust.error.RefusedException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** A write that got into an outbox, and what is known of it. */
final class TrackedWrite {
    private final String opId;
    private final WriteCall call;
    private final int process;
    /** What its caller waits for; null if the process died before the call returned. */
    @Nullable
    CompletableFuture<Long> answer;
    /** When its caller has to be answered, in nanoseconds of the simulation's time. */
    long answerDueNanos;
    /** Whether the cache failed when it had kept it, so that its caller was told that it is not kept. */
    boolean unsure;
    /** Whether the application took it back. */
    boolean discarded;
    /** Whether it was about to, when its process died perhaps. */
    boolean discarding;
    /** Whether its cache went back to before something that it was told of this write. */
    boolean undone;
    /** Whether the server lost it, which it had committed. */
    boolean tailLost;
    /** The number of the process that sent it last. */
    int sentBy;
    /** The number of the process that sent it on a connection that was lost then. */
    int lostBy;
    /** Whether that process has sent it again since, to a server that may do it twice. */
    boolean mustSayDuplicate;
    /** Whether a process heard of it that had not sent it, so that it could not know how often others had. */
    boolean heardElsewhere;
    /** Whether a subscription heard that it was refused. */
    boolean heardRefused;
    /** The seq under which a subscription heard of it, 0 if none did. */
    long heardAs;
    /** Whether that event, or the refusal, said that it may have taken effect twice. */
    boolean saidDuplicate;

    TrackedWrite(String opId, WriteCall call, int process) {
        this.opId = opId;
        this.call = call;
        this.process = process;
    }

    boolean isDiscarded() {
        return discarded || discarding;
    }

    /** Whether its caller, or a subscription, was told that it is refused. */
    boolean isToldRefused() {
        return heardRefused || answer != null && answer.state() == Future.State.FAILED
                && answer.exceptionNow() instanceof RefusedException;
    }

    /** Whether its caller was told that it is accepted. */
    boolean isToldAccepted() {
        return answer != null && answer.state() == Future.State.SUCCESS;
    }

    /**
     * A process that did not send a write knows that others did, and not how often.
     *
     * @param says whether this is said now
     */
    boolean maySayNothing(boolean says) {
        return says || saidDuplicate || undone || heardElsewhere || isDiscarded();
    }

    String opId() {
        return opId;
    }

    WriteCall call() {
        return call;
    }

    /** The number of the process that made it. */
    int process() {
        return process;
    }

    @Override
    public String toString() {
        return opId + " (" + call + ")";
    }
}
