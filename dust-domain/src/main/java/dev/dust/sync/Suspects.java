package dev.dust.sync;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The ops that the server may fail on: they were under way when it did, and it has not answered them since. While there are
 * any, ops are sent one at a time, by the right of {@link Solo}; the one that is under way alone when the server fails again is
 * counted.
 */
final class Suspects {
    /** So often in a row may the server fail on one op; then it is not sent again. */
    private static final int MOST_FAILURES = 3;

    private final String store;
    private final Solo solo;
    private int count;
    /** Whether the op that is under way was sent by the right of {@link #solo}. */
    private boolean sentSolo;

    Suspects(String store, Solo solo) {
        this.store = store;
        this.solo = solo;
    }

    boolean any() {
        return count > 0;
    }

    /** Before ops are sent: gives back a right that is not needed, or not in use. */
    void beforeSending(boolean noneUnderWay) {
        if (count == 0 || sentSolo && noneUnderWay) {
            sentSolo = false;
            solo.giveBack();
        }
    }

    /** Whether an op may be sent now. */
    boolean maySend() {
        if (count > 0) {
            if (!solo.take()) {
                return false;
            }
            sentSolo = true;
        }
        return true;
    }

    void giveBack() {
        solo.giveBack();
    }

    /**
     * The server may have failed on any of these: from now on they are sent one at a time, and the one that was alone is
     * counted.
     */
    void serverFailed(EffectBuffer out, List<PendingOp> underWay, Loss loss) {
        PendingOp first = underWay.getFirst();
        boolean alone = underWay.size() == 1 && (!loss.ofConnection || first.suspect);
        underWay.forEach(this::suspect);
        if (alone) {
            first.failures++;
            first.failedBy = loss;
        }
        out.report("the server failed (" + loss.reason + ") while " + (alone
                ? first.describe() + " was alone under way, " + first.failures + " times in a row"
                : underWay.size() + " writes of store " + store + " were under way; they are sent again one at a time"));
    }

    private void suspect(PendingOp op) {
        if (!op.suspect) {
            op.suspect = true;
            count++;
        }
    }

    /** The server has answered {@code op}, or it is gone. */
    void cleared(PendingOp op) {
        op.failures = 0;
        if (op.suspect) {
            op.suspect = false;
            count--;
        }
    }

    /** The membership is over. */
    void membershipLost(Loss loss) {
        if (loss.ofConnection) {
            solo.leave();
        } else {
            solo.giveBack();
        }
    }

    /** Whether the server has failed on {@code op} often enough. */
    static boolean isGuilty(PendingOp op) {
        return op.failures >= MOST_FAILURES;
    }

    /** What is wrong, for people; null if nothing is. */
    @Nullable
    String trouble() {
        return count == 0
                ? null
                : "the server failed while writes were under way; " + count + " of them " + (count == 1 ? "is" : "are")
                        + " sent again one at a time";
    }
}
