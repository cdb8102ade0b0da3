package dev.dust.testkit.contract;

import dev.dust.server.ledger.ChangedRow;
import dev.dust.server.ledger.Event;
import dev.dust.server.ledger.Head;
import dev.dust.server.ledger.History;
import dev.dust.server.ledger.KeyedRow;
import dev.dust.server.ledger.Ledger;
import dev.dust.server.ledger.MembershipId;
import dev.dust.server.ledger.OpId;
import dev.dust.server.ledger.Outcome;
import dev.dust.server.ledger.Push;
import dev.dust.server.ledger.Retention;
import dev.dust.server.ledger.RowRange;
import dev.dust.server.ledger.Rows;
import dev.dust.server.ledger.Snapshot;
import dev.dust.server.ledger.StoreLedger;
import dev.dust.server.ledger.StoreView;
import dev.dust.server.ledger.StoredRow;
import dev.dust.server.ledger.Verdict;
import dev.dust.server.memory.MemoryLedger;
import dev.dust.server.rules.Dialect;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A ledger in layers that pass everything on, for broken ones to do one thing otherwise. */
public final class PassingLedger {
    private PassingLedger() {
    }

    /** A right one. */
    static MemoryLedger right() {
        return new MemoryLedger(System::currentTimeMillis, Dialect.OWN::changesOf);
    }

    /** A ledger whose stores are made by {@code layer} from right ones. */
    static Ledger stores(Function<StoreLedger, StoreLedger> layer) {
        return stores(right(), layer);
    }

    /** The same over {@code right}. */
    public static Ledger stores(Ledger right, Function<StoreLedger, StoreLedger> layer) {
        return new OverLedger(right) {
            private final Map<String, StoreLedger> layered = new ConcurrentHashMap<>();

            @Override
            protected StoreLedger over(StoreLedger store) {
                return layered.computeIfAbsent(store.name(), name -> layer.apply(store));
            }
        };
    }

    /** A ledger that changes pushes before it has them decided. */
    static Ledger pushes(UnaryOperator<Push> rewrite) {
        return stores(store -> new OverStoreLedger(store) {
            @Override
            public List<Outcome> write(List<? extends Push> batch) {
                return inner.write(batch.stream().map(rewrite).toList());
            }
        });
    }

    /** What the rules are told of changes, in place of what is right. */
    @FunctionalInterface
    interface Changes {
        Stream<ChangedRow> since(StoreView store, long seq, @Nullable String below);
    }

    /** A ledger that tells the rules other changes. */
    static Ledger changes(Changes told) {
        return views(view -> new OverView(view) {
            @Override
            public Stream<ChangedRow> changedSince(long seq, @Nullable String below) {
                return told.since(view, seq, below);
            }
        });
    }

    /** A ledger whose pushes decide over what {@code layer} makes of the right view. */
    static Ledger views(UnaryOperator<StoreView> layer) {
        return pushes(push -> new OverPush(push) {
            @Override
            public Verdict judge(StoreView store) {
                return inner.judge(layer.apply(store));
            }
        });
    }

    public static class OverLedger implements Ledger {
        protected final Ledger inner;

        protected OverLedger(Ledger inner) {
            this.inner = inner;
        }

        protected StoreLedger over(StoreLedger store) {
            return store;
        }

        @Override
        public StoreLedger find(String store) {
            StoreLedger found = inner.find(store);
            return found == null ? null : over(found);
        }

        @Override
        public void requireWritable() {
            inner.requireWritable();
        }

        @Override
        public StoreLedger make(String store) {
            return over(inner.make(store));
        }

        @Override
        public Set<String> stores() {
            return inner.stores();
        }

        @Override
        public void close() {
            inner.close();
        }
    }

    public static class OverStoreLedger implements StoreLedger {
        protected final StoreLedger inner;

        protected OverStoreLedger(StoreLedger inner) {
            this.inner = inner;
        }

        @Override
        public String name() {
            return inner.name();
        }

        @Override
        public Head head() {
            return inner.head();
        }

        @Override
        public List<Outcome> write(List<? extends Push> batch) {
            return inner.write(batch);
        }

        @Override
        public Map<OpId, Long> recognised(Collection<OpId> ids) {
            return inner.recognised(ids);
        }

        @Override
        public History after(long seq, int most) {
            return inner.after(seq, most);
        }

        @Override
        public List<Event> last(int most) {
            return inner.last(most);
        }

        @Override
        public StoredRow row(String key) {
            return inner.row(key);
        }

        @Override
        public RowRange range(String from, String to, int most) {
            return inner.range(from, to, most);
        }

        @Override
        public Snapshot snapshot() {
            return inner.snapshot();
        }

        @Override
        public Snapshot snapshotAt(long seq) {
            return inner.snapshotAt(seq);
        }

        @Override
        public void compact(long uptoSeq) {
            inner.compact(uptoSeq);
        }

        @Override
        public long retain(Retention retention) {
            return inner.retain(retention);
        }

        @Override
        public void archive() {
            inner.archive();
        }

        @Override
        public long join(String deviceId, boolean takesOver) {
            return inner.join(deviceId, takesOver);
        }

        @Override
        public Following follow(Follower follower) {
            return inner.follow(follower);
        }
    }

    public static class OverPush implements Push {
        protected final Push inner;

        protected OverPush(Push inner) {
            this.inner = inner;
        }

        @Override
        public OpId opId() {
            return inner.opId();
        }

        @Override
        public Verdict judge(StoreView store) {
            return inner.judge(store);
        }

        @Override
        public MembershipId membership() {
            return inner.membership();
        }

        @Override
        public Verdict takenOver() {
            return inner.takenOver();
        }

        @Override
        public Verdict again(List<Event> ops) {
            return inner.again(ops);
        }
    }

    public static class OverView implements StoreView {
        protected final StoreView inner;

        protected OverView(StoreView inner) {
            this.inner = inner;
        }

        @Override
        public Rows rows() {
            return inner.rows();
        }

        @Override
        public long seq() {
            return inner.seq();
        }

        @Override
        public long compactedSeq() {
            return inner.compactedSeq();
        }

        @Override
        public boolean archived() {
            return inner.archived();
        }

        @Override
        public long nowMillis() {
            return inner.nowMillis();
        }

        @Override
        public Rows rowsAt(long seq) {
            return inner.rowsAt(seq);
        }

        @Override
        public Stream<ChangedRow> changedSince(long seq, @Nullable String below) {
            return inner.changedSince(seq, below);
        }

        @Override
        public List<Event> opsAfter(long seq) {
            return inner.opsAfter(seq);
        }
    }

    public static class OverRows implements Rows {
        protected final Rows inner;

        protected OverRows(Rows inner) {
            this.inner = inner;
        }

        @Override
        public StoredRow get(String key) {
            return inner.get(key);
        }

        @Override
        public Stream<KeyedRow> below(String key) {
            return inner.below(key);
        }

        @Override
        public Stream<KeyedRow> all() {
            return inner.all();
        }

        @Override
        public long count() {
            return inner.count();
        }
    }

    /** A snapshot of these rows. */
    public record Rewritten(long seq, List<KeyedRow> list) implements Snapshot {
        @Override
        public Stream<KeyedRow> rows() {
            return list.stream();
        }

        @Override
        public void close() {
            // Nothing is held.
        }
    }
}
