package dev.dust.adapter.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dust.cache.CacheException;
import dev.dust.cache.FileContents;
import org.junit.jupiter.api.Test;

/** The contents of a cache that is closed. */
class MemoryContentsTest {

    @Test
    void closedCache_keepsNoContents_andTakesNone() {
        var cache = new MemoryCache();
        FileContents contents = cache.open("org/store", "dev_a").contents();
        contents.write("op_1", 0, new byte[]{1});
        cache.close();
        assertThatThrownBy(() -> contents.read("op_1", 0)).isInstanceOf(CacheException.class);
        assertThatThrownBy(() -> contents.write("op_1", 1, new byte[]{2})).isInstanceOf(CacheException.class);
        assertThat(contents.opIds()).isEmpty();
    }

    @Test
    void chunkBehindTheEnd_isNone() {
        try (var cache = new MemoryCache()) {
            FileContents contents = cache.open("org/store", "dev_a").contents();
            contents.write("op_1", 0, new byte[]{1});
            assertThat(contents.read("op_1", 1)).isNull();
            assertThat(contents.read("op_2", 0)).isNull();
            contents.remove("op_2");
            assertThat(contents.opIds()).containsExactly("op_1");
        }
    }
}
