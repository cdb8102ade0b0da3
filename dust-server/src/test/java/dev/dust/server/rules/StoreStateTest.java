package dev.dust.server.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.value.Value;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What holds for every op. */
class StoreStateTest {

    @Test
    void everyCommittedOp_getsTheNextSeq_andARefusedOneGetsNone() {
        var store = new TestStore();
        assertThat(store.ok("set", "a", 1).storeSeq()).isEqualTo(1);
        assertThat(store.write("merge", "a", 1).ok()).isFalse();
        assertThat(store.ok("delete", "a", null).storeSeq()).isEqualTo(2);
        assertThat(store.state.storeSeq()).isEqualTo(2);
        assertThat(store.state.status()).isEqualTo(TestStore.payload("current_seq", 2, "entry_count", 0, "op_count", 2,
                "db_size_bytes", 0, "latest_snapshot_seq", null, "recent_ops",
                List.of(TestStore.payload("store_seq", 1, "op", "set", "path", "a", "device_id", "dev_a"),
                        TestStore.payload("store_seq", 2, "op", "delete", "path", "a", "device_id", "dev_a"))));
    }

    @Test
    void replies_areWrittenAsPhoenixDoes() {
        var store = new TestStore();
        assertThat(store.write("set", "a", 1).reply())
                .isEqualTo(TestStore.payload("status", "ok", "response", TestStore.payload("store_seq", 1)));
        assertThat(store.write("set", "", 1).reply())
                .isEqualTo(TestStore.payload("status", "error", "response", TestStore.payload("reason", "empty_path")));
    }

    @Test
    void anArchivedStore_refusesEveryWrite_andStaysReadable() {
        var store = new TestStore();
        store.ok("set", "a", 1);
        store.state.archive();
        for (PushKind kind : PushKind.values()) {
            assertThat(store.push(kind, "op", "set", "path", "a", "value", 2, "content", "", "to_seq", 0).reason())
                    .isEqualTo("store_archived");
        }
        assertThat(store.state.catchUp(0).events()).hasSize(1);
    }

    @Test
    void aFullStore_refusesWhatWouldGrowIt_andNothingElse() {
        var store = new TestStore(3);
        store.ok("set", "a", Map.of("x", 1, "y", 2));
        store.ok("set", "b", 1);
        assertThat(store.write("set", "c", 1).response()).isEqualTo(
                TestStore.payload("reason", "limit_exceeded", "dimension", "keys", "current", 3, "limit", 3));
        assertThat(store.write("merge", "a", Map.of("y", 1, "z", 2)).reason()).isEqualTo("limit_exceeded");
        store.ok("set", "a", Map.of("y", 3, "z", 4));
        store.ok("set", "b", 2);
        store.ok("delete", "a", null);
        store.ok("set", "c", 1);
        assertThat(store.values()).isEqualTo(Map.of("b", 2L, "c", 1L));
    }

    @Test
    void keysAreOrderedByTheirUtf8Bytes() {
        var store = new TestStore();
        for (String key : List.of("\uff5e", "\ud83d\ude00", "a", "a/b", "a!")) {
            store.ok("set", key, Value.NULL);
        }
        assertThat(store.state.rows().keySet()).containsExactly("a", "a!", "a/b", "\uff5e", "\ud83d\ude00");
    }
}
