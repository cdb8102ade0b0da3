package dev.dust.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dust.ConnectionStatus;
import dev.dust.DustStore;
import dev.dust.Page;
import dev.dust.PageOptions;
import dev.dust.cache.Order;
import dev.dust.error.InvalidRequestException;
import dev.dust.path.DustPath;
import dev.dust.reading.TypeRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A listing has the objects at the paths that match, each whole, however many rows it has. */
class ListingTest {
    private final DustTesting testing = DustTesting.create();
    private final DustStore store = testing.dust().store("james/blog");

    record Post(String title, long views) {
    }

    record Profile(String name) {
    }

    @AfterEach
    void close() {
        testing.close();
    }

    @Test
    void objectsOfSeveralRows_areOneEach() {
        store.put("posts/hello", new Post("Hello", 1));
        store.put("posts/bye", new Post("Bye", 2));
        store.put("drafts/x", new Post("X", 3));
        assertThat(store.list("posts/*", Post.class).toList()).containsExactly(new Post("Bye", 2), new Post("Hello", 1));
        assertThat(store.list("posts/*", Post.class).count()).isEqualTo(2);
        assertThat(store.list("posts/*", Post.class).toMap())
                .containsOnlyKeys(DustPath.parse("posts/bye"), DustPath.parse("posts/hello"));
        assertThat(store.list("*", new TypeRef<Map<String, Post>>() {
        }).stream().mapToInt(Map::size).sum()).isEqualTo(3);
        assertThat(store.list("posts/hello", Post.class).toList()).containsExactly(new Post("Hello", 1));
        assertThat(store.list("posts/none", Post.class).toList()).isEmpty();
        assertThat(store.list("**", Object.class).count()).isEqualTo(6);
    }

    @Test
    void whatStandsBehindTheLastWildcard_isPartOfThePath() {
        store.put("users/ann/profile", new Profile("Ann"));
        store.put("users/bob/profile", new Profile("Bob"));
        store.put("users/bob/seen", true);
        store.put("users/cy", "no map");
        assertThat(store.list("users/*/profile", Profile.class).toList())
                .containsExactly(new Profile("Ann"), new Profile("Bob"));
        assertThat(store.list("users/*/profile/name", String.class).toList()).containsExactly("Ann", "Bob");
        assertThat(store.list("*/ann/*", Profile.class).toList()).containsExactly(new Profile("Ann"));
        assertThat(store.list("users/*/none", String.class).toList()).isEmpty();
    }

    @Test
    void leavesAndNulls() {
        store.put("n/a", 1);
        store.put("n/b", null);
        store.put("n/c", 3);
        assertThat(store.list("n/*", Long.class).toList()).containsExactly(1L, 3L);
    }

    @Test
    void objectThatDoesNotFit_isNamed() {
        store.put("posts/hello", new Post("Hello", 1));
        store.put("posts/odd", "text");
        assertThatThrownBy(() -> store.list("posts/*", Post.class).toList()).isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("posts/odd");
    }

    @Test
    void committedObjects_areWithoutOwnWrites() {
        testing.seed("james/blog", "posts/hello", Map.of("title", "Hello", "views", 1));
        testing.setStatus(ConnectionStatus.RECONNECTING);
        store.put("posts/own", new Post("Own", 1));
        assertThat(store.list("posts/*", Post.class).count()).isEqualTo(2);
        assertThat(store.committed().list("posts/*", Post.class).toList()).containsExactly(new Post("Hello", 1));
    }

    @Test
    void stream_readsAsItIsTaken() {
        IntStream.range(0, 1_000).forEach(i -> store.put("posts/" + i, new Post("t", i)));
        assertThat(store.list("posts/*", Post.class).count()).isEqualTo(1_000);
        List<Post> some = store.list("posts/*", Post.class).stream().peek(post -> store.delete("posts/999")).limit(3).toList();
        assertThat(some).hasSize(3);
    }

    /** Against all objects put together by hand, over seeds: any page size, both orders, awkward names. */
    @Test
    void pages_haveEachObjectOnce_inTheOrderOfTheirPaths() {
        for (long seed = 0; seed < 30; seed++) {
            var random = new Random(seed);
            store.delete("o");
            var expected = new TreeMap<DustPath, Object>();
            List<String> names = List.of("a", "a-b", "a.b", "a0", "b", "ä", "~1", "*");
            for (int i = 0; i < random.nextInt(12); i++) {
                DustPath path = DustPath.of("o", names.get(random.nextInt(names.size())));
                Object value = random.nextBoolean() ? (Object) (long) i : Map.of("x", (long) i, "y", Map.of("z", 1L));
                store.at(path).put(value);
                expected.put(path, value);
            }
            assertThat(store.list("o/*", Object.class).toMap()).as("seed " + seed).isEqualTo(expected);
            for (Order order : Order.values()) {
                var paged = new ArrayList<Object>();
                PageOptions options = PageOptions.defaults().limit(1 + random.nextInt(3)).order(order);
                for (Page<Object> page = store.list("o/*", Object.class).page(options);; page = store
                        .list("o/*", Object.class).page(options.after(page.next()))) {
                    paged.addAll(page.items());
                    if (page.next() == null) {
                        break;
                    }
                }
                var inOrder = new ArrayList<>(expected.values());
                assertThat(paged).as("seed " + seed + ", " + order)
                        .isEqualTo(order == Order.ASCENDING ? inOrder : inOrder.reversed());
            }
        }
    }
}
