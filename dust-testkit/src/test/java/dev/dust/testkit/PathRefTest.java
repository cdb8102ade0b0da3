package dev.dust.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dust.DustStore;
import dev.dust.PathRef;
import dev.dust.WriteOptions;
import dev.dust.error.InvalidRequestException;
import dev.dust.error.RefusedException;
import dev.dust.path.DustPath;
import java.util.List;
import java.util.Map;
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
        WriteOptions absent = WriteOptions.none().ifAbsent();
        path.put(1, absent).committed().join();
        assertThatThrownBy(() -> path.put(2, absent).committed().join()).hasCauseInstanceOf(RefusedException.class);
        WriteOptions match = WriteOptions.none().ifMatch(store.committed().entry("a").orElseThrow());
        path.put(2, match).committed().join();
        assertThatThrownBy(() -> path.delete(match).committed().join()).hasCauseInstanceOf(RefusedException.class);
        assertThat(path.get().asLong()).isEqualTo(2);
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
