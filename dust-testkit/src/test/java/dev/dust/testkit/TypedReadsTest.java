package dev.dust.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.dust.DustStore;
import dev.dust.Entry;
import dev.dust.error.InvalidRequestException;
import dev.dust.error.NotFoundException;
import dev.dust.reading.HasValue;
import dev.dust.reading.TypeRef;
import dev.dust.subscribe.Change;
import dev.dust.subscribe.DustEvent;
import dev.dust.subscribe.Mode;
import dev.dust.subscribe.SubscriptionOptions;
import dev.dust.value.TextValue;
import dev.dust.value.Types;
import dev.dust.value.Value;
import dev.dust.write.OpName;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A value is read as whatever it is to be, wherever it is carried. */
class TypedReadsTest {
    private final DustTesting testing = DustTesting.create();
    private final DustStore store = testing.dust().store("james/blog");

    record Author(String name, int age) {
    }

    record Post(String title, Author author, List<String> tags) {
    }

    @BeforeEach
    void write() {
        store.put("text", "Hello");
        store.put("long", 42);
        store.put("huge", new BigInteger("12345678901234567890"));
        store.put("float", 1.5);
        store.put("decimal", new BigDecimal("29.90"));
        store.put("bool", true);
        store.put("instant", Instant.EPOCH);
        store.put("null", null);
        store.put("posts/hello", new Post("Hello", new Author("Ann", 30), List.of("java")));
    }

    @AfterEach
    void close() {
        testing.close();
    }

    @Test
    void scalars_areReadAsWhatTheyAre() {
        assertThat(store.get("text").asText()).isEqualTo("Hello");
        assertThat(store.get("long").asLong()).isEqualTo(42);
        assertThat(store.get("long").as(Integer.class)).isEqualTo(42);
        assertThat(store.get("long").asDouble()).isEqualTo(42.0);
        assertThat(store.get("huge").as(BigInteger.class)).isEqualTo("12345678901234567890");
        assertThat(store.get("float").asDouble()).isEqualTo(1.5);
        assertThat(store.get("decimal").asDecimal()).isEqualTo(new BigDecimal("29.90"));
        assertThat(store.get("bool").asBoolean()).isTrue();
        assertThat(store.get("instant").asInstant()).isEqualTo(Instant.EPOCH);
        assertThat(store.get("text").as(Value.class)).isEqualTo(new TextValue("Hello"));
        assertThat(store.get("text").as(TextValue.class)).isEqualTo(new TextValue("Hello"));
    }

    @Test
    void objects_areRecords_andTypesWithParameters() {
        assertThat(store.get("posts/hello").as(Post.class))
                .isEqualTo(new Post("Hello", new Author("Ann", 30), List.of("java")));
        Map<String, Post> posts = store.get("posts").as(new TypeRef<Map<String, Post>>() {
        });
        assertThat(posts).extractingByKey("hello").extracting(Post::title).isEqualTo("Hello");
        assertThat(new TypeRef<List<Post>>() {
        }).hasToString("java.util.List<" + Post.class.getName() + ">");
    }

    @Test
    void nothing_isNull_orWhatElseIsSaid_orAnError() {
        for (String path : List.of("none", "null")) {
            assertThat(store.get(path).as(String.class)).isNull();
            assertThat(store.get(path).orElse("else")).isEqualTo("else");
            assertThat(store.get(path).orElse(List.of("a"))).containsExactly("a");
        }
        assertThatThrownBy(() -> store.get("none").asLong()).isInstanceOf(NotFoundException.class).hasMessageContaining("none");
        assertThatThrownBy(() -> store.get("null").asLong()).isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("null").hasMessageContaining("java.lang.Long");
    }

    @Test
    void orElse_hasTheTypeOfItsArgument() {
        assertThat(store.get("long").orElse(0L)).isEqualTo(42L);
        assertThat(store.get("text").orElse("else")).isEqualTo("Hello");
        assertThat(store.get("posts/hello/tags").orElse(List.of())).isEqualTo(List.of("java"));
        assertThat(store.get("posts/hello/tags").orElse(Set.of())).isEqualTo(Set.of("java"));
        assertThat(store.get("posts/hello/author").orElse(Map.of())).isEqualTo(Map.of("name", "Ann", "age", 30L));
        assertThat(store.get("none").orElse(Value.of(7))).isEqualTo(Value.of(7));
    }

