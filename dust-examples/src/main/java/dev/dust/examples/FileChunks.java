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
        try {
            FileCache.replace(of(opId).resolve(Integer.toString(number)), chunk);
        } catch (IOException e) {
            throw new CacheException("a content cannot be kept: " + e, e);
        }
    }

    @Override
    public byte @Nullable [] read(String opId, int number) {
        Path chunk = of(opId).resolve(Integer.toString(number));
        try {
            return Files.exists(chunk) ? Files.readAllBytes(chunk) : null;
        } catch (IOException e) {
            throw new CacheException("a content cannot be read: " + e, e);
        }
    }

    @Override
    public void remove(String opId) {
        for (Path file : filesOf(of(opId))) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                throw new CacheException("a content cannot be removed: " + e, e);
            }
        }
    }

    /** What is in a directory, and the directory itself at the end. */
    private static List<Path> filesOf(Path directory) {
        if (!Files.exists(directory)) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(directory)) {
            return all.sorted(Comparator.reverseOrder()).toList();
        } catch (IOException e) {
            throw new CacheException("a content cannot be read: " + e, e);
        }
    }

    @Override
    public Set<String> opIds() {
        if (!Files.exists(directory)) {
            return Set.of();
        }
        try (Stream<Path> ops = Files.list(directory)) {
            return ops.map(op -> new String(Base64.getUrlDecoder().decode(op.getFileName().toString()), UTF_8))
                    .collect(Collectors.toUnmodifiableSet());
        } catch (IOException e) {
            throw new CacheException("the contents cannot be read: " + e, e);
        }
    }
}
