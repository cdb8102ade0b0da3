package dev.dust.adapter.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dust.cache.CacheException;
import dev.dust.cache.FileContents;
import dev.dust.cache.StoreCache;
import org.junit.jupiter.api.Test;

/** What befalls the contents of files beside their law. */
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

    @Test
    void contentsThatAreAskedForAfterTheEnd_areClosedToo() {
        var cache = new MemoryCache();
        StoreCache store = cache.open("org/store", "dev_a");
        cache.close();
        FileContents late = store.contents();
        assertThatThrownBy(() -> late.write("op_1", 0, new byte[]{1})).isInstanceOf(CacheException.class);
    }

    /** An interrupt closes the file that it meets, as it does with every channel of the JDK's. */
    @Test
    void interrupt_costsTheContentThatItMeets_andNoOther() {
        try (var cache = new MemoryCache()) {
            FileContents contents = cache.open("org/store", "dev_a").contents();
            contents.write("op_1", 0, new byte[]{1});
            contents.write("op_2", 0, new byte[]{2});
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> contents.write("op_1", 0, new byte[]{3})).isInstanceOf(CacheException.class)
                    .hasMessageContaining("cannot be kept");
            assertThat(Thread.interrupted()).isTrue();
            assertThatThrownBy(() -> contents.write("op_1", 1, new byte[]{4})).isInstanceOf(CacheException.class)
                    .hasMessageContaining("an interrupt");
            assertThat(contents.read("op_1", 0)).as("gone, which a file that waits has to hear").isNull();
            assertThat(contents.read("op_2", 0)).containsExactly(2);
            assertThat(contents.opIds()).containsExactly("op_2");
            contents.remove("op_1");

            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> contents.read("op_2", 0)).isInstanceOf(CacheException.class)
                    .hasMessageContaining("cannot be read");
            assertThat(Thread.interrupted()).isTrue();
            assertThat(contents.read("op_2", 0)).isNull();
        }
    }
}
