package dev.dust.server.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.value.MapValue;
import dev.dust.value.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A write that is sent again under its id takes effect once, and is answered as it was the first time. */
class IdempotentOpsTest {
    private final TestStore store = new TestStore(StoreRules.UNLIMITED, Dialect.OWN);

    private PushResult again(PushKind kind, String device, Object... payload) {
        return store.state.apply(kind, TestStore.payload(payload), device);
    }

    private void takesEffectOnce(PushKind kind, Object... payload) {
        PushResult first = again(kind, "dev_a", payload);
        assertThat(first.ok()).as("%s", first.response()).isTrue();
        assertThat(first.events()).isNotEmpty();
        var rows = store.state.rows();
        long seq = store.state.storeSeq();
        store.now += 5_000;
        PushResult second = again(kind, "dev_a", payload);
        assertThat(second.reply()).isEqualTo(first.reply());
        assertThat(second.events()).as("nobody is told again").isEmpty();
        assertThat(store.state.rows()).isEqualTo(rows);
        assertThat(store.state.storeSeq()).isEqualTo(seq);
    }

    @ParameterizedTest
    @ValueSource(strings = {"set", "delete", "increment", "add", "remove", "lease"})
    void anOp(String op) {
        takesEffectOnce(PushKind.WRITE, "op", op, "path", "p", "value", 1, "client_op_id", "op_1", "holder", "me");
    }

    @Test
    void aMerge_aRenewal_aReleaseAndAFile() {
        store.ok("lease", "lock", null);
        takesEffectOnce(PushKind.WRITE, "op", "merge", "path", "m", "value", Map.of("x", 1), "client_op_id", "op_1");
        takesEffectOnce(PushKind.WRITE, "op", "renew", "path", "lock", "token", 1, "client_op_id", "op_2");
        takesEffectOnce(PushKind.WRITE, "op", "release", "path", "lock", "token", 1, "client_op_id", "op_3");
        takesEffectOnce(PushKind.PUT_FILE, "path", "f", "content", "YWJj", "client_op_id", "op_4");
    }

    @Test
    void aRollback_howeverManyOpsItTook() {
        store.ok("set", "p", 1);
        store.ok("set", "p/x", 2);
        store.ok("delete", "p", null);
        takesEffectOnce(PushKind.ROLLBACK, "path", "p", "to_seq", 2, "client_op_id", "op_1");
        store.ok("set", "p", 3);
        takesEffectOnce(PushKind.ROLLBACK, "to_seq", 2, "client_op_id", "op_2");
    }

    @Test
    void thePreconditionThatTheFirstMet_isNotJudgedAgain() {
        store.ok("set", "p", 1);
        takesEffectOnce(PushKind.WRITE, "op", "set", "path", "p", "value", 2, "if_match", 1, "client_op_id", "op_1");
        takesEffectOnce(PushKind.WRITE, "op", "set", "path", "q", "value", 2, "if_absent", true, "client_op_id", "op_2");
    }

    @Test
    void anotherDevice_anotherId_orNone_isAnotherOp() {
        Map<String, Object> increment = new LinkedHashMap<>(Map.of("op", "increment", "path", "n", "value", 1));
        for (var sender : List.of(List.of("dev_a", "op_1"), List.of("dev_b", "op_1"), List.of("dev_a", "op_2"))) {
            increment.put("client_op_id", sender.getLast());
            store.state.apply(PushKind.WRITE, (MapValue) Value.from(increment), sender.getFirst());
        }
        store.ok("increment", "n", 1);
        store.ok("increment", "n", 1);
        again(PushKind.WRITE, null, "op", "increment", "path", "n", "value", 1, "client_op_id", "op_1");
        again(PushKind.WRITE, null, "op", "increment", "path", "n", "value", 1, "client_op_id", "op_1");
        assertThat(store.values()).isEqualTo(Map.of("n", 7L));
    }

    @Test
    void whatWasRefused_isJudgedAnew() {
        assertThat(store.write("set", "p", 2, "if_match", 1, "client_op_id", "op_1").reason()).isEqualTo("conflict");
        store.ok("set", "p", 1);
        assertThat(store.write("set", "p", 2, "if_match", 1, "client_op_id", "op_1").ok()).isTrue();
    }

    @Test
    void anOpOfAnArchivedStore_isAnsweredAsItWas() {
        PushResult first = store.write("set", "p", 1, "client_op_id", "op_1");
        store.state.archive();
        assertThat(store.write("set", "p", 1, "client_op_id", "op_1").reply()).isEqualTo(first.reply());
        assertThat(store.write("set", "p", 1, "client_op_id", "op_2").reason()).isEqualTo("store_archived");
    }

    @Test
    void aHistoryThatCameBack_knowsItsOps_andACompactedOneForgetsThem() {
        PushResult first = store.write("lease", "lock", null, "client_op_id", "op_1");
        var other = new TestStore(StoreRules.UNLIMITED, Dialect.OWN);
        store.state.catchUp(0).events().forEach(other.state::restore);
        assertThat(other.write("lease", "lock", null, "client_op_id", "op_1").reply()).isEqualTo(first.reply());
        other.state.compact(1);
        assertThat(other.write("lease", "lock", null, "client_op_id", "op_1").reason()).isEqualTo("held");
        assertThat(other.state.idempotentOps()).isTrue();
    }
}
