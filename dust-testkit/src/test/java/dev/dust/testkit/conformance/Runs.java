package dev.dust.testkit.conformance;

import dev.dust.testkit.NaiveCache;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Runs scenarios and hands out what was printed. */
final class Runs {
    private Runs() {
    }

    static List<String> lines(Path... paths) {
        return lines(new ConformanceRunner(NaiveCache::new, true), paths);
    }

    static List<String> lines(ConformanceRunner runner, Path... paths) {
        var out = new ByteArrayOutputStream();
        runner.run(List.of(paths), new PrintStream(out, false, StandardCharsets.UTF_8));
        return out.toString(StandardCharsets.UTF_8).lines().toList();
    }

    /** Writes a file into a folder, and answers where it is. */
    static Path file(Path folder, String name, String content) {
        try {
            Path file = folder.resolve(name);
            Files.createDirectories(file.getParent());
            return Files.writeString(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A scenario of the name {@code s} with these steps. */
    static String scenario(String... steps) {
        return "{\"name\": \"s\", \"steps\": [" + String.join(",\n", steps) + "]}";
    }
}