    /** To the field, so that nobody has to look for it. */
    @Test
    void valueThatDoesNotFit_saysPathFieldAndBothTypes() {
        store.put("posts/hello/author/age", "thirty");
        assertThatThrownBy(() -> store.get("posts/hello").as(Post.class)).isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("posts/hello").hasMessageContaining("/author/age").hasMessageContaining("thirty")
                .hasMessageContaining("int").hasMessageContaining(Post.class.getName());
        assertThatThrownBy(() -> store.get("text").asLong()).isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("the string at text").hasMessageContaining("java.lang.Long");
        assertThatThrownBy(() -> store.get("huge").asLong()).isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> store.get("float").asLong()).isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> store.get("long").asText()).isInstanceOf(InvalidRequestException.class);
    }

    @Test
    void eventsAndChanges_areReadAsEntriesAre() {
        var tags = new TypeRef<List<String>>() {
        };
        var events = new CopyOnWriteArrayList<DustEvent>();
        var changes = new CopyOnWriteArrayList<Change>();
        store.matching("posts/*").on(events::add, SubscriptionOptions.defaults().mode(Mode.ALL));
        store.matching("**").onChange(changes::add, SubscriptionOptions.defaults().withCurrent());
        var post = new Post("Bye", new Author("Bob", 40), List.of("sql"));
        store.put("posts/bye", post);
        store.put("posts/hello/tags", List.of("java", "sql"));
        store.delete("text");
        testing.refuseNext("conflict");
        store.put("posts/no", post);
        DustEvent built = DustTesting.buildEvent(OpName.SET, "posts/built", post);
        testing.emit("james/blog", built);
        testing.settle();
        assertThat(events).extracting(event -> event.getClass().getSimpleName(), event -> event.as(Post.class))
                .containsExactly(tuple("Local", post), tuple("Local", post), tuple("Refused", null), tuple("Committed", post));
        assertThat(events.get(2).isPresent()).isFalse();
        assertThat(changes).filteredOn(change -> change.path().key().equals("posts/hello/tags"))
                .extracting(change -> change.before().as(tags), change -> change.as(tags))
                .containsExactly(tuple(null, List.of("java")), tuple(List.of("java"), List.of("java", "sql")));
        Change gone = changes.stream().filter(change -> change.path().key().equals("text")).reduce((a, b) -> b).orElseThrow();
        assertThat(gone.before().asText()).isEqualTo("Hello");
        assertThat(gone.isPresent()).isFalse();
        assertThat(gone.orElse("else")).isEqualTo("else");
        assertThat(built.as(Post.class)).isEqualTo(post);
        assertThat(new DustEvent.Local(built.path(), OpName.SET, built.value(), "op_1", "dev_1").as(Value.class))
                .isEqualTo(built.value());
        assertThatThrownBy(
                () -> new DustEvent.Local(built.path(), OpName.SET, built.value(), "op_1", "dev_1").as(Post.class))
                .isInstanceOf(InvalidRequestException.class).hasMessageContaining("codec");
    }

    @Test
    void everythingThatCarriesAValue_isReadTheSameWay() {
        Entry entry = store.entry("long").orElseThrow();
        assertThat(entry.type()).isEqualTo(Types.INTEGER);
        List<HasValue> carriers = List.of(store.get("long"), entry, store.at("long").get(),
                store.enumerate("long").getFirst(), store.getMany(List.of("long", "none")).get("long"),
                store.committed().get("long"), store.put("other", 42).outcome().join().value());
        assertThat(carriers).allSatisfy(carrier -> {
            assertThat(carrier.asLong()).isEqualTo(42);
            assertThat(carrier.as(Long.class)).isEqualTo(42L);
            assertThat(carrier.orElse(0L)).isEqualTo(42L);
            assertThat(carrier.value()).isEqualTo(Value.of(42));
            assertThat(carrier.plain()).isEqualTo(42L);
            assertThat(carrier.isPresent()).isTrue();
        });
    }

    /** Said in the documentation of {@link DustStore#put}. */
    @Test
    void whatCannotComeBack() {
        store.put("a", Map.of("empty", Map.of(), "list", List.of()));
        assertThat(store.get("a").plain()).isEqualTo(Map.of("list", List.of()));
        store.put("b", Map.of());
        assertThat(store.get("b").isPresent()).isFalse();
        store.put("c", Map.of("n", Arrays.asList(1, null)));
        assertThat(store.get("c/n").plain()).isEqualTo(Arrays.asList(1L, null));
    }
}
