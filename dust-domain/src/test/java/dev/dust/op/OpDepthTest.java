package dev.dust.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dust.error.InvalidRequestException;
import dev.dust.path.DustPath;
import dev.dust.value.ListValue;
import dev.dust.value.MapValue;
import dev.dust.value.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

/** Between a call and the socket, and back, a value may be as deep as it likes: it costs no stack. */
class OpDepthTest {
    private static final int DEPTH = 900;
    private static final int SMALL_STACK = 128 << 10;
    private static final DustPath PATH = DustPath.parse("p");

    @Test
    void opsOfDeepValues_areMade_measured_spread_kept_andRead() throws Exception {
        onASmallStack(() -> {
            for (Value deep : List.of(lists("x"), maps("x"))) {
                for (Op op : List.of(new Op.Put(PATH, deep, Precondition.NONE), new Op.Add(PATH, deep, Precondition.NONE),
                        new Op.Remove(PATH, deep, Precondition.NONE),
                        new Op.Merge(PATH, (MapValue) MapValue.of(Map.of("f", deep)), Precondition.NONE))) {
                    assertThat(OpSize.of(op)).isGreaterThan(DEPTH);
                    assertThat(op.steps()).isNotEmpty();
                    assertThat(OpCodec.payload(op, "op_1").get("op")).isEqualTo(Value.of(op.name().wire()));
                    assertThat(OpCodec.stored(OpCodec.store(op, false, false)).equals(op)).isTrue();
                }
            }
        });
    }

    @Test
    void setsOfDeepValues_addAndRemoveMembers() throws Exception {
        onASmallStack(() -> {
            Value both = new RowStep.Insert("p", lists("x")).after(new ListValue(List.of(lists("y"), lists("x"))));
            assertThat(((ListValue) both).items()).hasSize(2);
            Value one = new RowStep.Drop("p", lists("x")).after(both);
            assertThat(one.equals(new ListValue(List.of(lists("y"))))).isTrue();
        });
    }

    @Test
    void leavesOfNestedMaps_comeInTheOrderOfTheirKeys_eachUnderItsPath() {
        var inner = new LinkedHashMap<String, Object>();
        inner.put("b", 1);
        inner.put("c", Map.of("d", 2));
        var outer = new LinkedHashMap<String, Object>();
        outer.put("a", inner);
        outer.put("e/f", 3);
        outer.put("g", Map.of());
        outer.put("h", List.of(Map.of("i", 4)));
        var op = new Op.Put(PATH, Value.from(outer), Precondition.NONE);

        assertThat(op.steps()).extracting(RowStep::key).containsExactly("p", "p/a/b", "p/a/c/d", "p/e~1f", "p/h");
        assertThat(OpSize.of(op)).isEqualTo(64 + 2 + 4 + (4 + 1) + 4 + (4 + 1) + 8 + (4 + 1) + 4 + (4 + 1) + 8 + (4 + 3) + 8
                + (4 + 1) + 4 + (4 + 1) + 4 + 4 + (4 + 1) + 8);
    }

    @Test
    void emptyKey_isRefused_howeverDeep() throws Exception {
        onASmallStack(() -> assertThatThrownBy(() -> new Op.Put(PATH, maps(Map.of("", 1)), Precondition.NONE))
                .isInstanceOf(InvalidRequestException.class).hasMessageContaining("empty_segment"));
    }

    private static Value lists(Object innermost) {
        Value value = Value.from(innermost);
        for (int i = 0; i < DEPTH; i++) {
            value = new ListValue(List.of(value));
        }
        return value;
    }

    private static Value maps(Object innermost) {
        Value value = Value.from(innermost);
        for (int i = 0; i < DEPTH; i++) {
            value = MapValue.of(Map.of("m", value));
        }
        return value;
    }

    /** Does it once on a stack that has room for the loading of classes, which is not what this is about. */
    private static void onASmallStack(Runnable work) throws InterruptedException, ExecutionException {
        var first = new FutureTask<Void>(work, null);
        new Thread(null, first, "large-stack", 64 << 20).start();
        first.get();
        var task = new FutureTask<Void>(work, null);
        new Thread(null, task, "small-stack", SMALL_STACK).start();
        task.get();
    }
}
