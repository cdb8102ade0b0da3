package dev.dust.server.memory;

import dev.dust.cache.Keys;
import dev.dust.cache.Order;
import dev.dust.keymap.KeyMap;
import dev.dust.server.ledger.ChangedRow;
import dev.dust.server.ledger.Event;
import dev.dust.server.ledger.Head;
import dev.dust.server.ledger.History;
import dev.dust.server.ledger.KeyedRow;
import dev.dust.server.ledger.LedgerException;
import dev.dust.server.ledger.LedgerOp;
import dev.dust.server.ledger.MembershipId;
import dev.dust.server.ledger.OpId;
import dev.dust.server.ledger.Outcome;
import dev.dust.server.ledger.Push;
import dev.dust.server.ledger.Retention;
import dev.dust.server.ledger.RowChanges;
import dev.dust.server.ledger.RowRange;
import dev.dust.server.ledger.Rows;
import dev.dust.server.ledger.Snapshot;
import dev.dust.server.ledger.StoreLedger;
import dev.dust.server.ledger.StoreView;
import dev.dust.server.ledger.StoredRow;
import dev.dust.time.Durations;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A store of a {@link MemoryLedger}. One lock guards it; snapshots are read without. */
public final class MemoryStore implements StoreLedger {
    private static final long LEAST_AT_ONCE = 1_000;

    private final String name;
    private final LongSupplier clockMillis;
    private final Replay replay;
    private final Supplier<Journal> journal;
    private final ReentrantLock lock = new ReentrantLock();
    private final Retention usual;
    /** How long the history may be until what is beyond the retention goes: not op by op, since that moves all others. */
    private final long mostOps;
    private final OpLog log;
    /** How often each device has taken over. */
    private final Map<String, Long> takeovers = new HashMap<>();
    private final Set<Follower> followers = new LinkedHashSet<>();
    private KeyMap<StoredRow> rows = KeyMap.empty();
    private boolean archived;
    /** How many ops have gone that no {@link #retain} has counted. */
    private long uncounted;
    /** The latest time by which something was decided. */
    private long seenMillis = Long.MIN_VALUE;

