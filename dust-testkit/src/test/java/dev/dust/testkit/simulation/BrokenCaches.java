package dev.dust.testkit.simulation;

import dev.dust.cache.Cache;
import dev.dust.cache.CacheSnapshot;
import dev.dust.cache.Commit;
import dev.dust.cache.CommitResult;
import dev.dust.cache.Keys;
import dev.dust.cache.OutboxChange;
import dev.dust.cache.OutboxEntry;
import dev.dust.cache.Row;
import dev.dust.cache.RowChange;
import dev.dust.cache.StoreCache;
import dev.dust.testkit.NaiveCache;
import dev.dust.value.ListValue;
import dev.dust.value.TextValue;
import dev.dust.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/** Caches under which a client's view is wrong. */
final class BrokenCaches {
    // Where an op that is kept says what.
    private static final int NAME = 0;
    private static final int PATH = 1;
    private static final int OPERAND = 2;

    private BrokenCaches() {
    }

    /** While a write is pending, what others do to its path is not stored: the pending write hides it for good. */
    static Cache pendingHides() {
        return new Tampering((store, commit) -> {
            List<String> pending = store.outbox().stream().map(entry -> text(entry, PATH)).toList();
            boolean isOwn = commit.outbox().stream().anyMatch(OutboxChange.Remove.class::isInstance);
            List<RowChange> changes = commit.changes().stream()
                    .filter(change -> isOwn || pending.stream().noneMatch(path -> touches(change, path))).toList();
            return commit.changes(changes);
        });
    }

    /** What was only asked for is stored among the rows that the server committed. */
    static Cache optimisticRows() {
        return new Tampering((store, commit) -> {
            var changes = new ArrayList<>(commit.changes());
            for (OutboxChange change : commit.outbox()) {
                if (change instanceof OutboxChange.Add(OutboxEntry entry) && text(entry, NAME).equals("set")) {
                    Value value = item(entry, OPERAND);
                    if (value.isLeaf()) {
                        changes.add(new RowChange.Put(new Row(text(entry, PATH), value, value.type(), 0, 0)));
                    }
                }
            }
            if (changes.size() == commit.changes().size()) {
                return commit;
            }
            try (CacheSnapshot now = store.snapshot()) {
                return commit.at(now.appliedSeq(), Math.max(now.appliedSeq(), commit.appliedSeq())).changes(changes);
            }
        });
    }

    /** Of several rows' changes in one commit, only the last is stored. */
    static Cache lastOfSeveral() {
        return new Tampering((store, commit) -> commit.changes(
                commit.appliedSeq() - commit.expectedSeq() > 1 && commit.replacement() == null && !commit.changes().isEmpty()
                        ? List.of(commit.changes().getLast())
                        : commit.changes()));
    }

    private static Value item(OutboxEntry entry, int index) {
        return ((ListValue) entry.op()).items().get(index);
    }

    private static String text(OutboxEntry entry, int index) {
        return ((TextValue) item(entry, index)).value();
    }

    private static boolean touches(RowChange change, String path) {
        String key = switch (change) {
            case RowChange.Put(Row row) -> row.key();
            case RowChange.Remove(String removed) -> removed;
            case RowChange.RemoveBelow(String above) -> above;
        };
        return key.equals(path) || Keys.isBelow(key, path) || Keys.isBelow(path, key);
    }

    private record Tampering(Cache cache, BiFunction<StoreCache, Commit, Commit> tamper) implements Cache {

        Tampering(BiFunction<StoreCache, Commit, Commit> tamper) {
            this(new NaiveCache(), tamper);
        }

        @Override
        public boolean durable() {
            return cache.durable();
        }

        @Override
        public boolean blocking() {
            return cache.blocking();
        }

        @Override
        public String deviceId(String configured, Supplier<String> fresh) {
            return cache.deviceId(configured, fresh);
        }

        @Override
        public StoreCache open(String store, String deviceId) {
            StoreCache honest = cache.open(store, deviceId);
            return new StoreCache() {
                @Override
                public CacheSnapshot snapshot() {
                    return honest.snapshot();
                }

                @Override
                public CommitResult commit(Commit commit) {
                    return honest.commit(tamper.apply(honest, commit));
                }

                @Override
                public List<OutboxEntry> outbox() {
                    return honest.outbox();
                }
            };
        }

        @Override
        public void close() {
            cache.close();
        }
    }
}
