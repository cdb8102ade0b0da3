package dev.dust.sync;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The latest ops that are settled and may have reached the server more than once: a further event of such an op tells that it
 * took effect twice.
 */
final class ResentOps {
    private static final int MOST = 1_024;

    private final Map<String, Boolean> ops = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > MOST;
        }
    };

    /** {@code op} is settled. */
    void settled(PendingOp op) {
        if (op.history.mayComeTwice()) {
            ops.put(op.id, true);
        }
    }

    /** Whether the op was settled, and may come a second time. */
    boolean has(@Nullable String opId) {
        return opId != null && ops.containsKey(opId);
    }
}
