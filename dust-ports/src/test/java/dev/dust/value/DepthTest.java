package dev.dust.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

/** How deep a value is nested is another client's choice, and costs no stack. */
class DepthTest {
    private static final int DEPTH = 5_000;
    private static final int SMALL_STACK = 128 << 10;

    @Test
    void deepValues_areCompared_hashed_written_andTurnedIntoPlainDataAndBack() throws Exception {
        onASmallStack(() -> {
            for (Object plain : List.of(lists("x"), maps("x"), files("x"))) {
                Value value = Value.from(plain);
                Value same = Value.from(value.toPlain());
                assertThat(same.equals(value)).isTrue();
                assertThat(same.hashCode()).isEqualTo(value.hashCode());
                assertThat(value.toString()).contains("x").hasSizeGreaterThan(DEPTH);
            }
            assertThat(Value.from(lists("x")).equals(Value.from(lists("y")))).isFalse();
            assertThat(Value.from(maps("x")).equals(Value.from(maps("y")))).isFalse();
            assertThat(Value.from(files("x")).equals(Value.from(files("y")))).isFalse();
        });
    }

    @Test
    void collectionThatHoldsItself_isRefused() {
        List<Object> list = new ArrayList<>();
        list.add(list);
        Map<String, Object> map = new HashMap<>();
        map.put("self", List.of(map));
        assertThatIllegalArgumentException().isThrownBy(() -> Value.from(list)).withMessageContaining("holds itself");
        assertThatIllegalArgumentException().isThrownBy(() -> Value.from(map)).withMessageContaining("holds itself");
    }

    private static Object lists(Object innermost) {
        Object value = innermost;
        for (int i = 0; i < DEPTH; i++) {
            value = List.of(i, value);
        }
        return value;
    }

    private static Object maps(Object innermost) {
        Object value = innermost;
        for (int i = 0; i < DEPTH; i++) {
            var map = new LinkedHashMap<String, Object>();
            map.put("n", i);
            map.put("inner", value);
            value = map;
        }
        return value;
    }

    /** A file reference may carry fields of a later protocol, and these may be references again. */
    private static Object files(Object innermost) {
        Object value = innermost;
        for (int i = 0; i < DEPTH; i++) {
            value = Map.of("_type", "file", "hash", "sha256:0", "size", 1, "more", value);
        }
        return value;
    }

    /** Does it once on a stack that has room for the loading of classes, which is not what this is about. */
    private static void onASmallStack(Runnable work) throws Exception {
        var first = new FutureTask<Void>(work, null);
        new Thread(null, first, "large-stack", 64 << 20).start();
        first.get();
        var task = new FutureTask<Void>(work, null);
        new Thread(null, task, "small-stack", SMALL_STACK).start();
        task.get();
    }
}
