package dev.dust.server.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.dust.server.ledger.Event;
import dev.dust.server.ledger.StoredRow;
import dev.dust.value.MapValue;
import dev.dust.value.Value;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** set, delete and merge, row by row of docs/protocol.md#ops. */
class TreeOpsTest {
    private final TestStore store = new TestStore();

    @Test
    void setOfAScalar_removesEveryDescendant_andWritesTheRow() {
        store.ok("set", "p", Map.of("x", 1, "y", Map.of("z", 2)));
        store.ok("set", "p!", "a neighbour whose key sorts between p and p/x");
        store.ok("set", "p", "scalar");
        assertThat(store.values()).containsOnly(entry("p", "scalar"),
                entry("p!", "a neighbour whose key sorts between p and p/x"));
        assertThat(store.state.rows().get("p")).isEqualTo(new StoredRow(Value.of("scalar"), "string", 3));
    }

    @Test
    void setOfAScalar_leavesTheRowsAboveAlone() {
        store.ok("set", "p", 1);
        store.ok("set", "p/x", 2);
        assertThat(store.values()).containsOnly(entry("p", 1L), entry("p/x", 2L));
    }

    @Test
    void setOfAList_isOneRow_whateverTheListHolds() {
        store.ok("set", "p", List.of(Map.of("a", 1), List.of()));
        assertThat(store.values()).containsOnly(entry("p", List.of(Map.of("a", 1L), List.of())));
        assertThat(store.type("p")).isEqualTo("list");
    }

    @Test
    void setOfAMap_removesTheRowAndItsDescendants_thenWritesOneRowPerLeaf() {
        store.ok("set", "p", "scalar");
        store.ok("set", "p/old", "gone");
        store.ok("set", "p", Map.of("x", 1, "y", Map.of("z", 2)));
        assertThat(store.values()).containsOnly(entry("p/x", 1L), entry("p/y/z", 2L));
        assertThat(store.state.rows().get("p/y/z").revision()).isEqualTo(3);
    }

    @Test
    void setOfAMap_turnsKeysIntoSegments_escaped() {
        store.ok("set", "p", Map.of("a.b", 1, "c/d", 2, "e~f", 3));
        assertThat(store.values()).containsOnly(entry("p/a.b", 1L), entry("p/c~1d", 2L), entry("p/e~0f", 3L));
    }

    @Test
    void setOfAnEmptyMap_leavesNothing_andIsAnOpAllTheSame() {
        store.ok("set", "p", Map.of("x", 1));
        Event event = store.ok("set", "p", Map.of());
        assertThat(store.values()).isEmpty();
        assertThat(event.storeSeq()).isEqualTo(2);
        assertThat(event.value()).isEqualTo(MapValue.EMPTY);
    }

    @Test
    void setWithoutAValue_isASetOfNull() {
        PushResult result = store.push(PushKind.WRITE, "op", "set", "path", "p");
        assertThat(result.ok()).isTrue();
        assertThat(store.state.rows().get("p")).isEqualTo(new StoredRow(Value.NULL, "null", 1));
    }

    @Test
    void typedValues_areLeaves_neverFlattened() {
        store.ok("set", "p",
                Map.of("price", new BigDecimal("29.99"), "at", Instant.EPOCH, "file",
                        Map.of("_type", "file", "hash", "sha256:00", "size", 0), "later", Map.of("_typed", "1", "_type",
                                "money"),
                        "plain", Map.of("_type", "post")));
        assertThat(store.state.rows()).containsOnlyKeys("p/at", "p/file", "p/later", "p/plain/_type", "p/price");
        assertThat(List.of(store.type("p/price"), store.type("p/at"), store.type("p/file"), store.type("p/later")))
                .containsExactly("decimal", "datetime", "file", "map");
    }

    @Test
    void typesOfScalars() {
        store.ok("set", "p", Map.of("s", "x", "i", 1, "f", 1.0, "b", true));
        assertThat(List.of(store.type("p/s"), store.type("p/i"), store.type("p/f"), store.type("p/b")))
                .containsExactly("string", "integer", "float", "boolean");
    }

    @Test
    void setOrMergeWithAnEmptyKey_isRefused_andChangesNothing() {
        store.ok("set", "p", 1);
        assertThat(store.write("set", "p", Map.of("a", Map.of("", 1))).reason()).isEqualTo("empty_segment");
        assertThat(store.write("merge", "p", Map.of("", 1)).reason()).isEqualTo("empty_segment");
        assertThat(store.values()).containsOnly(entry("p", 1L));
        assertThat(store.state.storeSeq()).isEqualTo(1);
    }

    @Test
    void delete_removesTheRowAndEveryDescendant() {
        store.ok("set", "p", 1);
        store.ok("set", "p/x/y", 2);
        store.ok("set", "p0", 3);
        Event event = store.ok("delete", "p", null);
        assertThat(store.values()).containsOnly(entry("p0", 3L));
        assertThat(event.value()).isEqualTo(Value.NULL);
    }

    @Test
    void deleteOfNothing_isAnOpAllTheSame() {
        assertThat(store.ok("delete", "p", null).storeSeq()).isEqualTo(1);
    }

