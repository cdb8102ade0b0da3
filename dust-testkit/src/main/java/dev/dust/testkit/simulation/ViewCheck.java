package dev.dust.testkit.simulation;

import dev.dust.DustStore;
import dev.dust.Entry;
import dev.dust.StoreStatus;
import dev.dust.server.ledger.StoredRow;
import dev.dust.value.Value;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * At every moment a client shows the server's rows, as far as it has applied them, under its own pending writes
 * (docs/architecture.md#view).
 */
final class ViewCheck {
    private ViewCheck() {
    }

    static void check(World world, ProcessStore process) {
        DustStore store = process.store();
        StoreStatus status = store.status();
        ClientStore client = process.client();
        long applied = status.lastStoreSeq();
        if (process.isWithoutCache(status) || client.isAhead() || process.process().cache().isBehind(client)) {
            return;
        }
        if (applied > client.records().lastSeq()) {
            throw new SimulationFailure(process + " has applied " + applied + ", which is yet to come");
        }
        long rowsSeq = process.rowsSeq();
        if (rowsSeq < applied || rowsSeq > applied && !world.isSharing()) {
            throw new SimulationFailure(process + " has applied " + applied + ", and its rows are those of " + rowsSeq);
        }
        if (process.isIncomplete(status)) {
            // It says so. What it has heard of must all the same be all that there is to hear.
            if (process.process().isSettled()) {
                process.checkHeard(applied, null);
            }
            return;
        }
        NaiveRows base = client.replay().at(rowsSeq);
        NaiveRows view = base.copy();
        client.writes().pending(store.pending(), applied, rowsSeq).forEach(view::show);
        checkRows(process, store.enumerate("**"), view, base, rowsSeq);
        String path = WriteGenerator.path(world.random());
        Value read = store.get(path).optional().orElse(null);
        if (!Objects.equals(read, view.at(path))) {
            throw new SimulationFailure(process + " reads " + read + " at " + path + ", not " + view.at(path));
        }
        if (process.process().isSettled()) {
            process.checkHeard(applied, rowsSeq == applied ? view : null);
        }
    }

    private static void checkRows(ProcessStore process, List<Entry> shown, NaiveRows view, NaiveRows base, long applied) {
        Iterator<Map.Entry<String, StoredRow>> expected = view.all().entrySet().iterator();
        for (Entry entry : shown) {
            String path = entry.path().key();
            Map.Entry<String, StoredRow> row = expected.hasNext() ? expected.next() : null;
            if (row == null || !row.getKey().equals(path) || !row.getValue().value().equals(entry.value())
                    || !row.getValue().type().equals(entry.type())) {
                throw wrong(process, shown, view, applied);
            }
            checkRevision(process, entry, base.all().get(path), applied);
        }
        if (expected.hasNext()) {
            throw wrong(process, shown, view, applied);
        }
    }

    private static SimulationFailure wrong(ProcessStore process, List<Entry> shown, NaiveRows view, long applied) {
        return new SimulationFailure(process + ", which has applied " + applied + ", shows\n  " + shown.stream()
                .map(entry -> entry.path() + "=" + entry.value() + " (" + entry.type() + ")").toList() + "\n  and not\n  "
                + view.all().entrySet().stream()
                        .map(row -> row.getKey() + "=" + row.getValue().value() + " (" + row.getValue().type() + ")").toList()
                + "\n  with " + process.store().pending());
    }

    /**
     * A revision is that of the value beside it: with a pending write about there is none, nor where a snapshot brought the
     * row.
     */
    private static void checkRevision(ProcessStore process, Entry entry, @Nullable StoredRow committed, long applied) {
        long revision = committed == null ? 0 : committed.revision();
        boolean right = entry.revision().isPresent()
                ? !entry.pending() && entry.revision().getAsLong() == revision
                : entry.pending() || committed != null && process.client().hasSnapshotWithin(revision, applied);
        if (!right) {
            throw new SimulationFailure(process + " says that the revision of " + entry + " is not " + revision);
        }
    }
}
