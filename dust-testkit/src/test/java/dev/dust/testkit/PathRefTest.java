package dev.dust.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dust.DustStore;
import dev.dust.FileOptions;
import dev.dust.Flight;
import dev.dust.HeldLease;
import dev.dust.PathRef;
import dev.dust.PatternRef;
import dev.dust.WriteOptions;
import dev.dust.error.InvalidRequestException;
import dev.dust.error.RefusedException;
import dev.dust.path.DustPath;
import dev.dust.reading.TypeRef;
import dev.dust.subscribe.SubscriptionOptions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A path has every operation on it. */
class PathRefTest {
    private final DustTesting testing = DustTesting.create();
    private final DustStore store = testing.dust().store("james/blog");

    @AfterEach
    void close() {
        testing.close();
    }

    @Test
    void everyWrite_andEveryRead() {
        PathRef post = store.at("posts/hello");
        post.put(Map.of("title", "Hello"));
        post.merge(Map.of("draft", true));
        assertThat(post.get().plain()).isEqualTo(Map.of("title", "Hello", "draft", true));
        PathRef views = post.child("views");
        views.increment();
        views.increment(41);
        assertThat(views.get().asLong()).isEqualTo(42);
        assertThat(views.update(Long.class, seen -> seen + 1).join()).isEqualTo(43);
        post.child("tags").add("java");
        post.child("tags").add("sql");
        post.child("tags").remove("sql");
        assertThat(store.get("posts/hello/tags").plain()).isEqualTo(List.of("java"));
        assertThat(post.entry().orElseThrow().path()).isEqualTo(post.path());
        post.delete();
        assertThat(post.get().isPresent()).isFalse();
        assertThat(post.entry()).isEmpty();
        assertThat(post.file()).isEmpty();
    }

    @Test
    void optionsHold() {
        PathRef path = store.at("a");
        WriteOptions absent = WriteOptions.defaults().ifAbsent();
        path.put(1, absent).committed().join();
        assertThatThrownBy(() -> path.put(2, absent).committed().join()).hasCauseInstanceOf(RefusedException.class);
        WriteOptions match = WriteOptions.defaults().ifMatch(store.committed().entry("a").orElseThrow());
        path.put(2, match).committed().join();
        assertThatThrownBy(() -> path.delete(match).committed().join()).hasCauseInstanceOf(RefusedException.class);
        assertThat(path.get().asLong()).isEqualTo(2);
    }

    @Test
    void pathIsHeard_byItself_inEachOfTheThreeWays() {
        PathRef post = store.at("posts/*");
        var heard = new CopyOnWriteArrayList<String>();
        post.on(event -> heard.add("on " + event.path()));
        post.child("title").onChange(change -> heard.add("onChange " + change.path()));
        post.watch(new TypeRef<Map<String, String>>() {
        }, found -> heard.add("watch " + found.path() + " " + found.value()));
        store.put("posts/ab", Map.of("title", "Other"));
        store.put("posts", Map.of("c", Map.of("title", "Other")));
        testing.settle();
        assertThat(heard).isEmpty();
        post.put(Map.of("title", "Hello")).committed().join();
        testing.settle();
        assertThat(heard).contains("on posts/*", "onChange posts/*/title", "watch posts/* {title=Hello}")
                .allMatch(one -> one.contains("posts/*"));
    }

    @Test
    void patternIsHeard_withOptions() {
        PatternRef posts = store.matching("posts/*");
        store.put("posts/a", "A").committed().join();
        var heard = new CopyOnWriteArrayList<String>();
        posts.on(event -> heard.add("on " + event.path()), SubscriptionOptions.defaults().withCurrent());
        posts.onChange(change -> heard.add("onChange " + change.path()), SubscriptionOptions.defaults().withCurrent());
        posts.watch(new TypeRef<String>() {
        }, found -> heard.add("watch " + found.value()), SubscriptionOptions.defaults());
        testing.settle();
        assertThat(heard).containsExactlyInAnyOrder("on posts/a", "onChange posts/a", "watch A");
        assertThat(posts).isEqualTo(store.matching("posts/*")).hasSameHashCodeAs(store.matching("posts/*"))
                .hasToString("james/blog posts/*").isNotEqualTo(store.matching("posts/**"));
        assertThat(posts.store()).isEqualTo(store);
        assertThatThrownBy(() -> store.matching("a//b")).isInstanceOf(InvalidRequestException.class);
    }

    @Test
    void objectThatDoesNotFit_isToldByItsPath() {
        store.put("posts/a", Map.of("title", "A"));
        var errors = new CopyOnWriteArrayList<Throwable>();
        store.matching("posts/*").watch(Long.class, found -> {
        }, SubscriptionOptions.defaults().onError(errors::add));
        testing.settle();
        assertThat(errors).singleElement().asInstanceOf(InstanceOfAssertFactories.THROWABLE)
                .isInstanceOf(InvalidRequestException.class).hasMessageContaining("posts/a");
    }

    @Test
    void leaseAndSharedWork_areThoseOfThePath() {
        PathRef lock = store.at("locks/a");
        HeldLease lease = lock.acquire().join();
        assertThat(lease.key()).isEqualTo(lock.path());
        assertThat(lock.tryAcquire().join()).isEmpty();
        assertThat(store.tryAcquire("locks/a").join()).isEmpty();
        lease.close();
        assertThat(store.acquire("locks/a").join().isHeld()).isTrue();
        PathRef feed = store.at("feed");
        assertThat(feed.singleFlight(held -> Flight.publish(1)).join().value().asLong()).isEqualTo(1);
        assertThat(store.singleFlight("feed", held -> Flight.publish(2)).join().value().asLong()).isEqualTo(1);
        feed.child("cover").putFile(new byte[]{1}, FileOptions.defaults());
        assertThat(feed.child("cover").file()).isPresent();
    }

    @Test
    void segments_meanThemselves() {
        PathRef odd = store.at(DustPath.of("files")).child("a/b~*");
        odd.put(1);
        assertThat(store.get("files/a~1b~0*").asLong()).isEqualTo(1);
        assertThat(odd.parent()).contains(store.at("files"));
        assertThat(store.at("files").parent()).isEmpty();
        assertThat(odd).isEqualTo(store.at("files/a~1b~0*")).hasSameHashCodeAs(store.at("files/a~1b~0*"))
                .hasToString("james/blog files/a~1b~0*").isNotEqualTo(store.at("files"));
        assertThatThrownBy(() -> store.at("a//b")).isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> odd.child("")).isInstanceOf(InvalidRequestException.class);
    }
}
