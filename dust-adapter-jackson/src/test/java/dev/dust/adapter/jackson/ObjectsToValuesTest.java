package dev.dust.adapter.jackson;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.annotation.JsonRawValue;
import dev.dust.codec.CodecException;
import dev.dust.codec.ObjectCodec;
import dev.dust.value.BoolValue;
import dev.dust.value.FileRef;
import dev.dust.value.LeaseValue;
import dev.dust.value.NullValue;
import dev.dust.value.Value;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdSerializer;

class ObjectsToValuesTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private final ObjectCodec objects = new JacksonCodecs().objects();

    record Author(String name, Optional<String> mail) {
    }

    record Post(String title, int likes, double rank, boolean draft, BigDecimal price, Instant at, BigInteger views,
            List<Author> authors,
            DayOfWeek day) {
    }

    @Test
    void records_areMapsOfTheirComponents() {
        var post = new Post("Hello", 3, 1.0, true, new BigDecimal("29.90"), NOW, BigInteger.TEN.pow(30),
                List.of(new Author("Ann", Optional.of("ann@example.org")), new Author("Bob", Optional.empty())),
                DayOfWeek.MONDAY);
        var bob = new LinkedHashMap<String, Object>();
        bob.put("name", "Bob");
        bob.put("mail", null);
        assertThat(objects.toValue(post))
                .isEqualTo(Value.from(Map.of("title", "Hello", "likes", 3, "rank", 1.0, "draft", true, "price",
                        new BigDecimal("29.90"), "at", NOW, "views", BigInteger.TEN.pow(30), "authors",
                        List.of(Map.of("name", "Ann", "mail", "ann@example.org"), bob), "day", "MONDAY")));
    }

    /** A bean, as Jackson understands the word. */
    static class Bean {
        private final String secret = "hidden";

        public String getName() {
            return "bean";
        }

        public boolean isReady() {
            return !secret.isEmpty();
        }
    }

    @Test
    void beans_areMapsOfTheirProperties() {
        assertThat(objects.toValue(new Bean())).isEqualTo(Value.from(Map.of("name", "bean", "ready", true)));
    }

    @Test
    void plainData_isTakenAsValueFromTakesIt() {
        for (Object plain : Arrays.asList(null, true, (byte) 1, (short) 2, 3, 4L, BigInteger.TWO.pow(70), 1.5f, 0.1f, 2.0, -0.0,
                new BigDecimal("1.00"), new BigDecimal("1E+5"), "text", new StringBuilder("built"), 'c', NOW, List.of(1, 2.0),
                new Object[]{1, null}, Map.of(new StringBuilder("k"), List.of(NOW)), Value.of(7), NullValue.INSTANCE,
                BoolValue.TRUE)) {
            assertThat(objects.toValue(plain)).isEqualTo(Value.from(plain));
            assertThat(objects.toValue(Collections.singletonMap("inside", plain)))
                    .isEqualTo(Value.from(Collections.singletonMap("inside", plain)));
        }
    }

    @Test
    void whatOnlyIterates_isNoList() {
        assertThat(objects.toValue(Map.of("path", Path.of("/a/b")))).isEqualTo(Value.from(Map.of("path", "file:///a/b")));
        assertThat(objects.toValue(JsonMapper.shared().readTree("{\"a\":[1,2.5]}")))
                .isEqualTo(Value.from(Map.of("a", List.of(1, 2.5))));
    }

    record Holder(Value any, FileRef file, LeaseValue lease, BoolValue flag, NullValue nothing, Optional<Value> maybe) {
    }

    @Test
    void values_passAsTheyAre() {
        FileRef file = FileRef.of("sha256:00", 5, null, "a.txt", null);
        LeaseValue lease = LeaseValue.of("me", 7, 9);
        Value dateTime = Value.from(Map.of("_typed", "2026-01-01T00:00:00.000Z", "_type", "datetime"));
        var expected = new LinkedHashMap<String, Object>();
        expected.put("any", dateTime);
        expected.put("file", file);
        expected.put("lease", lease);
        expected.put("flag", true);
        expected.put("nothing", null);
        expected.put("maybe", 1);
        assertThat(objects
                .toValue(new Holder(dateTime, file, lease, BoolValue.TRUE, NullValue.INSTANCE, Optional.of(Value.of(1)))))
                .isEqualTo(Value.from(expected));
        for (long seed = 0; seed < 500; seed++) {
            Value value = new RandomValues(seed).next();
            assertThat(objects.toValue(value)).as("seed %d", seed).isSameAs(value);
            assertThat(objects.toValue(List.of(value))).as("seed %d", seed).isEqualTo(Value.from(List.of(value)));
        }
    }

    record Times(OffsetDateTime offset, LocalDate date, Duration length) {
    }

    @Test
    void otherTimes_areIsoStrings() {
        var times = new Times(OffsetDateTime.parse("2026-01-01T10:00:00+02:00"), LocalDate.of(2026, 1, 2),
                Duration.ofMinutes(90));
        assertThat(objects.toValue(times)).isEqualTo(
                Value.from(Map.of("offset", "2026-01-01T10:00:00+02:00", "date", "2026-01-02", "length", "PT1H30M")));
    }

    @Test
    void arraysAndKeys_areTakenAsDatabindTakesThem() {
        assertThat(objects.toValue(new int[]{1, 2})).isEqualTo(Value.from(List.of(1, 2)));
        assertThat(objects.toValue(new byte[]{1, 2})).isEqualTo(Value.of("AQI="));
        assertThat(objects.toValue(Map.of(5, "a", DayOfWeek.MONDAY, "b")))
                .isEqualTo(Value.from(Map.of("5", "a", "MONDAY", "b")));
    }

    static class Tree {
        public final String name = "tree";
        public Object child;
    }

    @Test
    void whatHasNoForm_isRefused_withClassAndPath() {
        assertRefused(new Object(), "a java.lang.Object is no value: ");
        assertRefused(Double.NaN, "a java.lang.Double is no value: NaN");
        assertRefused("\uD800", "unpaired surrogate");
        var tree = new Tree();
        tree.child = List.of(1, Float.POSITIVE_INFINITY);
        assertRefused(tree, "a dev.dust.adapter.jackson.ObjectsToValuesTest$Tree is no value at /child/1: Infinity");
        tree.child = List.of(new Object());
        assertRefused(tree, "Tree is no value at /child/0: ");
        tree.child = new StringBuilder("\uDC00");
        assertRefused(tree, "Tree is no value at /child: unpaired surrogate");
        assertRefused(Map.of("\uD800", 1), "a map key holds an unpaired surrogate");
        assertRefused(Collections.singletonMap(null, 1), "ull key");
        assertRefused(new Raw("{}"), "Raw is no value at /json: ");
        assertRefused(new Failing(), "Failing is no value at /oops: on purpose");
    }

    record Raw(@JsonRawValue String json) {
    }

    static class Failing {
        public String getOops() {
            throw new IllegalStateException("on purpose");
        }
    }

    @Test
    void endlessObjects_areRefused_withAShortMessage() {
        var tree = new Tree();
        tree.child = tree;
        assertRefused(tree, "Tree is no value at /child: ");
        var other = new Tree();
        other.child = tree;
        tree.child = other;
        assertRefused(tree, "Tree is no value at /child/child/");
        var list = new ArrayList<>();
        list.add(list);
        assertRefused(list, "contains itself");
    }

    @Test
    void deepObjects_areRefused_beyondTheLimit() {
        Tree tree = new Tree();
        for (int i = 1; i < Limits.MAX_DEPTH; i++) {
            Tree parent = new Tree();
            parent.child = tree;
            tree = parent;
        }
        assertThat(objects.toValue(tree)).isNotNull();
        assertRefused(List.of(tree), "nested more than 1000 deep");
    }

    private void assertRefused(Object object, String message) {
        assertThatExceptionOfType(CodecException.class).isThrownBy(() -> objects.toValue(object))
                .withMessageContaining(message).satisfies(refused -> assertThat(refused.getMessage()).hasSizeLessThan(700));
    }

    record Money(String amount) {
    }

    private static final class MoneySerializer extends StdSerializer<Money> {

        MoneySerializer() {
            super(Money.class);
        }

        @Override
        public void serialize(Money money, JsonGenerator out, SerializationContext context) {
            out.writeNumber(new BigDecimal(money.amount()));
        }
    }

    private static final class MillisSerializer extends StdSerializer<Instant> {

        MillisSerializer() {
            super(Instant.class);
        }

        @Override
        public void serialize(Instant instant, JsonGenerator out, SerializationContext context) {
            out.writeNumber(instant.toEpochMilli());
        }
    }

    /** The application's own serializers hold for its own classes, and ours for what a value knows. */
    @Test
    void serializersOfTheApplication_areUsed_butNotForPlainData() {
        var mapper = JsonMapper.builder()
                .addModule(new SimpleModule().addSerializer(new MoneySerializer()).addSerializer(new MillisSerializer()))
                .build();
        ObjectCodec own = new JacksonCodecs(mapper).objects();
        assertThat(own.toValue(Map.of("money", new Money("1.50"), "at", NOW)))
                .isEqualTo(Value.from(Map.of("money", new BigDecimal("1.50"), "at", NOW)));
        assertThat(mapper.writeValueAsString(NOW)).as("the application's mapper").isEqualTo("1767225600000");
    }
}
