package dev.dust.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dust.cache.CacheException;
import dev.dust.cache.FileContents;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A content that is kept by chunks is one stream. */
class ContentInputTest {

    /** The chunks of the only op. */
    private record Chunks(List<byte[]> chunks) implements FileContents {
        @Override
        public void write(String opId, int number, byte[] chunk) {
            throw new AssertionError("not asked");
        }

        @Override
        public byte[] read(String opId, int number) {
            return number < chunks.size() ? chunks.get(number) : null;
        }

        @Override
        public void remove(String opId) {
            throw new AssertionError("not asked");
        }

        @Override
        public Set<String> opIds() {
            return Set.of("op_1");
        }
    }

    private static InputStream input(int size, byte[]... chunks) {
        return new ContentInput(new Chunks(List.of(chunks)), "op_1", size);
    }

    @Test
    void chunksFollowOneAnother_toTheEndOfTheContent() throws IOException {
        assertThat(input(5, new byte[]{1, 2, 3}, new byte[]{4, 5, 6}).readAllBytes()).containsExactly(1, 2, 3, 4, 5);
        assertThat(input(0).read()).isEqualTo(-1);
        try (InputStream one = input(3, new byte[]{1, -1}, new byte[]{3})) {
            assertThat(one.read()).isEqualTo(1);
            assertThat(one.read()).isEqualTo(255);
            assertThat(one.read(new byte[4], 1, 3)).isEqualTo(1);
            assertThat(one.read()).isEqualTo(-1);
        }
    }

    @Test
    void contentThatIsNotThere_breaksOff() {
        assertThatThrownBy(() -> input(5, new byte[]{1, 2, 3}).readAllBytes()).isInstanceOf(IOException.class)
                .hasMessageContaining("not in the cache");
        assertThatThrownBy(() -> input(5, new byte[]{1, 2, 3}, new byte[0]).readAllBytes()).isInstanceOf(IOException.class);
    }

    @Test
    void cacheThatIsAway_breaksItOff() {
        FileContents away = new FileContents() {
            @Override
            public void write(String opId, int number, byte[] chunk) {
                throw new AssertionError("not asked");
            }

            @Override
            public byte[] read(String opId, int number) {
                throw new CacheException("away on purpose");
            }

            @Override
            public void remove(String opId) {
                throw new AssertionError("not asked");
            }

            @Override
            public Set<String> opIds() {
                return Set.of();
            }
        };
        assertThatThrownBy(() -> new ContentInput(away, "op_1", 3).read()).isInstanceOf(IOException.class)
                .hasMessageContaining("away on purpose");
    }
}
