package dev.dust.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.dust.cache.CacheException;
import dev.dust.cache.FileContents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The contents of files that are still to be sent: a directory for each op, with a file for each chunk. */
final class FileChunks implements FileContents {
    private final Path directory;

    FileChunks(Path directory) {
        this.directory = directory;
    }

    /** An op's id may have characters that a file's name must not have. */
    private Path of(String opId) {
        return directory.resolve(Base64.getUrlEncoder().withoutPadding().encodeToString(opId.getBytes(UTF_8)));
    }

    @Override
    public void write(String opId, int number, byte[] chunk) {
        access(() -> {
            FileCache.replace(of(opId).resolve(Integer.toString(number)), chunk);
            return null;
        });
    }

    @Override
    public byte @Nullable [] read(String opId, int number) {
        Path chunk = of(opId).resolve(Integer.toString(number));
        return access(() -> Files.exists(chunk) ? Files.readAllBytes(chunk) : null);
    }

    @Override
    public void remove(String opId) {
        access(() -> {
            for (Path file : filesOf(of(opId))) {
                Files.deleteIfExists(file);
            }
            return null;
        });
    }

    /** What is in a directory, and the directory itself at the end. */
    private static List<Path> filesOf(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(directory)) {
            return all.sorted(Comparator.reverseOrder()).toList();
        }
    }

    @Override
    public Set<String> opIds() {
        return access(() -> {
            if (!Files.exists(directory)) {
                return Set.of();
            }
            try (Stream<Path> ops = Files.list(directory)) {
                return ops.map(op -> new String(Base64.getUrlDecoder().decode(op.getFileName().toString()), UTF_8))
                        .collect(Collectors.toUnmodifiableSet());
            }
        });
    }

    private <T extends @Nullable Object> T access(Access<T> access) {
        try {
            return access.run();
        } catch (IOException e) {
            throw new CacheException("contents in " + directory + " cannot be read or written: " + e, e);
        }
    }

    /** What reads or writes files. */
    @FunctionalInterface
    private interface Access<T extends @Nullable Object> {
        T run() throws IOException;
    }
}
