package dev.dust.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dust.adapter.jackson.JacksonCodecs;
import dev.dust.cache.Cache;
import dev.dust.cache.CacheException;
import dev.dust.cache.CacheSnapshot;
import dev.dust.cache.Commit;
import dev.dust.cache.Row;
import dev.dust.testkit.contract.CacheContract;
import dev.dust.value.Types;
import dev.dust.value.Value;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The law of the port, with all that it says of durable caches. */
class FileCacheTest implements CacheContract {
    private static final Row ROW = new Row("a", Value.of(1), Types.INTEGER, 1, 1);

    @TempDir
    private Path temporary;
    private Path directory;
    private int caches;

    @Override
    public Cache openCache() {
        directory = temporary.resolve("cache" + caches++);
        return open();
    }

    @Override
    public Optional<Cache> reopen(Cache closed) {
        return Optional.of(open());
    }

    /** As after a crash in the middle of a commit, which has not returned then. */
    @Test
    void fileThatWasNotFinished_countsForNothing() throws IOException {
        try (Cache cache = openCache()) {
            cache.open("james/blog", "dev_1").commit(Commit.ofReplacement(0, 1, List.of(ROW)));
        }
        try (Stream<Path> files = Files.list(directory)) {
            Path store = files.findFirst().orElseThrow();
            Files.writeString(store.resolveSibling(store.getFileName() + ".new"), "[1,[[\"a");
        }
        try (Cache again = open(); CacheSnapshot now = again.open("james/blog", "dev_1").snapshot()) {
            assertThat(now.appliedSeq()).isEqualTo(1);
            assertThat(now.get("a")).isEqualTo(ROW);
        }
    }

    @Test
    void fileThatIsNone_isAnError() throws IOException {
        openCache().open("james/blog", "dev_1").commit(Commit.ofReplacement(0, 1, List.of(ROW)));
        try (Stream<Path> files = Files.list(directory)) {
            Files.writeString(files.findFirst().orElseThrow(), "[1,[[\"a");
        }
        assertThatThrownBy(() -> open().open("james/blog", "dev_1")).isInstanceOf(CacheException.class);
    }

    private Cache open() {
        return new FileCache(directory, new JacksonCodecs().json());
    }
}
