package dev.dust.testkit.contract;

import static dev.dust.testkit.contract.BrokenCommits.committing;
import static dev.dust.testkit.contract.BrokenCommits.rewriting;
import static dev.dust.testkit.contract.BrokenCommits.withOutbox;
import static dev.dust.testkit.contract.Passing.snapshots;

import dev.dust.cache.Commit;
import dev.dust.cache.OutboxChange;
import dev.dust.cache.RowChange;
import dev.dust.cache.StoreCache;
import dev.dust.testkit.contract.Passing.OverSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Caches that several devices cannot share. */
final class BrokenSharing {
    private BrokenSharing() {
    }

    static Stream<BrokenCache> all() {
        return Stream.of(
                new BrokenCache("tells other devices nothing", "ackedOf_notesTheSeqInTheOutboxOfItsDevice",
                        () -> rewriting((commit, store) -> withOutbox(commit,
                                commit.outbox().stream().filter(change -> !(change instanceof OutboxChange.AckedOf))
                                        .toList()))),
                new BrokenCache("tells other devices before it looks at the seq", "ackedOf_ofAStaleCommit_isNotNoted",
                        () -> committing((commit, store) -> {
                            store.commit(Commit.ofOutbox(commit.outbox()));
                            return store.commit(commit);
                        })),
                new BrokenCache("removes what it adds again", "addOfAnEntryThatIsThere_keepsItsPlaceAndItsSeq",
                        () -> rewriting((commit, store) -> withOutbox(commit, commit.outbox().stream()
                                .flatMap(BrokenSharing::removingFirst).toList()))),
                new BrokenCache("says nothing of a replacement", "replacement_makesTheUnackedEntriesOfOthersUntraceable",
                        () -> rewriting(BrokenSharing::removingRows)),
                new BrokenCache("does not know what its rows include", "settled_tellsTheEntriesThatTheRowsInclude",
                        () -> snapshots(snapshot -> new OverSnapshot(snapshot) {
                            @Override
                            public List<Long> settled() {
                                return List.of();
                            }
                        })));
    }

    private static Stream<OutboxChange> removingFirst(OutboxChange change) {
        return change instanceof OutboxChange.Add add
                ? Stream.of(new OutboxChange.Remove(add.entry().opId()), change)
                : Stream.of(change);
    }

    /** The rows of a replacement, by other means. */
    private static Commit removingRows(Commit commit, StoreCache store) {
        if (commit.replacement() == null) {
            return commit;
        }
        var changes = new ArrayList<RowChange>();
        ContractStore.rows(store).forEach(row -> changes.add(new RowChange.Remove(row.key())));
        commit.replacement().forEach(row -> changes.add(new RowChange.Put(row)));
        changes.addAll(commit.changes());
        return commit.replacement(null).changes(changes);
    }
}
