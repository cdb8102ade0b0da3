package dev.dust.testkit.contract;

import static dev.dust.testkit.contract.Passing.snapshots;
import static dev.dust.testkit.contract.Passing.stores;

import dev.dust.cache.Cache;
import dev.dust.cache.Commit;
import dev.dust.cache.CommitResult;
import dev.dust.cache.OutboxChange;
import dev.dust.cache.OutboxEntry;
import dev.dust.cache.Row;
import dev.dust.cache.RowChange;
import dev.dust.cache.StoreCache;
import dev.dust.testkit.contract.Passing.OverCache;
import dev.dust.testkit.contract.Passing.OverSnapshot;
import dev.dust.testkit.contract.Passing.OverStore;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Caches that go wrong where rows are written. */
final class BrokenCommits {
    private BrokenCommits() {
    }

    static Stream<BrokenCache> all() {
        var all = Stream.<BrokenCache>builder();
        all.add(new BrokenCache("begins at seq 1", "newStore_isEmptyAndAtSeqZero", BrokenCommits::beginningAtOne));
        all.add(new BrokenCache("forgets the outbox of a commit with rows", "commit_takesRowsSeqAndOutboxTogether",
                () -> rewriting((commit, store) -> commit.touchesRows() ? withOutbox(commit, List.of()) : commit)));
        all.add(new BrokenCache("takes any expected seq", "staleCommit_changesNothing",
                () -> rewriting(BrokenCommits::expectingWhatIs)));
        all.add(new BrokenCache("takes what expects less than there is", "staleCommit_changesNothing",
                () -> rewriting((commit, store) -> commit.expectedSeq() < store.snapshot().appliedSeq()
                        ? expectingWhatIs(commit, store)
                        : commit)));
        all.add(new BrokenCache("takes what expects more than there is", "staleCommit_changesNothing",
                () -> rewriting(BrokenCommits::expectingNoMoreThanThereIs)));
        all.add(new BrokenCache("takes what was expected before it went back", "commitOnACacheThatWentBack_changesNothing",
                () -> rewriting(BrokenCommits::expectingNoMoreThanThereIs)));
        all.add(new BrokenCache("adds an entry again beside itself", "commitThatIsTriedAgain_takesEffectOnce",
                () -> rewriting((commit, store) -> withOutbox(commit,
                        commit.outbox().stream().map(change -> besideItself(change, store)).toList()))));
        all.add(new BrokenCache("asks the outbox for the expected seq", "outboxCommit_doesNotDependOnTheAppliedSeq",
                () -> answering(commit -> true)));
        all.add(new BrokenCache("does not ask a commit without changes for its seq", "staleCommit_changesNothing",
                () -> rewriting((commit, store) -> commit.changes().isEmpty() && commit.replacement() == null
                        ? expectingWhatIs(commit, store)
                        : commit)));
        all.add(new BrokenCache("keeps the seq in 53 bits", "seqAndRows_moveWithoutEachOther",
                () -> snapshots(snapshot -> new OverSnapshot(snapshot) {
                    @Override
                    public long appliedSeq() {
                        return (long) (double) super.appliedSeq();
                    }
                })));
        all.add(new BrokenCache("stores the outbox before the rows", "commitThatThrows_changesNothing",
                () -> committing(BrokenCommits::outboxFirst)));
        all.add(new BrokenCache("stores a replacement row by row", "commitThatThrows_changesNothing",
                () -> committing(BrokenCommits::rowByRow)));
        all.add(new BrokenCache("puts a replacement over what is there", "replacement_leavesNoOtherRow",
                () -> rewriting(BrokenCommits::replacingNothing)));
        all.add(new BrokenCache("makes changes before the replacement", "anyChanges_giveTheRowsOfASortedMap",
                () -> rewriting((commit, store) -> commit.replacement() == null ? commit : withChanges(commit, List.of()))));
        all.add(new BrokenCache("counts a replacement before it stores it", "replacement_isGoneThroughOnce",
                () -> rewriting((commit, store) -> {
                    if (commit.replacement() != null) {
                        commit.replacement().forEach(row -> {
                        });
                    }
                    return commit;
                })));
        all.add(new BrokenCache("keeps all stores in one", "rows_belongToTheStore", BrokenCommits::oneStoreForAll));
        all.add(new BrokenCache("puts a row in place of its subtree", "put_leavesWhatLiesBelow",
                () -> changing((change, store) -> change instanceof RowChange.Put(Row row)
                        ? Stream.of(new RowChange.RemoveBelow(row.key()), change)
                        : Stream.of(change))));
        all.add(new BrokenCache("removes the subtree with the row", "remove_takesExactlyOneRow",
                () -> changing((change, store) -> change instanceof RowChange.Remove(String key)
                        ? Stream.of(change, new RowChange.RemoveBelow(key))
                        : Stream.of(change))));
        all.add(new BrokenCache("removes every key that begins like the key", "removeBelow_leavesTheRowItselfAndItsNeighbours",
                () -> removingBelow(key -> other -> other.startsWith(key) && !other.equals(key))));
        all.add(new BrokenCache("removes the row with its subtree", "removeBelow_leavesTheRowItselfAndItsNeighbours",
                () -> removingBelow(key -> other -> (other + "/").startsWith(key + "/"))));
        all.add(new BrokenCache("takes _ in a key for any character", "removeBelow_takesKeysLiterally",
                () -> removingBelow(key -> other -> other.matches("(?s)\\Q" + key.replace("_", "\\E.\\Q") + "\\E/.*"))));
        all.add(new BrokenCache("takes upper case for lower case", "removeBelow_takesKeysLiterally",
                () -> removingBelow(key -> other -> other.toLowerCase().startsWith(key.toLowerCase() + "/"))));
        all.add(new BrokenCache("removes before it puts", "changes_takeEffectInTheirOrder",
                () -> rewriting((commit, store) -> withChanges(commit, commit.changes().stream()
                        .sorted(Comparator.comparing(change -> change instanceof RowChange.Put)).toList()))));
        return all.build();
    }

