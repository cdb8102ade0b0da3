package dev.dust.cli;

import dev.dust.adapter.sqlite.SqliteCache;
import dev.dust.cache.Cache;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.IdentityHashMap;
import java.util.Objects;
import java.util.stream.Stream;

/** Caches in files of their own, in a directory that is removed in the end. For one thread at a time. */
final class SqliteTrialCaches implements TrialCaches {
    private final Path directory;
    private final int atOnce;
    private final IdentityHashMap<Cache, Path> files = new IdentityHashMap<>();
    private int opened;

    /**
     * No cache yet.
     *
     * @param atOnce after how many caches the first of them is closed, and its file of no use
     */
    SqliteTrialCaches(int atOnce) {
        this.atOnce = atOnce;
        try {
            directory = Files.createTempDirectory("dust-trial-");
        } catch (IOException e) {
            throw new Failure("there is no place for temporary files: " + e);
        }
    }

    @Override
    public Cache open() {
        if (opened >= atOnce) {
            Path old = file(opened - atOnce);
            files.values().remove(old);
            delete(old.getFileName().toString());
        }
        return open(file(opened++));
    }

    private Path file(int number) {
        return directory.resolve("client-" + number + ".db");
    }

    @Override
    public Cache reopen(Cache before) {
        before.close();
        return open(Objects.requireNonNull(files.remove(before), "file"));
    }

    private Cache open(Path file) {
        Cache cache = new SqliteCache(file, Json.CODECS);
        files.put(cache, file);
        return cache;
    }

    private void delete(String prefix) {
        try (Stream<Path> all = Files.list(directory)) {
            for (Path file : all.filter(file -> file.getFileName().toString().startsWith(prefix)).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        delete("");
        try {
            Files.delete(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
