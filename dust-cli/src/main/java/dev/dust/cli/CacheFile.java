package dev.dust.cli;

import dev.dust.adapter.sqlite.SqliteCache;
import dev.dust.adapter.sqlite.SqliteOptions;
import dev.dust.cache.Cache;
import dev.dust.cache.CacheException;
import dev.dust.value.Sha256;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The file in which the command keeps what it knows of a server, and the writes that the server has not had yet: beside it,
 * for each store, a file whose time says when that was as the server has it. Only this user may read them.
 */
final class CacheFile implements CommandCache {
    /** What to do without it, for those who cannot have it. */
    private static final String WITHOUT = "; --cache memory works without a file, and --cache-file names another";
    private static final int HASH_LENGTH = 12;

    private final Path file;
    private final boolean isOurs;
    private @Nullable SqliteCache opened;

    /** {@code isOurs}: whether the command makes the directory. */
    private CacheFile(Path file, boolean isOurs) {
        this.file = file;
        this.isOurs = isOurs;
    }

    /**
     * One that the user named.
     *
     * @throws InvalidPathException if it is none
     */
    static CacheFile named(String file) {
        return new CacheFile(Path.of(file), false);
    }

    /**
     * That of a server, at the place where the system wants programs to keep what they know.
     *
     * @param variable the value of an environment variable, or null
     */
    static CacheFile of(URI server, Function<String, @Nullable String> variable) {
        String port = server.getPort() < 0 ? "" : "-" + server.getPort();
        String host = String.valueOf(server.getHost()).toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9.-]", "_");
        return new CacheFile(directory(variable).resolve(host + port + "-" + hash(server.toString()) + ".db"), true);
    }

    private static Path directory(Function<String, @Nullable String> variable) {
        String local = variable.apply("LOCALAPPDATA");
        if (local != null && System.getProperty("os.name").startsWith("Windows")) {
            return Path.of(local, "dust");
        }
        String state = variable.apply("XDG_STATE_HOME");
        // By the specification, one that is not absolute is to be ignored.
        if (state != null && Path.of(state).isAbsolute()) {
            return Path.of(state, "dust");
        }
        String home = variable.apply("HOME");
        return Path.of(home == null ? System.getProperty("user.home") : home, ".local", "state", "dust");
    }

    private static String hash(String text) {
        return Sha256.hex(text.getBytes(StandardCharsets.UTF_8)).substring(0, HASH_LENGTH);
    }

    @Override
    public Cache open() {
        opened = openFile();
        return opened;
    }

    private SqliteCache openFile() {
        try {
            make();
            return new SqliteCache(file, Json.CODECS, SqliteOptions.defaults());
        } catch (IOException e) {
            throw cannotBeMade(e);
        } catch (CacheException e) {
            throw new Failure(e.getMessage() + WITHOUT);
        }
    }

    @Override
    public OutboxLock outbox(OutboxUse use, Duration atMost) throws InterruptedException {
        if (use == OutboxUse.LASTS) {
            return OutboxLock.NOT_HELD;
        }
        try {
            make();
            // The same file by another way to it is the same.
            Path real = file.toRealPath();
            return OutboxLock.of(real.resolveSibling(real.getFileName() + "-outbox"),
                    use == OutboxUse.WRITES ? atMost : Duration.ZERO);
        } catch (IOException e) {
            throw cannotBeMade(e);
        }
    }

    @Override
    public long waiting(String store) {
        if (opened != null) {
            return opened.waiting(store);
        }
        try (SqliteCache once = openFile()) {
            return once.waiting(store);
        }
    }

    private Failure cannotBeMade(IOException e) {
        return new Failure("the cache's file " + file + " cannot be made: " + why(e) + WITHOUT);
    }

    private static String why(IOException failure) {
        return failure instanceof FileAlreadyExistsException noDirectory
                ? noDirectory.getFile() + " is a file, and not a directory"
                : Failure.why(failure);
    }

    /** Before SQLite does, which would have others read it. */
    private void make() throws IOException {
        if (isOurs) {
            Files.createDirectories(file.getParent(), Contexts.only("rwx------"));
        }
        try {
            Files.createFile(file, Contexts.only("rw-------"));
        } catch (FileAlreadyExistsException byAnEarlierCommand) {
            // Nearly always.
        }
    }

    @Override
    public void noteInStep(String store) {
        Path note = note(store);
        try {
            if (!Files.exists(note)) {
                Files.createDirectories(note.getParent());
                Files.write(note, new byte[0]);
            }
            Files.setLastModifiedTime(note, FileTime.from(Instant.now()));
        } catch (IOException unknown) {
            // Then nobody can say how old the cache is, which is no reason to fail.
        }
    }

    @Override
    public @Nullable Duration age(String store) {
        try {
            Duration age = Duration.between(Files.getLastModifiedTime(note(store)).toInstant(), Instant.now());
            return age.isNegative() ? Duration.ZERO : age;
        } catch (IOException unknown) {
            return null;
        }
    }

    private Path note(String store) {
        return file.resolveSibling(file.getFileName() + "-times").resolve(hash(store));
    }
}