    private static Cache beginningAtOne() {
        return snapshots(snapshot -> new OverSnapshot(snapshot) {
            @Override
            public long appliedSeq() {
                return Math.max(1, super.appliedSeq());
            }
        });
    }

    private static Cache oneStoreForAll() {
        return new OverCache() {
            @Override
            public StoreCache open(String store, String deviceId) {
                return super.open("all", deviceId);
            }
        };
    }

    static Cache committing(BiFunction<Commit, StoreCache, CommitResult> way) {
        return stores(store -> new OverStore(store) {
            @Override
            public CommitResult commit(Commit commit) {
                return way.apply(commit, inner);
            }
        });
    }

    static Cache rewriting(BiFunction<Commit, StoreCache, Commit> rewrite) {
        return committing((commit, store) -> store.commit(rewrite.apply(commit, store)));
    }

    private static Cache changing(BiFunction<RowChange, StoreCache, Stream<RowChange>> rewrite) {
        return rewriting((commit, store) -> withChanges(commit,
                commit.changes().stream().flatMap(change -> rewrite.apply(change, store)).toList()));
    }

    /** Removes by a condition on keys. Looks only at rows from before the commit, which will do here. */
    private static Cache removingBelow(Function<String, Predicate<String>> condition) {
        return changing((change, store) -> change instanceof RowChange.RemoveBelow(String key)
                ? ContractStore.rows(store).stream().map(Row::key).filter(condition.apply(key)).map(RowChange.Remove::new)
                : Stream.of(change));
    }

    /** A commit that is stale by the seq it expects, if {@code counts}. */
    private static Cache answering(Predicate<Commit> counts) {
        return committing((commit, store) -> {
            long now = store.snapshot().appliedSeq();
            return counts.test(commit) && commit.expectedSeq() != now ? new CommitResult.Stale(now) : store.commit(commit);
        });
    }

    private static Commit expectingWhatIs(Commit commit, StoreCache store) {
        long now = store.snapshot().appliedSeq();
        return commit.at(now, Math.max(now, commit.appliedSeq()));
    }

    private static Commit expectingNoMoreThanThereIs(Commit commit, StoreCache store) {
        return commit.expectedSeq() > store.snapshot().appliedSeq() ? expectingWhatIs(commit, store) : commit;
    }

    private static OutboxChange besideItself(OutboxChange change, StoreCache store) {
        return change instanceof OutboxChange.Add(OutboxEntry entry)
                && store.outbox().stream().anyMatch(there -> there.opId().equals(entry.opId()))
                        ? ContractStore.add(entry.opId() + " again", entry.position())
                        : change;
    }

    private static CommitResult outboxFirst(Commit commit, StoreCache store) {
        store.commit(Commit.ofOutbox(commit.outbox()));
        return store.commit(withOutbox(commit, List.of()));
    }

    private static CommitResult rowByRow(Commit commit, StoreCache store) {
        if (commit.replacement() != null) {
            for (Row row : commit.replacement()) {
                long now = store.snapshot().appliedSeq();
                store.commit(Commit.of(now, now).changes(List.of(new RowChange.Put(row))));
            }
        }
        return store.commit(commit);
    }

    private static Commit replacingNothing(Commit commit, StoreCache store) {
        if (commit.replacement() == null) {
            return commit;
        }
        var changes = new ArrayList<RowChange>();
        commit.replacement().forEach(row -> changes.add(new RowChange.Put(row)));
        changes.addAll(commit.changes());
        return commit.at(commit.expectedSeq(), Math.max(commit.expectedSeq(), commit.appliedSeq())).replacement(null)
                .changes(changes);
    }

    static Commit withChanges(Commit commit, List<RowChange> changes) {
        return commit.changes(changes);
    }

    static Commit withOutbox(Commit commit, List<OutboxChange> outbox) {
        return commit.outbox(outbox);
    }

    /** Stores each row as {@code rewrite} makes it. */
    static Cache storing(Function<Row, Row> rewrite) {
        return rewriting((commit, store) -> {
            Iterable<Row> replacement = commit.replacement() == null
                    ? null
                    : StreamSupport.stream(commit.replacement().spliterator(), false).map(rewrite).toList();
            List<RowChange> changes = commit.changes().stream()
                    .map(change -> change instanceof RowChange.Put(Row row) ? new RowChange.Put(rewrite.apply(row)) : change)
                    .toList();
            return commit.replacement(replacement).changes(changes);
        });
    }
}
