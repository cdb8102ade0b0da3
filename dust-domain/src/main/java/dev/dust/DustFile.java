package dev.dust;

import dev.dust.engine.ConnectionManager;
import dev.dust.error.FileException;
import dev.dust.error.RefusedException;
import dev.dust.error.UnavailableException;
import dev.dust.transport.DownloadRefusedException;
import dev.dust.value.FileRef;
import dev.dust.value.MapValue;
import dev.dust.value.Value;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Objects;

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
     * @throws RefusedException     if the server does not give the file out
     * @throws UnavailableException if the server cannot be reached
     * @throws FileException        if the content breaks off, or is not what the reference says
     */
    public byte[] bytes() {
        try (InputStream content = open()) {
            return content.readAllBytes();
        } catch (IOException e) {
            throw broken(e);
        }
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
        try {
            return new CheckedContent(connections.download(ref.hash()), ref);
        } catch (DownloadRefusedException e) {
            throw RefusedException
                    .of(MapValue.envelope(Map.of("reason", Value.of(e.reason()), "message", Value.from(e.getMessage()))));
        } catch (IOException e) {
            throw new UnavailableException("the file cannot be fetched: " + e.getMessage());
        }
    }

    /**
     * Stores the content at {@code target}, whole or not at all. A file that is there is replaced.
     *
     * @throws RefusedException     if the server does not give the file out
     * @throws UnavailableException if the server cannot be reached
     * @throws FileException        if the content breaks off, is not what the reference says, or cannot be stored
     */
    public void saveTo(Path target) {
        Objects.requireNonNull(target, "target");
        try (InputStream content = open()) {
            Path directory = target.toAbsolutePath().getParent();
            Path part = Files.createTempFile(directory, ".dust-", ".part");
            try {
                Files.copy(content, part, StandardCopyOption.REPLACE_EXISTING);
                Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(part);
            }
        } catch (IOException e) {
            throw broken(e);
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
