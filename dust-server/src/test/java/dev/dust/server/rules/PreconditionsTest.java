package dev.dust.server.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.value.Value;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** if_match, if_absent and fence (docs/protocol.md#preconditions). */
class PreconditionsTest {
    private final TestStore store = new TestStore();

    @Test
    void ifMatch_ofTheRowsRevision_writes() {
        store.ok("set", "p", 1);
        assertThat(store.ok("set", "p", 2, "if_match", 1).storeSeq()).isEqualTo(2);
        assertThat(store.ok("set", "p", 3, "if_match", 2.0).storeSeq()).isEqualTo(3);
    }

    @Test
    void ifMatch_ofAnotherRevision_isAConflict_andTellsTheRevision() {
        store.ok("set", "p", 1);
        PushResult result = store.write("set", "p", 2, "if_match", 7);
        assertThat(result.response().toPlain()).isEqualTo(Map.of("reason", "conflict", "current_revision", 1L));
        assertThat(store.value("p")).isEqualTo(Value.of(1));
    }

    @Test
    void ifMatch_ofNoRow_isAConflict() {
        assertThat(store.write("set", "p", 2, "if_match", 1).response().toPlain()).isEqualTo(Map.of("reason", "conflict"));
        store.ok("set", "p", Map.of("x", 1));
        assertThat(store.write("set", "p", 2, "if_match", 1).reason()).isEqualTo("conflict");
    }

    @Test
    void ifAbsent_writesWhereThereIsNoRow_andOnlyThere() {
        store.ok("set", "p", 1, "if_absent", true);
        assertThat(store.write("set", "p", 2, "if_absent", true).response().toPlain()).isEqualTo(Map.of("reason", "exists"));
        store.ok("set", "q", Map.of("x", 1));
        store.ok("set", "q", 2, "if_absent", true);
    }

    @Test
    void ifAbsentFalse_andNulls_areNoPreconditions() {
        store.ok("set", "p", 1);
        store.ok("set", "p", 2, "if_absent", false);
        store.ok("set", "p", 3, "if_absent", null, "if_match", null, "fence", null);
    }

    @Test
    void both_areInvalid() {
        assertThat(store.write("set", "p", 1, "if_match", 1, "if_absent", true).reason()).isEqualTo("invalid_precondition");
    }

    @Test
    void ifMatch_ofADelete_comparesTheRow() {
        store.ok("set", "p", 1);
        assertThat(store.write("delete", "p", null, "if_match", 7).reason()).isEqualTo("conflict");
        store.ok("delete", "p", null, "if_match", 1);
        assertThat(store.write("delete", "p", null, "if_match", 1).reason()).isEqualTo("conflict");
        assertThat(store.write("delete", "p", null, "if_absent", true).reason()).isEqualTo("if_absent_unsupported_op");
    }

    @ParameterizedTest
    @ValueSource(strings = {"merge", "increment", "add", "remove", "lease", "renew", "release"})
    void onOtherOps_areUnsupported(String op) {
        Object value = op.equals("merge") ? Map.of("x", 1) : 1;
        assertThat(store.write(op, "p", value, "if_match", 1).reason()).isEqualTo("if_match_unsupported_op");
        assertThat(store.write(op, "p", value, "if_absent", true).reason()).isEqualTo("if_absent_unsupported_op");
    }

    @Test
    void onAMap_areMultiLeaf() {
        assertThat(store.write("set", "p", Map.of("x", 1), "if_match", 1).reason()).isEqualTo("if_match_multi_leaf");
        assertThat(store.write("set", "p", Map.of(), "if_absent", true).reason()).isEqualTo("if_absent_multi_leaf");
        store.ok("set", "p", Map.of("_typed", "1", "_type", "decimal"), "if_absent", true);
        store.ok("set", "l", List.of(Map.of()), "if_absent", true);
    }

    @Test
    void ofTheWrongKind_areInvalid() {
        for (Object ifMatch : List.of(0, -1, "1", 1.5, true, List.of())) {
            assertThat(store.write("set", "p", 1, "if_match", ifMatch).reason()).as("%s", ifMatch)
                    .isEqualTo("invalid_precondition");
        }
        assertThat(store.write("set", "p", 1, "if_absent", "yes").reason()).isEqualTo("invalid_precondition");
    }

    @Test
    void fence_withALiveLeaseAndItsToken_writes_whateverTheOp() {
        store.ok("lease", "lock", null, "ttl_ms", 1_000);
        Map<String, ?> fence = Map.of("key", "lock", "token", 1);
        store.ok("set", "p", 1, "fence", fence);
        store.ok("delete", "p", null, "fence", fence);
        store.ok("merge", "p", Map.of("x", 1), "fence", fence);
        store.ok("increment", "n", 1, "fence", fence);
        store.ok("add", "s", 1, "fence", fence);
        store.ok("remove", "s", 1, "fence", fence);
    }

    @Test
    void fence_withALeaseThatIsNotHeld_isFenced_andChangesNothing() {
        assertThat(store.write("set", "p", 1, "fence", Map.of("key", "lock", "token", 1)).reason()).isEqualTo("fenced");
        store.ok("lease", "lock", null, "ttl_ms", 1_000);
        assertThat(store.write("set", "p", 1, "fence", Map.of("key", "lock", "token", 2)).reason()).isEqualTo("fenced");
        store.now += 1_000;
        assertThat(store.write("set", "p", 1, "fence", Map.of("key", "lock", "token", 1)).reason()).isEqualTo("fenced");
        store.ok("set", "lock", "no lease");
        assertThat(store.write("set", "p", 1, "fence", Map.of("key", "lock", "token", 2)).reason()).isEqualTo("fenced");
        assertThat(store.state.rows()).containsOnlyKeys("lock");
    }

    @Test
    void fence_onALeaseOp_orThatIsNone_isInvalid() {
        Map<String, ?> fence = Map.of("key", "lock", "token", 1);
        for (String op : List.of("lease", "renew", "release")) {
            assertThat(store.write(op, "p", null, "fence", fence, "token", 1).reason()).isEqualTo("invalid_precondition");
        }
        for (Object bad : Arrays.asList("lock", Map.of(), Map.of("key", "lock"), Map.of("key", 1, "token", 1),
                Map.of("key", "lock", "token", "1"))) {
            assertThat(store.write("set", "p", 1, "fence", bad).reason()).as("%s", bad).isEqualTo("invalid_precondition");
        }
    }

    @Test
    void fenceAndIfMatch_bothHaveToHold() {
        store.ok("lease", "lock", null);
        store.ok("set", "p", 1);
        Map<String, ?> fence = Map.of("key", "lock", "token", 1);
        assertThat(store.write("set", "p", 2, "fence", fence, "if_match", 1).reason()).isEqualTo("conflict");
        store.ok("set", "p", 2, "fence", fence, "if_match", 2);
    }
}
