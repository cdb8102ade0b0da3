package dev.dust.jcstress;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openjdk.jcstress.Main;

/**
 * Each test under jcstress for a moment, in one JVM configuration: enough for a gross race. {@code dust-jcstress/run} looks
 * longer.
 */
@Tag("long")
class ShortStressTest {
    private static final String ITERATIONS = Boolean.getBoolean("dust.test.thorough") ? "3" : "1";
    private static final List<String> SHORT = List.of("-iters", ITERATIONS, "-time", "300", "-f", "1", "-fsm", "1", "-sc",
            "false",
            "-af", "NONE", "-jvmArgs", "-XX:+UseSerialGC");

    @Test
    void nothingForbiddenIsSeen(@TempDir Path directory) throws Exception {
        Path said = directory.resolve("said.txt");
        int exitCode = stress(directory, said);

        assertThat(exitCode).as(() -> read(said)).isZero();
        assertThat(said).content().contains("Failed tests: No matches.", "Error tests: No matches.")
                .doesNotContain("All remaining tests: No matches.");
    }

    private static int stress(Path directory, Path said) throws Exception {
        var command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
                System.getProperty("java.class.path"), Main.class.getName(), "-r", directory.resolve("results").toString()));
        command.addAll(SHORT);
        Process process = new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true)
                .redirectOutput(said.toFile()).start();
        try {
            return process.waitFor();
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
