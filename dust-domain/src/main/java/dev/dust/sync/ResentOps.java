package dev.dust.sync;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The latest ops that are pending no more and may reach the server once more: a further event of such an op tells that it took
 * effect twice, or although it was refused or taken back.
 */
final class ResentOps {
    private static final int MOST = 1_024;

    private final Map<String, String> ops = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
            return size() > MOST;
        }
    };

    /** {@code op} is settled. */
    void settled(PendingOp op) {
        over(op, "took effect a second time");
    }

    /** {@code op} is refused. */
    void refused(PendingOp op) {
        over(op, "took effect although it was refused");
    }

    /** {@code op} is taken back by the application, which was told that it may take effect all the same: once. */
    void discarded(PendingOp op) {
        if (op.history.maybeDuplicate()) {
            over(op, "took effect although it was taken back");
        }
    }

    private void over(PendingOp op, String effect) {
        if (op.history.mayComeTwice()) {
            ops.put(op.id, effect);
        }
    }

    /** What one more event of the op tells, for people; null if it is no such op. */
    @Nullable
    String furtherEffect(@Nullable String opId) {
        return opId == null ? null : ops.get(opId);
    }
}