    @Test
    void merge_ofAMapUnderAKey_replacesThatSubtree() {
        store.ok("set", "p", Map.of("k", Map.of("old", 1), "other", 2));
        store.ok("set", "p/k", 3);
        store.ok("set", "p/k/below", 4);
        store.ok("merge", "p", Map.of("k", Map.of("new", Map.of("deep", 5))));
        assertThat(store.values()).containsOnly(entry("p/k/new/deep", 5L), entry("p/other", 2L));
    }

    @Test
    void merge_ofAnyOtherValue_writesTheKey_andLeavesItsDescendants() {
        store.ok("set", "p", Map.of("k", Map.of("below", 1)));
        store.ok("merge", "p", Map.of("k", List.of(2)));
        assertThat(store.values()).containsOnly(entry("p/k", List.of(2L)), entry("p/k/below", 1L));
    }

    @Test
    void merge_ofAnEmptyMapUnderAKey_removesThatSubtree() {
        store.ok("set", "p", Map.of("k", Map.of("a", 1), "other", 2));
        store.ok("merge", "p", Map.of("k", Map.of()));
        assertThat(store.values()).containsOnly(entry("p/other", 2L));
    }

    @Test
    void merge_leavesTheRowAtItsPath() {
        store.ok("set", "p", "scalar");
        store.ok("merge", "p", Map.of("k", 1));
        assertThat(store.values()).containsOnly(entry("p", "scalar"), entry("p/k", 1L));
    }

    @Test
    void mergeOfAnythingButAPlainMap_isRefused() {
        for (Object value : Arrays.asList(null, 1, "x", List.of(), new BigDecimal("1"), Map.of("_typed", "1", "_type", "x"))) {
            assertThat(store.write("merge", "p", value).reason()).as("%s", value).isEqualTo("merge_requires_map_value");
        }
        assertThat(store.state.storeSeq()).isZero();
    }

    @Test
    void setAndMerge_echoWhatWasWritten() {
        assertThat(store.ok("set", "p", Map.of("a", Map.of("b", 1))).value())
                .isEqualTo(Value.from(Map.of("a", Map.of("b", 1))));
        assertThat(store.ok("merge", "p", Map.of("c", 2)).value()).isEqualTo(Value.from(Map.of("c", 2)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"put_file", "snapshot", "SET", ""})
    void anUnknownOp_isRefused(String op) {
        assertThat(store.write(op, "p", 1).reason()).isEqualTo("invalid op");
    }

    @Test
    void anOpThatIsNoText_isRefused() {
        assertThat(store.push(PushKind.WRITE, "op", 1, "path", "p").reason()).isEqualTo("invalid op");
        assertThat(store.push(PushKind.WRITE, "path", "p").reason()).isEqualTo("invalid op");
    }

    @Test
    void aPathBeyondAllMeasure_isRefused_howeverItIsGiven() {
        String longest = "\u00e9".repeat(2_048);
        store.ok("set", longest, 1);
        isRefused("path_bytes", store.write("set", longest + "x", 1));
        isRefused("path_bytes", store.push(PushKind.WRITE, "op", "set", "path_segments", Collections.nCopies(2_049, "s")));
        isRefused("path_bytes", store.write("set", "p", Map.of("k".repeat(4_096), 1)));
        isRefused("path_bytes", store.write("merge", "p", Map.of("k".repeat(4_096), 1)));
        isRefused("path_bytes", store.write("lease", longest + "x", null));
        isRefused("path_bytes", store.push(PushKind.PUT_FILE, "path", longest + "x", "content", ""));
        assertThat(store.values()).containsOnlyKeys(longest);
    }

    @Test
    void aFewKilobytesThatNameManyMegabytesOfKeys_areRefused() {
        var leaves = new HashMap<String, Object>();
        for (int i = 0; i < 2_000; i++) {
            leaves.put("k" + i, 1);
        }
        isRefused("key_bytes", store.write("set", "p".repeat(3_000), leaves));
        isRefused("key_bytes", store.write("merge", "p", Map.of("m".repeat(3_000), leaves)));
        assertThat(store.values()).isEmpty();
    }

    @Test
    void moreRowsThanAnyHonestOpWrites_areRefused() {
        var leaves = new HashMap<String, Object>();
        for (int i = 0; i < 100_000; i++) {
            leaves.put(Integer.toString(i), 1);
        }
        store.ok("set", "p", leaves);
        leaves.put("one more", 1);
        isRefused("rows", store.write("set", "p", leaves));
        assertThat(store.state.rows()).hasSize(100_000);
    }

    private static void isRefused(String dimension, PushResult result) {
        assertThat(result.reason()).isEqualTo("limit_exceeded");
        assertThat(result.response().get("dimension")).isEqualTo(Value.of(dimension));
    }

    @Test
    void aValueTooDeepForAnySnapshot_isRefused() {
        Value value = Value.of(1);
        for (int depth = 0; depth < 900; depth++) {
            value = Value.from(List.of(value));
        }
        store.ok("set", "p", value);
        assertThat(store.write("set", "p", List.of(value)).reason()).isEqualTo("limit_exceeded");
    }
}
