package dev.dust.testkit.contract;

import static dev.dust.testkit.contract.ContractStore.DEVICE;
import static dev.dust.testkit.contract.ContractStore.STORE;
import static dev.dust.testkit.contract.ContractStore.add;
import static dev.dust.testkit.contract.ContractStore.entry;
import static dev.dust.testkit.contract.ContractStore.put;
import static dev.dust.testkit.contract.ContractStore.row;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.cache.Commit;
import dev.dust.cache.OutboxChange;
import dev.dust.cache.OutboxEntry;
import dev.dust.cache.StoreCache;
import dev.dust.value.Value;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The outbox: what one device has still to send to one store, in order. */
public interface OutboxContract extends CacheUnderTest {

    /** Entries come in order of position, whatever their ids are, and keep it while others go and are acked. */
    @Test
    default void outbox_isInOrderOfPosition() {
        try (var it = ContractStore.open(this)) {
            it.outbox(add("op_z", 1), add("op_b", 2));
            it.outbox(add("op_a", 9), add("op_B", 10));
            it.outbox(add("op_c", Integer.MAX_VALUE + 1L));
            it.outbox(new OutboxChange.Remove("op_b"), new OutboxChange.Acked("op_z", 5));
            it.outbox(add("op_b", Long.MAX_VALUE));
            assertThat(it.store().outbox()).as("outbox, by position").containsExactly(entry("op_z", 1).acked(5),
                    entry("op_a", 9),
                    entry("op_B", 10), entry("op_c", Integer.MAX_VALUE + 1L), entry("op_b", Long.MAX_VALUE));
        }
    }

    /** A store that went back is told again of entries that it had lost: they are older than those it still has. */
    @Test
    default void entryOfAnOlderPosition_comesInItsPlace() {
        try (var it = ContractStore.open(this)) {
            it.outbox(add("op_2", 2), add("op_4", 4));
            it.outbox(add("op_3", 3));
            it.outbox(add("op_1", 1), add("op_5", 5));
            assertThat(it.store().outbox()).as("outbox, by position").containsExactly(entry("op_1", 1), entry("op_2", 2),
                    entry("op_3", 3), entry("op_4", 4), entry("op_5", 5));
        }
    }

    /** An ack notes the seq of exactly its entry; one for an entry that is gone does nothing. */
    @Test
    default void acked_notesTheSeqOfItsEntry() {
        try (var it = ContractStore.open(this)) {
            it.outbox(add("op_1", 1), add("op_2", 2));
            it.outbox(new OutboxChange.Acked("op_2", Long.MAX_VALUE), new OutboxChange.Acked("op_none", 7));
            assertThat(it.store().outbox()).as("outbox after an ack of op_2").containsExactly(entry("op_1", 1),
                    entry("op_2", 2).acked(Long.MAX_VALUE));
        }
    }

    /** A removal takes exactly its entry; one of an entry that is gone does nothing. */
    @Test
    default void remove_takesExactlyItsEntry() {
        try (var it = ContractStore.open(this)) {
            it.outbox(add("op_1", 1), add("op_2", 2), add("op_%", 3), add("OP_1", 4));
            it.outbox(new OutboxChange.Remove("op_none"), new OutboxChange.Remove("op_%"), new OutboxChange.Remove("op_1"));
            assertThat(it.store().outbox()).as("outbox after the removal of op_1 and op_%").containsExactly(entry("op_2", 2),
                    entry("OP_1", 4));
        }
    }

    /** Steps of one commit take effect in their order. */
    @Test
    default void outboxSteps_takeEffectInTheirOrder() {
        try (var it = ContractStore.open(this)) {
            it.outbox(new OutboxChange.Acked("op_1", 3), add("op_1", 1), add("op_2", 2), new OutboxChange.Acked("op_2", 4),
                    add("op_3", 3), new OutboxChange.Remove("op_3"), new OutboxChange.Remove("op_4"), add("op_4", 4));
            assertThat(it.store().outbox()).as("outbox after steps that build on each other").containsExactly(entry("op_1", 1),
                    entry("op_2", 2).acked(4), entry("op_4", 4));
        }
    }

    /** The ids, the op and the numbers of an entry come back as they were. */
    @Test
    default void outboxEntries_comeBackEqual() {
        var entries = new ArrayList<OutboxEntry>();
        entries.add(new OutboxEntry("op_map", 1, -1, 0,
                Value.from(Map.of("op", "set", "value", Map.of("a", 1, "b", 1.0, "c", BigInteger.TEN.pow(50))))));
        entries.add(new OutboxEntry("op_null", 2, 0, 9, Value.NULL));
        entries.add(new OutboxEntry("op_long", 3, Long.MAX_VALUE, 0, Value.of("x".repeat(1 << 20))));
        for (String text : Texts.HOSTILE) {
            int position = entries.size() + 1;
            entries.add(new OutboxEntry("op_" + position, position, 5, 0, Value.from(Map.of(text, text))));
        }
        try (var it = ContractStore.open(this)) {
            it.outbox(entries.stream().map(OutboxChange.Add::new).toArray(OutboxChange[]::new));
            List<OutboxEntry> outbox = it.store().outbox();
            assertThat(outbox).as("outbox after %d entries were added", entries.size()).hasSameSizeAs(entries);
            for (int i = 0; i < entries.size(); i++) {
                assertThat(outbox.get(i).equals(entries.get(i))).as("entry %s came back equal", entries.get(i).opId()).isTrue();
            }
            it.outbox(entries.stream().map(entry -> new OutboxChange.Remove(entry.opId())).toArray(OutboxChange[]::new));
            assertThat(it.store().outbox()).as("outbox after all entries were removed").isEmpty();
        }
    }

    /** Each device has its own outbox in each store, even for the same ids and positions. */
    @Test
    default void outboxes_areApartByDeviceAndStore() {
        try (var it = ContractStore.open(this)) {
            StoreCache otherDevice = it.cache().open(STORE, "dev_other");
            StoreCache otherStore = it.cache().open("org/other", DEVICE);
            it.outbox(add("op_1", 1), add("op_2", 2));
            otherDevice.commit(Commit.ofOutbox(List.of(add("op_1", 1))));
            otherStore.commit(Commit.ofOutbox(List.of(add("op_1", 1), add("op_3", 2))));
            otherDevice.commit(Commit.ofOutbox(List.of(new OutboxChange.Acked("op_1", 9), new OutboxChange.Remove("op_2"))));
            otherStore.commit(Commit.ofOutbox(List.of(new OutboxChange.Remove("op_1"))));
            assertThat(it.store().outbox()).as("outbox of this device and store").containsExactly(entry("op_1", 1),
                    entry("op_2", 2));
            assertThat(otherDevice.outbox()).as("outbox of another device").containsExactly(entry("op_1", 1).acked(9));
            assertThat(otherStore.outbox()).as("outbox of another store").containsExactly(entry("op_3", 2));
            assertThat(it.cache().open(STORE, DEVICE).outbox()).as("outbox of the same pair, opened again")
                    .isEqualTo(it.store().outbox());
        }
    }

    /** Rows come and go without the outbox, a replacement of all of them too. */
    @Test
    default void outbox_staysWhenRowsAreReplaced() {
        try (var it = ContractStore.open(this)) {
            it.outbox(add("op_1", 1));
            it.commit(1, put("a", 1));
            it.commit(new Commit(1, 9, List.of(row("b", 9)), List.of(), List.of(add("op_2", 2))));
            it.replace(12, List.of());
            assertThat(it.store().outbox()).as("outbox after replacements").containsExactly(entry("op_1", 1), entry("op_2", 2));
        }
    }
}
