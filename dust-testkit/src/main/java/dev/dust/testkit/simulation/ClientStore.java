package dev.dust.testkit.simulation;

import java.util.HashSet;
import java.util.NavigableSet;
import java.util.Set;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** One store of a device's: what it wrote there and was told, over all its lives, and what it must show. */
final class ClientStore {
    private final World world;
    private final SimulatedClient client;
    private final SimulatedStore store;
    private final ClientWrites writes;
    private final Leases leases;
    private final Replay replay;
    private boolean tailWasLost;
    /** The events that its transport could not read, or not whole. */
    private final Set<Long> unread = new HashSet<>();
    private final Set<Long> wholeSnapshots = new HashSet<>();
    /** Whether something is missing in its rows, and it has said so. */
    private boolean incomplete;

    ClientStore(World world, SimulatedClient client, SimulatedStore store) {
        this.world = world;
        this.client = client;
        this.store = store;
        this.writes = new ClientWrites(this);
        this.leases = new Leases(world, this);
        this.replay = new Replay(store.records());
    }

    SimulatedClient client() {
        return client;
    }

    String name() {
        return store.name();
    }

    /** The same store at the server. */
    SimulatedStore atServer() {
        return store;
    }

    /** What the server did. */
    Records records() {
        return store.records();
    }

    ClientWrites writes() {
        return writes;
    }

    Leases leases() {
        return leases;
    }

    /** The server's rows, as far as this client is. */
    Replay replay() {
        return replay;
    }

    /** What the process that runs has of it, or null. */
    @Nullable
    ProcessStore running() {
        return client.isUp() && client.process().isAlive() ? client.process().store(this) : null;
    }

    /** Up to where the process that runs has applied events. */
    long applied() {
        return running() == null ? Long.MAX_VALUE : running().store().status().lastStoreSeq();
    }

    /** The seqs of the snapshots that were sent to it. */
    NavigableSet<Long> snapshots() {
        return records().snapshots(client.device());
    }

    /** Those of them for which there was no other way: the history was gone. */
    NavigableSet<Long> neededSnapshots() {
        return records().neededSnapshots(client.device());
    }

    /** Whether its outbox says that the write was accepted as {@code seq}. */
    boolean hasKeptAnswer(String opId, long seq) {
        return client.cache().open(name(), client.device()).outbox().stream()
                .anyMatch(entry -> entry.opId().equals(opId) && entry.ackedSeq() == seq);
    }

    /** Whether a row of that revision may have come with a snapshot, which does not tell it. */
    boolean hasSnapshotWithin(long revision, long applied) {
        return store.shared() == null
                ? hadSnapshotWithin(revision, applied)
                : world.clients().stream().anyMatch(each -> each.store(store).hadSnapshotWithin(revision, applied));
    }

    private boolean hadSnapshotWithin(long revision, long applied) {
        return !snapshots().subSet(revision, true, applied, true).isEmpty();
    }

    /** Whether a snapshot, or what could not be read, hid that op from this client, so that it could not see whose it was. */
    boolean isHidden(long seq, long applied) {
        Long snapshot = neededSnapshots().ceiling(seq);
        return snapshot != null && snapshot <= applied || unread.contains(seq)
                || store.shared() != null && store.shared().hide(seq, applied);
    }

    /** The server is about to forget what came after {@code seq}: what was said of it until now is true. */
    void tailIsLost(long seq) {
        if (client.isUp()) {
            client.process().drain();
        }
        leases.tailIsLost(seq);
        writes.tailIsLost(seq);
        replay.forget();
        tailWasLost = true;
        if (running() != null) {
            running().tailIsLost();
        }
    }

    /** An event has come, and could be read or not. */
    void noteEvent(long seq, boolean whole) {
        if (!whole) {
            unread.add(seq);
        }
    }

    /** A snapshot has come, and could be read or not. */
    void noteSnapshot(long seq, boolean whole) {
        if (whole) {
            wholeSnapshots.add(seq);
        } else {
            wholeSnapshots.remove(seq);
            LongStream.rangeClosed(1, seq).forEach(unread::add);
        }
    }

    /** Its process is gone, with what it knew of what is missing. */
    void forget() {
        incomplete |= !unread.isEmpty();
    }

    /** A snapshot has taken the place of all rows: if it was read whole, nothing is missing any more. */
    void tookSnapshot(long seq) {
        incomplete &= !wholeSnapshots.contains(seq);
    }

    /** Whether a subscription may never hear of the events from {@code seq} to before {@code end}. */
    boolean mayPassOver(long seq, long end) {
        return LongStream.range(seq, end).allMatch(unread::contains);
    }

    /** Whether something is missing in its rows, and a process has said so: later ones do not know that any more. */
    boolean isIncomplete() {
        return incomplete;
    }

    void setIncomplete(boolean incomplete) {
        this.incomplete = incomplete;
    }

    /** Whether its events may come again: its history began anew, or its cache went back. */
    boolean mayHearAgain() {
        return tailWasLost || client.journal() != null;
    }

    /** Whether what the device has applied may not be the server's any more, and it has not heard so. */
    boolean isAhead() {
        return store.isAwaiting(client.device());
    }

    @Override
    public String toString() {
        return store.tag().isEmpty() ? client.toString() : client + ":" + store.tag().strip();
    }
}
