package dev.dust.testkit.contract;

import static dev.dust.testkit.contract.ContractStore.DEVICE;
import static dev.dust.testkit.contract.ContractStore.STORE;
import static dev.dust.testkit.contract.ContractStore.add;
import static dev.dust.testkit.contract.ContractStore.assertDone;
import static dev.dust.testkit.contract.ContractStore.entry;
import static dev.dust.testkit.contract.ContractStore.put;
import static dev.dust.testkit.contract.ContractStore.rows;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.cache.CacheSnapshot;
import dev.dust.cache.Commit;
import dev.dust.cache.OutboxChange;
import dev.dust.cache.OutboxEntry;
import dev.dust.cache.StoreCache;
import dev.dust.value.Value;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Several devices on one cache: whoever moves the rows tells the others which of their writes are in them. */
public interface SharingContract extends CacheUnderTest {

    /** What is said to a device is noted with its entry, beside the rows, and with no entry of the same id elsewhere. */
    @Test
    default void ackedOf_notesTheSeqInTheOutboxOfItsDevice() {
        try (var it = ContractStore.open(this)) {
            StoreCache other = it.cache().open(STORE, "dev_other");
            StoreCache third = it.cache().open(STORE, "dev_third");
            StoreCache elsewhere = it.cache().open("org/other", "dev_other");
            for (StoreCache store : List.of(it.store(), other, third, elsewhere)) {
                assertDone(store.commit(Commit.ofOutbox(List.of(add("op_1", 1), add("op_2", 2)))));
            }
            it.commit(Commit.of(0, 2).changes(List.of(put("a", 2)))
                    .outbox(List.of(new OutboxChange.AckedOf("dev_other", "op_2", 1),
                            new OutboxChange.AckedOf("dev_third", "op_1", 2),
                            new OutboxChange.AckedOf("dev_third", "op_none", 2),
                            new OutboxChange.AckedOf("dev_none", "op_1", 2))));
            assertThat(other.outbox()).as("outbox of the device whose op_2 was acked as 1").containsExactly(entry("op_1", 1),
                    entry("op_2", 2).acked(1));
            assertThat(third.outbox()).as("outbox of the device whose op_1 was acked as 2")
                    .containsExactly(entry("op_1", 1).acked(2), entry("op_2", 2));
            assertThat(it.store().outbox()).as("outbox of the device that said so").containsExactly(entry("op_1", 1),
                    entry("op_2", 2));
            assertThat(elsewhere.outbox()).as("outbox in another store").containsExactly(entry("op_1", 1), entry("op_2", 2));
        }
    }

    /** A commit that is stale says nothing to anybody. */
    @Test
    default void ackedOf_ofAStaleCommit_isNotNoted() {
        try (var it = ContractStore.open(this)) {
            StoreCache other = it.cache().open(STORE, "dev_other");
            assertDone(other.commit(Commit.ofOutbox(List.of(add("op_1", 1)))));
            it.commit(1, put("a", 1));
            it.store().commit(Commit.of(0, 1).changes(List.of(put("a", 1)))
                    .outbox(List.of(new OutboxChange.AckedOf("dev_other", "op_1", 1))));
            assertThat(other.outbox()).as("outbox after a stale commit").containsExactly(entry("op_1", 1));
        }
    }

    /** An entry that is added over itself has the new op, in the old place, and what others have noted of it. */
    @Test
    default void addOfAnEntryThatIsThere_keepsItsPlaceAndItsSeq() {
        try (var it = ContractStore.open(this)) {
            StoreCache other = it.cache().open(STORE, "dev_other");
            it.outbox(add("op_1", 1), add("op_2", 2), add("op_3", 3));
            assertDone(other.commit(Commit.of(0, 1).outbox(List.of(new OutboxChange.AckedOf(DEVICE, "op_1", 1)))));
            OutboxEntry first = entry("op_1", 1);
            OutboxEntry second = entry("op_2", 2);
            it.outbox(new OutboxChange.Add(new OutboxEntry("op_1", 1, first.createdAt(), 0, opOf(entry("op_1", 7)))),
                    new OutboxChange.Add(new OutboxEntry("op_2", 2, second.createdAt(), 9, opOf(second))));
            assertThat(it.store().outbox()).as("outbox after op_1 and op_2 were added again").containsExactly(
                    new OutboxEntry("op_1", 1, first.createdAt(), 1, opOf(entry("op_1", 7))), second.acked(9),
                    entry("op_3", 3));
        }
    }

    private static Value opOf(OutboxEntry entry) {
        return Objects.requireNonNull(entry.op(), "op");
    }

    /** Who replaces all rows makes the unanswered writes of the others untraceable, and no others. */
    @Test
    default void replacement_makesTheUnackedEntriesOfOthersUntraceable() {
        try (var it = ContractStore.open(this)) {
            StoreCache other = it.cache().open(STORE, "dev_other");
            StoreCache elsewhere = it.cache().open("org/other", "dev_other");
            for (StoreCache store : List.of(it.store(), other, elsewhere)) {
                assertDone(store.commit(Commit.ofOutbox(
                        List.of(add("op_1", 1), add("op_2", 2), new OutboxChange.Acked("op_2", 7)))));
            }
            it.replace(9, rows(9, "a"));
            assertThat(other.outbox()).as("outbox of another device")
                    .containsExactly(entry("op_1", 1).acked(OutboxEntry.UNTRACEABLE), entry("op_2", 2).acked(7));
            for (StoreCache store : List.of(it.store(), elsewhere)) {
                assertThat(store.outbox()).as("outbox of the same device, or in another store")
                        .containsExactly(entry("op_1", 1), entry("op_2", 2).acked(7));
            }
        }
    }

    /** A snapshot tells which entries its rows include, of this device, in order, and as of its moment. */
    @Test
    default void settled_tellsTheEntriesThatTheRowsInclude() {
        try (var it = ContractStore.open(this)) {
            StoreCache other = it.cache().open(STORE, "dev_other");
            it.outbox(add("op_z", 1), add("op_b", 2), add("op_a", 3), add("op_y", 4));
            assertDone(other.commit(Commit.ofOutbox(List.of(add("op_a", 7)))));
            try (CacheSnapshot before = it.store().snapshot()) {
                assertDone(other.commit(Commit.of(0, 5).changes(List.of(put("a", 5))).outbox(List.of(
                        new OutboxChange.AckedOf(DEVICE, "op_a", 5), new OutboxChange.AckedOf(DEVICE, "op_z", 4)))));
                it.outbox(new OutboxChange.Acked("op_b", 6));
                assertThat(before.settled()).as("what rows of seq 0 include").isEmpty();
                try (CacheSnapshot now = it.store().snapshot(); CacheSnapshot theirs = other.snapshot()) {
                    it.outbox(new OutboxChange.Remove("op_z"));
                    assertThat(now.settled()).as("what rows of seq 5 include").containsExactly(1L, 3L);
                    assertThat(theirs.settled()).as("what they include of another device's").isEmpty();
                }
            }
            it.commit(6, put("b", 6));
            try (CacheSnapshot now = it.store().snapshot()) {
                assertThat(now.settled()).as("what rows of seq 6 include, after a removal").containsExactly(2L, 3L);
            }
        }
    }
}
