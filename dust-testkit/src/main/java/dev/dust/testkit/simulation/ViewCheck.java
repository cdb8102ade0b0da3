package dev.dust.testkit.simulation;

import dev.dust.DustStore;
import dev.dust.Entry;
import dev.dust.StoreStatus;
import dev.dust.testkit.server.rules.StoredRow;
import dev.dust.value.Value;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** At every moment a client shows the server's rows, as far as it has applied them, under its own pending writes (DESIGN 4). */
final class ViewCheck {
    private ViewCheck() {
    }

    static void check(World world, Process process) {
        DustStore store = process.store();
        StoreStatus status = store.status();
        if (process.isWithoutCache(status)) {
            return;
        }
        SimulatedClient client = process.client();
        long applied = status.lastStoreSeq();
        if (applied > world.server().records().lastSeq()) {
            throw new SimulationFailure(process + " has applied " + applied + ", which is yet to come");
        }
        long rowsSeq = process.rowsSeq();
        if (rowsSeq < applied || rowsSeq > applied && world.shared() == null) {
            throw new SimulationFailure(process + " has applied " + applied + ", and its rows are those of " + rowsSeq);
        }
        NaiveRows base = client.replay().at(rowsSeq);
        NaiveRows view = base.copy();
        client.ledger().pending(store.pending(), applied, rowsSeq).forEach(view::show);
        TreeMap<String, Value> leaves = rows(process, store.enumerate("**"), view, base, rowsSeq);
        String path = Material.path(world.dice());
        Value read = store.get(path).optional().orElse(null);
        if (!Objects.equals(read, view.at(path))) {
            throw new SimulationFailure(process + " reads " + read + " at " + path + ", not " + view.at(path));
        }
        if (process.isSettled()) {
            process.ears().check(applied, world.shared() == null ? leaves : null);
        }
    }

    private static TreeMap<String, Value> rows(Process process, List<Entry> shown, NaiveRows view, NaiveRows base,
            long applied) {
        var leaves = new TreeMap<String, Value>();
        Iterator<Map.Entry<String, StoredRow>> expected = view.all().entrySet().iterator();
        for (Entry entry : shown) {
            String path = entry.path().key();
            Map.Entry<String, StoredRow> row = expected.hasNext() ? expected.next() : null;
            if (row == null || !row.getKey().equals(path) || !row.getValue().value().equals(entry.value())
                    || !row.getValue().type().equals(entry.type())) {
                throw wrong(process, shown, view, applied);
            }
            checkRevision(process, entry, base.all().get(path), applied);
            leaves.put(path, entry.value());
        }
        if (expected.hasNext()) {
            throw wrong(process, shown, view, applied);
        }
        return leaves;
    }

    private static SimulationFailure wrong(Process process, List<Entry> shown, NaiveRows view, long applied) {
        return new SimulationFailure(process + ", which has applied " + applied + ", shows\n  " + shown.stream()
                .map(entry -> entry.path() + "=" + entry.value() + " (" + entry.type() + ")").toList() + "\n  and not\n  "
                + view.all().entrySet().stream()
                        .map(row -> row.getKey() + "=" + row.getValue().value() + " (" + row.getValue().type() + ")").toList());
    }

    /** A revision is that of the value beside it: with a pending write about there is none, nor where a snapshot brought the row. */
    private static void checkRevision(Process process, Entry entry, StoredRow committed, long applied) {
        long revision = committed == null ? 0 : committed.revision();
        boolean right = entry.revision().isPresent()
                ? !entry.pending() && entry.revision().getAsLong() == revision
                : entry.pending() || committed != null && process.client().hasSnapshotWithin(revision, applied);
        if (!right) {
            throw new SimulationFailure(process + " says that the revision of " + entry + " is not " + revision);
        }
    }
}
