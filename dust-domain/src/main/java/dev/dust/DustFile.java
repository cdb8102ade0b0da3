package dev.dust;

import dev.dust.engine.ConnectionManager;
import dev.dust.error.DustException;
import dev.dust.error.FileException;
import dev.dust.error.InvalidRequestException;
import dev.dust.error.RefusedException;
import dev.dust.error.UnavailableException;
import dev.dust.reading.Reading;
import dev.dust.transport.FileRefusedException;
import dev.dust.value.FileRef;
import dev.dust.value.MapValue;
import dev.dust.value.Value;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/**
 * A file that the server keeps: its reference, and the way to its content, which is fetched at each call and never kept. What
 * arrives is compared with the hash of the reference, so that nobody works on a part of a file, or on another one. Thread-safe;
 * every method that fetches blocks, and throws
 * <ul>
 * <li>{@link RefusedException} if the server refuses: {@code unauthorized}, or {@code not_found}, also for a file whose upload
 * is still pending;</li>
 * <li>{@link UnavailableException} if the server cannot be reached;</li>
 * <li>{@link FileException} if the content is broken, or cannot be stored.</li>
 * </ul>
 */
public final class DustFile {
    private static final int CHUNK = 1 << 16;
    /** What an array can hold on every JVM. */
    private static final int MOST_BYTES = Integer.MAX_VALUE - 8;

    private final FileRef ref;
    private final ConnectionManager connections;

    DustFile(FileRef ref, ConnectionManager connections) {
        this.ref = ref;
        this.connections = connections;
    }

    /** Hash, size, name and type of the file. */
    public FileRef ref() {
        return ref;
    }

    /**
     * The content, which must fit into memory.
     *
     * @throws InvalidRequestException {@code too_large} if it has more bytes than an array can
     * @throws RefusedException        if the server does not give the file out
     * @throws UnavailableException    if the server cannot be reached
     * @throws FileException           if the content breaks off, or is not what the reference says
     */
    public byte[] bytes() {
        if (ref.size() > MOST_BYTES) {
            throw new InvalidRequestException("too_large",
                    "a file of " + ref.size() + " bytes does not fit into an array, which"
                            + " has " + MOST_BYTES + " at most: use open() or saveTo() (too_large)");
        }
        try (InputStream content = open()) {
            return content.readAllBytes();
        } catch (IOException e) {
            throw broken(e);
        }
    }

    /** The content, fetched on another thread; completes as {@link #bytes} does. To cancel it ends the fetching. */
    public CompletableFuture<byte[]> bytesAsync() {
        return FileTask.start(connections::apart, this::bytes);
    }

    /**
     * The content as it comes. Reading throws an {@link IOException} where it breaks off, and at its end if it has another hash
     * or size: work on what was read is to be thrown away then.
     *
     * @return to be closed
     * @throws RefusedException     if the server does not give the file out
     * @throws UnavailableException if the server cannot be reached
     */
    public InputStream open() {
        return new CheckedContent(open(0), ref);
    }

    private InputStream open(long from) {
        try {
            return connections.download(ref.hash(), from);
        } catch (FileRefusedException e) {
            throw RefusedException
                    .of(MapValue.envelope(Map.of("reason", Value.of(e.reason()), "message", Value.from(e.getMessage()))));
        } catch (IOException e) {
            throw new UnavailableException("the file cannot be fetched: " + e.getMessage());
        }
    }

    /**
     * Stores the content at {@code target} with default options; see {@link #saveTo(Path, DownloadOptions)}.
     *
     * @throws DustException as {@link #saveTo(Path, DownloadOptions)} does
     */
    public void saveTo(Path target) {
        saveTo(target, DownloadOptions.defaults());
    }

    /**
     * Stores the content at {@code target}, whole and as the reference says, or not at all. A file that is there is replaced.
     * Until then it stands in a file beside it, whose name begins with {@code .dust-}. It may be read by whom any new file of
     * this process may; its directory has to be there.
     *
     * @throws InvalidRequestException {@code too_large} for more bytes than the options allow
     * @throws RefusedException        if the server does not give the file out
     * @throws UnavailableException    if the server cannot be reached
     * @throws FileException           if the content breaks off each time, is not what the reference says, or cannot be stored
     */
    public void saveTo(Path target, DownloadOptions options) {
        Objects.requireNonNull(target, "target");
        Objects.requireNonNull(options, "options");
        if (ref.size() > options.maxBytes()) {
            throw new InvalidRequestException("too_large", "a file of " + ref.size() + " bytes is too large: "
                    + options.maxBytes() + " are what DownloadOptions.maxBytes allows (too_large)");
        }
        try {
            // Not by createTempFile, whose files are for their owner alone: this becomes a file like any other.
            Path part = target.resolveSibling(".dust-" + UUID.randomUUID() + ".part");
            try {
                fetch(part, options);
                Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(part);
            }
        } catch (IOException e) {
            throw broken(e);
        }
    }

    /**
     * Stores the content as {@link #saveTo(Path, DownloadOptions)} does, on another thread.
     *
     * @return completes with {@code target} when the file is there, or with what that method throws. To cancel it ends the
     *         fetching, and nothing is stored
     */
    public CompletableFuture<Path> saveToAsync(Path target, DownloadOptions options) {
        Objects.requireNonNull(target, "target");
        Objects.requireNonNull(options, "options");
        return FileTask.start(connections::apart, () -> {
            saveTo(target, options);
            return target;
        });
    }

    private void fetch(Path part, DownloadOptions options) throws IOException {
        try (OutputStream to = Files.newOutputStream(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                InputStream content = new CheckedContent(new ResumedContent(this::open, ref.size(), options.attempts()), ref)) {
            byte[] chunk = new byte[CHUNK];
            long size = 0;
            for (int read = content.read(chunk); read >= 0; read = content.read(chunk)) {
                to.write(chunk, 0, read);
                size += read;
                if (options.onProgress() != null) {
                    options.onProgress().accept(size);
                }
            }
        }
    }

    private FileException broken(IOException e) {
        return new FileException("the file " + ref.hash() + " was not fetched: " + e.getMessage(), e);
    }

    /** The reference. */
    @Override
    public String toString() {
        return "DustFile" + ref;
    }
}
