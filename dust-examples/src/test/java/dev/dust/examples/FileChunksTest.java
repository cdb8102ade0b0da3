package dev.dust.examples;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dust.cache.CacheException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@link FileCacheTest} does not see: a disk that refuses. */
class FileChunksTest {
    @TempDir
    private static Path directory;

    static Stream<ThrowingCallable> calls() throws IOException {
        Path noDirectory = Files.writeString(directory.resolve("file"), "");
        var chunks = new FileChunks(noDirectory);
        var unreadable = new FileChunks(directory);
        // "op", as the directory of an op is named: what stands for a chunk there is a directory.
        Files.createDirectories(directory.resolve("b3A").resolve("7"));
        return Stream.of(() -> chunks.write("op", 0, new byte[1]), chunks::opIds, () -> unreadable.read("op", 7));
    }

    @ParameterizedTest
    @MethodSource("calls")
    void whatCannotBeReadOrWritten_isTold_withThePlace(ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(CacheException.class).hasMessageContaining(directory.toString());
    }
}