    MemoryStore(String name, LongSupplier clockMillis, Replay replay, Supplier<Journal> journal, Retention usual,
            RememberedOps remembered) {
        this.name = name;
        this.clockMillis = clockMillis;
        this.replay = replay;
        this.journal = journal;
        this.usual = usual;
        long atOnce = Math.max(usual.ops() / 8, LEAST_AT_ONCE);
        mostOps = usual.ops() + Math.min(atOnce, Long.MAX_VALUE - usual.ops());
        log = new OpLog(remembered);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Head head() {
        return locked(() -> new Head(log.lastSeq(), log.compactedSeq(), rows.size(), archived));
    }

    /** Nothing is written down: what an earlier process was sent died with it. */
    @Override
    public long join(String deviceId, boolean takesOver) {
        return locked(() -> takesOver ? takeovers.merge(deviceId, 1L, Long::sum) : takeovers.getOrDefault(deviceId, 0L));
    }

    /** It is written down before anybody can see it; what cannot be written down has not happened. */
    @Override
    public List<Outcome> write(List<? extends Push> batch) {
        return locked(() -> {
            long before = log.lastSeq();
            KeyMap<StoredRow> rowsBefore = rows;
            boolean kept = false;
            try {
                var outcomes = new ArrayList<Outcome>(batch.size());
                writeDown(decide(batch, outcomes));
                kept = true;
                return outcomes;
            } finally {
                if (kept) {
                    tell(before);
                    forgetSurplus();
                } else {
                    log.cutBack(before);
                    rows = rowsBefore;
                }
            }
        });
    }

    /** The events that the batch has become. */
    private List<Event> decide(List<? extends Push> batch, List<Outcome> outcomes) {
        seenMillis = Math.max(seenMillis, clockMillis.getAsLong());
        var events = new ArrayList<Event>(batch.size());
        var now = new Now();
        for (Push push : batch) {
            MembershipId member = push.membership();
            long lastTakeover = member == null ? 0 : takeovers.getOrDefault(member.deviceId(), 0L);
            Outcome outcome = Outcome.of(push, log.named(push.opId()), now, lastTakeover);
            if (outcome instanceof Outcome.Judged judged) {
                for (LedgerOp op : judged.verdict().ops()) {
                    apply(op);
                    events.add(op.event());
                }
            }
            outcomes.add(outcome);
        }
        return events;
    }

    private void writeDown(List<Event> events) {
        if (!events.isEmpty()) {
            note(opened -> opened.committed(name, events));
        }
    }

    private void note(Consumer<Journal> what) {
        try {
            what.accept(journal.get());
        } catch (UncheckedIOException e) {
            throw new LedgerException.Unavailable("it cannot be written down: " + e.getMessage(), e);
        }
    }

    private void apply(LedgerOp op) {
        var replaced = new ArrayList<OpLog.Before>(1);
        RowChanges changes = op.changes();
        for (String key : changes.removedBelow()) {
            String from = Keys.subtreeFrom(key);
            String to = Keys.subtreeTo(key);
            KeyMap<StoredRow> left = rows.removeRange(from, to);
            // Most often there is nothing below, which is found out without a cursor.
            if (left != rows) {
                KeyMap.Cursor<StoredRow> below = rows.cursor(from, to, Order.ASCENDING);
                while (below.next()) {
                    replaced.add(new OpLog.Before(Objects.requireNonNull(below.key(), "key"), below.value()));
                }
                rows = left;
            }
        }
        for (String key : changes.removed()) {
            StoredRow row = rows.get(key);
            if (row != null) {
                replaced.add(new OpLog.Before(key, row));
                rows = rows.remove(key);
            }
        }
        changes.written().forEach((key, row) -> {
            replaced.add(new OpLog.Before(key, rows.get(key)));
            rows = rows.put(key, row);
        });
        log.append(op.event(), seenMillis, List.copyOf(replaced));
    }

    private void forgetSurplus() {
        if (log.size() > mostOps) {
            try {
                uncounted += forget(usual);
            } catch (LedgerException.Unavailable diskIsFull) {
                // What was written stands. It is tried again with the next ops, which tell of the disk.
            }
        }
    }

    private void tell(long before) {
        if (log.lastSeq() > before) {
            List.copyOf(followers).forEach(follower -> follower.reached(log.lastSeq()));
        }
    }

    /**
     * Brings back an op that was committed before, as when a server starts again. It is not written down.
     *
     * @throws IllegalArgumentException if it is not the op that comes next
     */
    public void restore(Event event) {
        locked(() -> {
            if (event.storeSeq() != log.lastSeq() + 1) {
                throw new IllegalArgumentException("op " + event.storeSeq() + " cannot follow op " + log.lastSeq());
            }
            seenMillis = Math.max(seenMillis, clockMillis.getAsLong());
            apply(new LedgerOp(event, replay.changesOf(event, new MemoryRows(rows))));
            forgetSurplus();
            return null;
        });
    }

    /** Brings back that the ops up to there were forgotten, whose ids are as old as this server. It is not written down. */
    public void restoreCompaction(long uptoSeq) {
        locked(() -> {
            log.compact(uptoSeq, rows, Long.MIN_VALUE);
            return null;
        });
    }

    @Override
    public Map<OpId, Long> recognised(Collection<OpId> ids) {
        return locked(() -> {
            var recognised = new HashMap<OpId, Long>();
            for (OpId id : ids) {
                long seq = log.lastSeqOf(id);
                if (seq > 0) {
                    recognised.put(id, seq);
                }
            }
            return recognised;
        });
    }

    @Override
    public History after(long seq, int most) {
        return locked(() -> {
            long from = Math.clamp(seq, log.compactedSeq(), log.lastSeq());
            return new History(from, log.events(from, most), log.lastSeq());
        });
    }

    @Override
    public List<Event> last(int most) {
        return locked(() -> log.events(Math.max(log.compactedSeq(), log.lastSeq() - most), most));
    }

    @Override
    public @Nullable StoredRow row(String key) {
        return locked(() -> rows.get(key));
    }

    @Override
    public RowRange range(String from, @Nullable String to, int most) {
        InMemory now = locked(() -> new InMemory(log.lastSeq(), rows));
        try (Stream<KeyedRow> found = new MemoryRows(now.map()).between(from, to)) {
            return new RowRange(now.seq(), found.limit(most).toList());
        }
    }

    @Override
    public Snapshot snapshot() {
        return locked(() -> new InMemory(log.lastSeq(), rows));
    }

    @Override
    public Snapshot snapshotAt(long seq) {
        return locked(() -> new InMemory(seq, log.rowsAt(seq, rows)));
    }

    @Override
    public void compact(long uptoSeq) {
        locked(() -> {
            note(opened -> opened.compacted(name, Math.min(uptoSeq, log.lastSeq())));
            log.compact(uptoSeq, rows, Long.MAX_VALUE);
            return null;
        });
    }

    /** What came back with a journal is as old as this server. */
    @Override
    public long retain(Retention retention) {
        return locked(() -> {
            seenMillis = Math.max(seenMillis, clockMillis.getAsLong());
            long forgotten = forget(retention) + uncounted;
            uncounted = 0;
            return forgotten;
        });
    }

    private long forget(Retention retention) {
        long before = log.compactedSeq();
        long point = Math.max(log.lastSeq() - retention.ops(),
                log.lastBefore(seenMillis - Durations.millis(retention.age())));
        if (point > before) {
            note(opened -> opened.compacted(name, point));
        }
        log.compact(point, rows, seenMillis - Durations.millis(retention.resends()));
        return log.compactedSeq() - before;
    }

    @Override
    public void archive() {
        locked(() -> {
            note(opened -> opened.archived(name));
            archived = true;
            List.copyOf(followers).forEach(Follower::archived);
            return null;
        });
    }

    @Override
    public Following follow(Follower follower) {
        // Each call is another following, also of the same follower.
        var own = new Follower() {
            @Override
            public void reached(long seq) {
                follower.reached(seq);
            }

            @Override
            public void archived() {
                follower.archived();
            }
        };
        locked(() -> followers.add(own));
        return () -> locked(() -> followers.remove(own));
    }

    private <T extends @Nullable Object> T locked(Supplier<T> work) {
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }

    /** The store while a push is decided. */
    private final class Now implements StoreView {
        @Override
        public Rows rows() {
            return new MemoryRows(rows);
        }

        @Override
        public long seq() {
            return log.lastSeq();
        }

        @Override
        public long compactedSeq() {
            return log.compactedSeq();
        }

        @Override
        public boolean archived() {
            return archived;
        }

        @Override
        public long nowMillis() {
            return seenMillis;
        }

        @Override
        public Rows rowsAt(long seq) {
            return new MemoryRows(log.rowsAt(seq, rows));
        }

        @Override
        public Stream<ChangedRow> changedSince(long seq, @Nullable String below) {
            return log.replacedSince(seq).entrySet().stream()
                    .filter(replaced -> below == null || Keys.isBelow(replaced.getKey(), below))
                    .map(replaced -> new ChangedRow(replaced.getKey(), replaced.getValue(), rows.get(replaced.getKey())))
                    .filter(change -> change.then() != null || change.now() != null);
        }

        @Override
        public List<Event> opsAfter(long seq) {
            return log.events(seq, Integer.MAX_VALUE);
        }
    }

    private record InMemory(long seq, KeyMap<StoredRow> map) implements Snapshot {
        @Override
        public Stream<KeyedRow> rows() {
            return new MemoryRows(map).all();
        }

        @Override
        public void close() {
            // Nothing is held but memory.
        }
    }
}
