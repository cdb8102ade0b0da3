package dev.dust.engine;

import dev.dust.cache.Commit;
import dev.dust.cache.OutboxChange;
import dev.dust.cache.Row;
import dev.dust.cache.RowChange;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes one transaction of several steps. */
final class Commits {
    private Commits() {
    }

    /** One commit that does what {@code commits} do one after the other; null if they are none. */
    static @Nullable Commit merge(List<Commit> commits) {
        if (commits.size() <= 1) {
            return commits.isEmpty() ? null : commits.getFirst();
        }
        var changes = new ArrayList<RowChange>();
        var outbox = new ArrayList<OutboxChange>();
        Iterable<Row> replacement = null;
        long expected = -1;
        long applied = 0;
        for (Commit commit : commits) {
            outbox.addAll(commit.outbox());
            if (!commit.touchesRows()) {
                continue;
            }
            if (expected < 0) {
                expected = commit.expectedSeq();
            }
            applied = commit.appliedSeq();
            if (commit.replacement() != null) {
                replacement = commit.replacement();
                changes.clear();
            }
            changes.addAll(commit.changes());
        }
        return expected < 0 ? Commit.ofOutbox(outbox) : new Commit(expected, applied, replacement, changes, outbox);
    }

    /**
     * The same on a cache that somebody else has moved to {@code seq}: rows that it has are left out, and with them what was
     * said to their writers. Where it has gone back, rows are left out too, for want of those before them: nothing is put on
     * top of a hole, and whoever asked for this has to follow from {@code seq} again. The outbox does not depend on rows, and
     * changes all the same.
     */
    static List<Commit> rebase(List<Commit> commits, long seq) {
        var rebased = new ArrayList<Commit>();
        long at = seq;
        for (Commit commit : commits) {
            if (!commit.touchesRows()) {
                rebased.add(commit);
            } else if (isDone(commit, at) || lacksWhatIsBefore(commit, at)) {
                rebased.add(Commit.ofOutbox(commit.outbox().stream().filter(Commits::isOwn).toList()));
            } else {
                rebased.add(new Commit(at, commit.appliedSeq(), commit.replacement(), commit.changes(), commit.outbox()));
                at = commit.appliedSeq();
            }
        }
        return rebased;
    }

    /** A history that began anew takes the rows back, unless they have been taken back already. */
    private static boolean isDone(Commit commit, long at) {
        return commit.appliedSeq() < commit.expectedSeq() ? at < commit.expectedSeq() : commit.appliedSeq() <= at;
    }

    /** Rows that replace all others build on none. */
    private static boolean lacksWhatIsBefore(Commit commit, long at) {
        return commit.replacement() == null && at < commit.expectedSeq();
    }

    private static boolean isOwn(OutboxChange change) {
        return !(change instanceof OutboxChange.AckedOf);
    }
}
