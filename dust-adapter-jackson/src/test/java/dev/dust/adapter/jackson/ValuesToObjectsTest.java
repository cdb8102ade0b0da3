package dev.dust.adapter.jackson;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.dust.codec.CodecException;
import dev.dust.codec.ObjectCodec;
import dev.dust.value.BoolValue;
import dev.dust.value.DecimalValue;
import dev.dust.value.FileRef;
import dev.dust.value.LeaseValue;
import dev.dust.value.ListValue;
import dev.dust.value.MapValue;
import dev.dust.value.TypedValue;
import dev.dust.value.Value;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Collections;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ValuesToObjectsTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private final ObjectCodec objects = new JacksonCodecs().objects();

    record Author(String name, Optional<String> mail) {
    }

    record Post(String title, int likes, BigDecimal price, Instant at, BigInteger views, FileRef image, LeaseValue lease,
            Value any,
            List<Author> authors, DayOfWeek day, OffsetDateTime local, LocalDate date, Duration length, byte[] bytes) {
    }

    @Test
    void records_areReadFromWhatTheyWereTurnedInto() {
        var post = new Post("Hello", 3, new BigDecimal("29.90"), NOW, BigInteger.TEN.pow(30),
                FileRef.of("sha256:00", 5, null, "a.txt", null), LeaseValue.of("me", 7, 9),
                Value.from(Map.of("k", List.of(1, 1.0))),
                List.of(new Author("Ann", Optional.of("ann@example.org")), new Author("Bob", Optional.empty())),
                DayOfWeek.MONDAY,
                OffsetDateTime.parse("2026-01-01T10:00:00+02:00"), LocalDate.of(2026, 1, 2), Duration.ofMinutes(90),
                new byte[]{1, 2});
        Post read = objects.fromValue(objects.toValue(post), Post.class);
        assertThat(read).usingRecursiveComparison().isEqualTo(post);
        assertThat(read.local()).hasToString("2026-01-01T10:00+02:00");
    }

    static class Bean {
        private String name;
        public BigDecimal price;

        public String getName() {
            return name;
        }

        public void setName(String name) {
            this.name = name;
        }
    }

    @Test
    void beans_areReadByTheirProperties() {
        Bean bean = objects.fromValue(Value.from(Map.of("name", "bean", "price", new BigDecimal("1.0"))), Bean.class);
        assertThat(bean.getName()).isEqualTo("bean");
        assertThat(bean.price).isEqualTo(new BigDecimal("1.0"));
    }

    @Test
    void fieldsOfOtherClients_areIgnored_andMissingOnesEmpty() {
        Post post = objects.fromValue(Value.from(Map.of("title", "Hello", "color", Map.of("deep", List.of(NOW)))), Post.class);
        assertThat(post.title()).isEqualTo("Hello");
        assertThat(post.likes()).isZero();
        assertThat(post.any()).isNull();
        assertThat(post.price()).isNull();
    }

    @Test
    void nullValue_isNull() {
        for (Class<?> type : List.of(String.class, Post.class, Value.class, Object.class, Optional.class, int.class)) {
            assertThat(objects.fromValue(Value.NULL, type)).as(type.getName()).isNull();
        }
    }

    record Values(Value any, TypedValue typed, MapValue map, ListValue list, BoolValue flag, DecimalValue decimal) {
    }

    @Test
    void nullInside_isTheNullValue_whereAValueIsMeant() {
        Values values = objects.fromValue(Value.from(nulls("any", "typed", "map")), Values.class);
        assertThat(values.any()).isSameAs(Value.NULL);
        assertThat(values.typed()).isNull();
        assertThat(values.map()).isNull();
        assertThat(objects.fromValue(Value.from(Collections.singletonList(null)), new TypeReference<List<Value>>() {
        }.getType())).isEqualTo(List.of(Value.NULL));
    }

    private static Map<String, Object> nulls(String... keys) {
        var fields = new LinkedHashMap<String, Object>();
        for (String key : keys) {
            fields.put(key, null);
        }
        return fields;
    }

    @Test
    void values_areReadAsTheyAre() {
        Type listOfValues = new TypeReference<List<Value>>() {
        }.getType();
        for (long seed = 0; seed < 1_000; seed++) {
            Value value = new RandomValues(seed).next();
            assertThat(objects.fromValue(new ListValue(List.of(value)), listOfValues)).as("seed %d", seed)
                    .isEqualTo(List.of(value));
            if (value != Value.NULL) {
                assertThat(objects.fromValue(value, Value.class)).as("seed %d", seed).isEqualTo(value);
                assertThat(objects.fromValue(value, value.getClass())).as("seed %d", seed).isEqualTo(value);
            }
        }
        assertRefused(Value.of(1), FileRef.class, "a value of type integer is no FileRef");
        assertRefused(Value.from(Map.of("map", Map.of("_typed", "1", "_type", "decimal"))), Values.class,
                "Values at /map: a value of type decimal is no MapValue");
    }

    @Test
    void objects_arePlainData() {
        for (long seed = 0; seed < 1_000; seed++) {
            Value value = new RandomValues(seed).next();
            if (value != Value.NULL) {
                assertThat(objects.fromValue(value, Object.class)).as("seed %d", seed).isEqualTo(value.toPlain());
            }
        }
        assertThat(objects.fromValue(Value.from(Map.of("price", new BigDecimal("1.0"), "at", NOW, "n", 1)),
                new TypeReference<Map<String, Object>>() {
                }.getType())).isEqualTo(Map.of("price", new BigDecimal("1.0"), "at", NOW, "n", 1L));
    }

    @Test
    void typesWithParameters_areRead() {
        Type posts = new TypeReference<Map<String, List<Author>>>() {
        }.getType();
        assertThat(objects.fromValue(Value.from(Map.of("all", List.of(Map.of("name", "Ann")))), posts))
                .isEqualTo(Map.of("all", List.of(new Author("Ann", Optional.empty()))));
    }

    @Test
    void scalars_areRead() {
        assertThat(objects.fromValue(Value.of("text"), String.class)).isEqualTo("text");
        assertThat(objects.fromValue(Value.of(5), int.class)).isEqualTo(5);
        assertThat(objects.fromValue(Value.of(1.5), Double.class)).isEqualTo(1.5);
        assertThat(objects.fromValue(Value.of(true), Boolean.class)).isTrue();
        assertThat(objects.fromValue(Value.of("MONDAY"), DayOfWeek.class)).isEqualTo(DayOfWeek.MONDAY);
    }

    record Priced(BigDecimal price, Instant at, Map<String, List<BigDecimal>> more, List<Instant> times) {
    }

    /** A public server tells who joins later only the text of a decimal or datetime that stands alone. */
    @Test
    void decimalsAndDatetimes_areReadFromTheirText() {
        assertThat(objects.fromValue(Value.of("29.99"), BigDecimal.class)).isEqualTo(new BigDecimal("29.99"));
        assertThat(objects.fromValue(Value.of("29.990"), BigDecimal.class)).isEqualTo(new BigDecimal("29.990"));
        assertThat(objects.fromValue(Value.of("2026-03-31T12:00:00Z"), Instant.class))
                .isEqualTo(Instant.parse("2026-03-31T12:00:00Z"));
        assertThat(objects.fromValue(Value.of("2026-03-31T12:00:00.123456Z"), Instant.class))
                .isEqualTo(Instant.parse("2026-03-31T12:00:00.123456Z"));
        Value nested = Value.from(Map.of("price", "29.99", "at", "2026-03-31T12:00:00Z", "more",
                Map.of("a", List.of("1.50", new BigDecimal("2.5"))), "times", List.of("2026-03-31T12:00:00Z", NOW)));
        assertThat(objects.fromValue(nested, Priced.class))
                .isEqualTo(new Priced(new BigDecimal("29.99"), Instant.parse("2026-03-31T12:00:00Z"),
                        Map.of("a", List.of(new BigDecimal("1.50"), new BigDecimal("2.5"))),
                        List.of(Instant.parse("2026-03-31T12:00:00Z"), NOW)));
        assertRefused(Value.of("no number"), BigDecimal.class, "no number");
        assertRefused(Value.of("yesterday"), Instant.class, "yesterday");
    }

    /** Within the limits of the formats, what is read as plain data costs no stack; what is beyond them has a clear end. */
    @Test
    void depth_endsInPlainData_orInAClearRefusal() throws InterruptedException {
        ValueCodecLaw.withSmallStack(() -> {
            Value deep = nested(900);
            assertThat(objects.fromValue(deep, Object.class) != null).isTrue();
            assertThat(objects.toValue(deep)).isSameAs(deep);
            assertThatExceptionOfType(CodecException.class).isThrownBy(() -> objects.fromValue(nested(100_000), Object.class))
                    .withMessageContaining("nested");
            assertThatExceptionOfType(CodecException.class).isThrownBy(() -> objects.toValue(nested(100_000).toPlain()))
                    .withMessageContaining("nested");
        });
    }

    private static Value nested(int depth) {
        Value value = Value.of(1);
        for (int i = 0; i < depth; i++) {
            value = new ListValue(List.of(value));
        }
        return value;
    }

    @Test
    void decimals_areNumbersOfTheirScale() {
        Value decimal = Value.of(new BigDecimal("1.00"));
        assertThat(objects.fromValue(decimal, BigDecimal.class)).isEqualTo(new BigDecimal("1.00"));
        assertThat(objects.fromValue(decimal, Number.class)).isEqualTo(new BigDecimal("1.00"));
        assertThat(objects.fromValue(Value.of(5), BigDecimal.class)).isEqualTo(new BigDecimal("5"));
        assertThat(objects.fromValue(Value.of(0.1), BigDecimal.class)).isEqualTo(new BigDecimal("0.1"));
        assertThat(objects.fromValue(Value.of("2.50"), BigDecimal.class)).isEqualTo(new BigDecimal("2.50"));
        assertRefused(Value.of(NOW), BigDecimal.class, "no java.math.BigDecimal");
    }

    @Test
    void dateTimes_areTimes() {
        Value dateTime = Value.from(Map.of("_typed", "2026-01-01T00:00:00.000Z", "_type", "datetime"));
        assertThat(objects.fromValue(dateTime, Instant.class)).isEqualTo(NOW);
        assertThat(objects.fromValue(dateTime, Date.class)).isEqualTo(Date.from(NOW));
        assertThat(objects.fromValue(dateTime, OffsetDateTime.class).toInstant()).isEqualTo(NOW);
        assertThat(objects.fromValue(Value.of("2026-01-01T00:00:00Z"), Instant.class)).isEqualTo(NOW);
        assertRefused(Value.of(new BigDecimal("1.5")), Instant.class, "no java.time.Instant");
    }

    /** docs/protocol.md#leniency: a whole float where an integer is meant is that integer. */
    @Test
    void wholeFloats_areIntegers_andOthersAreNot() {
        assertThat(objects.fromValue(Value.of(5.0), int.class)).isEqualTo(5);
        assertThat(objects.fromValue(Value.of(0x1p40), Long.class)).isEqualTo(1L << 40);
        assertThat(objects.fromValue(Value.of(0x1p80), BigInteger.class)).isEqualTo(BigInteger.TWO.pow(80));
        assertThat(objects.fromValue(Value.from(Map.of("likes", 5.0)), Post.class).likes()).isEqualTo(5);
        assertThat(objects.fromValue(Value.from(List.of(1, 0x1p40)), long[].class)).containsExactly(1L, 1L << 40);
        assertThat(objects.fromValue(Value.from(List.of(1.0)), new TypeReference<List<Integer>>() {
        }.getType())).isEqualTo(List.of(1));
        assertRefused(Value.of(5.5), int.class, "5.5");
        assertRefused(Value.of(5.5), BigInteger.class, "5.5");
        assertRefused(Value.of(1e20), long.class, "out of range");
        assertRefused(Value.of(1L << 40), int.class, "out of range");
        assertRefused(Value.from(List.of(1, 5.5)), int[].class, "5.5");
    }

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
    @JsonSubTypes({@JsonSubTypes.Type(value = Circle.class, name = "circle"),
            @JsonSubTypes.Type(value = Label.class, name = "label")})
    sealed interface Shape permits Circle, Label {
    }

    record Circle(BigDecimal radius, long id) implements Shape {
    }

    record Label(Value text, Object anything, Instant at) implements Shape {
    }

    /** Databind buffers what stands before the type's name; nothing must be lost in there. */
    @Test
    void subtypes_areToldByTheirName_whereverItStands() {
        Value odd = Value.from(Map.of("_typed", "+1e3", "_type", "decimal"));
        var fields = new LinkedHashMap<String, Object>();
        fields.put("text", odd);
        fields.put("anything", List.of(new BigDecimal("1.0"), 2.0));
        fields.put("at", NOW);
        fields.put("kind", "label");
        assertThat(objects.fromValue(Value.from(fields), Shape.class))
                .isEqualTo(new Label(odd, List.of(new BigDecimal("1.0"), 2.0), NOW));
        assertThat(objects.toValue(new Circle(new BigDecimal("1.0"), 1)))
                .isEqualTo(Value.from(Map.of("kind", "circle", "radius", new BigDecimal("1.0"), "id", 1)));
        assertThat(objects.fromValue(Value.from(Map.of("radius", new BigDecimal("1.0"), "id", 0x1p33, "kind", "circle")),
                Shape.class))
                .isEqualTo(new Circle(new BigDecimal("1.0"), 1L << 33));
    }

    record OwnFile(String hash, long size) {
    }

    @Test
    void typedValues_areOpenToClassesOfTheApplication() {
        FileRef file = FileRef.of("sha256:00", 5, null, "a.txt", null);
        assertThat(objects.fromValue(file, OwnFile.class)).isEqualTo(new OwnFile("sha256:00", 5));
        assertThat(objects.fromValue(Value.of(new BigDecimal("1.0")), JsonNode.class))
                .hasToString("{\"_typed\":\"1.0\",\"_type\":\"decimal\"}");
    }

    record Checked(int size) {
        Checked {
            if (size < 0) {
                throw new IllegalArgumentException("a size of " + size);
            }
        }
    }

    record Checks(List<Checked> all) {
    }

    @Test
    void whatDoesNotFit_isRefused_withClassAndPath() {
        assertRefused(Value.of("many"), int.class, "the value is no int: ");
        assertRefused(Value.of(1), Post.class, "the value is no dev.dust.adapter.jackson.ValuesToObjectsTest$Post: ");
        assertRefused(Value.from(Map.of("authors", List.of(Map.of(), Map.of("name", List.of())))), Post.class,
                "ValuesToObjectsTest$Post at /authors/1/name: ");
        assertRefused(Value.from(Map.of("all", List.of(Map.of("size", -1)))), Checks.class, "Checks at /all/0: ");
        assertRefused(Value.from(nulls("likes")), Post.class, "Post at /likes: ");
        assertRefused(Value.of("SOMEDAY"), DayOfWeek.class, "SOMEDAY");
        assertRefused(Value.of(""), Integer.class, "it came out as null");
        assertRefused(Value.of(1), Runnable.class, "no java.lang.Runnable");
    }

    @Test
    void deepValues_areRefused_beyondTheLimit() {
        Value value = ListValue.EMPTY;
        for (int i = 1; i < Limits.MAX_DEPTH; i++) {
            value = new ListValue(List.of(value));
        }
        assertThat(objects.fromValue(value, Object.class)).isNotNull();
        assertRefused(new ListValue(List.of(value)), Object.class, "nested more than 1000 deep");
    }

    private void assertRefused(Value value, Class<?> type, String message) {
        assertThatExceptionOfType(CodecException.class).isThrownBy(() -> objects.fromValue(value, type))
                .withMessageContaining(message);
    }

    @Test
    void featuresOfTheApplicationsMapper_hold() {
        var mapper = JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();
        ObjectCodec strict = new JacksonCodecs(mapper).objects();
        assertThat(strict.fromValue(Value.from(Map.of("size", 5.0)), Checked.class)).isEqualTo(new Checked(5));
        assertThatExceptionOfType(CodecException.class)
                .isThrownBy(() -> strict.fromValue(Value.from(Map.of("size", 5, "color", "red")), Checked.class))
                .withMessageContaining("Checked at /color: ");
    }
}
