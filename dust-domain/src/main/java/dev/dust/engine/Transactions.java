package dev.dust.engine;

import dev.dust.cache.Commit;
import dev.dust.subscribe.Change;
import dev.dust.sync.CommitPart;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the parts of a transaction come to, together. */
final class Transactions {
    private Transactions() {
    }

    /** Why things change; a snapshot outweighs the others. {@code parts} are not empty. */
    static Change.Cause cause(List<CommitPart> parts) {
        for (CommitPart part : parts) {
            if (part.cause() == Change.Cause.SNAPSHOT) {
                return Change.Cause.SNAPSHOT;
            }
        }
        return parts.getFirst().cause();
    }

    static List<Commit> commits(List<CommitPart> parts) {
        return parts.size() == 1
                ? List.of(parts.getFirst().commit())
                : parts.stream().map(CommitPart::commit).toList();
    }

    /** The roots of what may change; null for the whole store. */
    static @Nullable List<String> touched(List<CommitPart> parts) {
        var touched = new ArrayList<String>();
        for (CommitPart part : parts) {
            if (part.touched() == null) {
                return null;
            }
            touched.addAll(part.touched());
        }
        return touched;
    }
}
