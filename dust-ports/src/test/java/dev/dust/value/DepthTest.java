package dev.dust.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Depth costs no stack: what a value is made of may be nested as deep as it likes, on a thread of any size. */
class DepthTest {
    /** About the smallest that the JVM makes. */
    private static final int SMALL_STACK = 64 * 1_024;
    private static final int ALLOWED = 900;
    private static final int BEYOND = 100_000;

    enum Shape {
        LISTS(inner -> new ListValue(List.of(Value.of(1), inner)), inner -> List.of(1, inner)), MAPS(
                inner -> MapValue.of(fields("a", Value.of(1), "b", inner)), inner -> fields("a", 1, "b", inner)), FILES(
                        inner -> MapValue.of(fields("_type", Value.of("file"), "hash", Value.of("sha256:00"), "size",
                                Value.of(1), "b", inner)),
                        null), MIXED(inner -> MapValue.of(fields("a", new ListValue(List.of(inner)), "b", Value.of(true))),
                                inner -> fields("a", List.of(inner), "b", true));

        private final UnaryOperator<Value> around;
        private final UnaryOperator<Object> aroundPlain;

        Shape(UnaryOperator<Value> around, UnaryOperator<Object> aroundPlain) {
            this.around = around;
            this.aroundPlain = aroundPlain;
        }

        private static <T> LinkedHashMap<String, T> fields(Object... keysAndValues) {
            var fields = new LinkedHashMap<String, T>();
            for (int i = 0; i < keysAndValues.length; i += 2) {
                @SuppressWarnings("unchecked")
                T value = (T) keysAndValues[i + 1];
                fields.put((String) keysAndValues[i], value);
            }
            return fields;
        }

        Value of(int depth, Value innermost) {
            Value value = innermost;
            for (int i = 0; i < depth; i++) {
                value = around.apply(value);
            }
            return value;
        }

        Object plain(int depth) {
            Object plain = "end";
            for (int i = 0; i < depth; i++) {
                plain = aroundPlain.apply(plain);
            }
            return plain;
        }
    }

    @ParameterizedTest
    @EnumSource(Shape.class)
    void equalityAndHash(Shape shape) throws Exception {
        for (int depth : new int[]{ALLOWED, BEYOND}) {
            onASmallStack(() -> {
                Value one = shape.of(depth, Value.of("end"));
                Value same = shape.of(depth, Value.of("end"));
                Value other = shape.of(depth, Value.of("another end"));
                assertThat(one.equals(same)).isTrue();
                assertThat(one.hashCode()).isEqualTo(same.hashCode());
                assertThat(one.equals(other)).isFalse();
                assertThat(one.hashCode()).isNotEqualTo(other.hashCode());
            });
        }
    }

    @ParameterizedTest
    @EnumSource(Shape.class)
    void text(Shape shape) throws Exception {
        for (int depth : new int[]{ALLOWED, BEYOND}) {
            onASmallStack(() -> assertThat(shape.of(depth, Value.of("end")).toString().contains("end")).isTrue());
        }
    }

    @ParameterizedTest
    @EnumSource(Shape.class)
    void toPlain(Shape shape) throws Exception {
        onASmallStack(() -> {
            for (int depth : new int[]{ALLOWED, BEYOND}) {
                assertThat(shape.of(depth, Value.of("end")).toPlain() != null).isTrue();
            }
            Value value = shape.of(ALLOWED / 2, Value.of("end"));
            assertThat(Value.from(value.toPlain()).equals(value)).isTrue();
        });
    }

    @ParameterizedTest
    @EnumSource(value = Shape.class, mode = EnumSource.Mode.EXCLUDE, names = "FILES")
    void fromPlain(Shape shape) throws Exception {
        onASmallStack(() -> {
            int depth = ALLOWED / 2;
            assertThat(Value.from(shape.plain(depth)).equals(shape.of(depth, Value.of("end")))).isTrue();
            assertTooDeep(shape.plain(BEYOND));
        });
    }

    static Stream<Object> endless() {
        List<Object> list = new ArrayList<>();
        list.add(list);
        Map<String, Object> map = new HashMap<>();
        map.put("itself", new Object[]{map});
        return Stream.of(new Object[]{list}, new Object[]{map}, new Object[]{new Object[]{list}});
    }

    @ParameterizedTest
    @MethodSource("endless")
    void whatContainsItself_isNoValue(Object endless) throws Exception {
        onASmallStack(() -> assertTooDeep(endless));
    }

    @Test
    void aListOfPlainItems_isHeldToTheSame() throws Exception {
        onASmallStack(() -> assertThatIllegalArgumentException()
                .isThrownBy(() -> ListValue.from(List.of(Shape.LISTS.plain(BEYOND)))).withMessageContaining("1,000"));
    }

    private static void assertTooDeep(Object plain) {
        assertThatIllegalArgumentException().isThrownBy(() -> Value.from(plain))
                .withMessageContainingAll("1,000", "contain themselves");
    }

    private static void onASmallStack(Runnable test) throws InterruptedException {
        // Loaded and linked where there is room.
        assertThat(Shape.values())
                .allSatisfy(shape -> assertThat(Value.from(shape.of(2, Value.NULL).toPlain()).toString()).isNotEmpty());
        var failure = new AtomicReference<Throwable>();
        var thread = new Thread(null, test, "small stack", SMALL_STACK);
        thread.setUncaughtExceptionHandler((dead, thrown) -> failure.set(thrown));
        thread.start();
        thread.join();
        assertThat(failure.get()).isNull();
    }
}
