package dev.dust;

import dev.dust.cache.CacheException;
import dev.dust.cache.FileContents;
import dev.dust.engine.EngineConfig;
import dev.dust.engine.PendingFiles;
import dev.dust.engine.StoreEngine;
import dev.dust.engine.Ticket;
import dev.dust.error.AnswerTimeoutException;
import dev.dust.error.FileException;
import dev.dust.error.InvalidRequestException;
import dev.dust.error.StorageException;
import dev.dust.op.Op;
import dev.dust.path.DustPath;
import dev.dust.value.FileRef;
import dev.dust.value.Sha256;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Makes ops of files: the reference is known before the server has seen the content. A small content goes into its op, as a
 * value does; what is larger goes to the cache chunk by chunk as it is read, and is never in the heap as a whole. Thread-safe.
 */
final class FileWrites {
    private static final String ANY_TYPE = "application/octet-stream";
    private static final String UNKNOWN_HASH = "sha256:" + "0".repeat(64);
    /** What an op may hold: as base64 not more than 64 KiB. */
    private static final int SMALL = 48 << 10;

    private final StoreEngine engine;
    private final EngineConfig config;

    FileWrites(StoreEngine engine, EngineConfig config) {
        this.engine = engine;
        this.config = config;
    }

    Ticket put(DustPath path, Path source, FileOptions options) {
        FileOptions named = options.filename() == null && source.getFileName() != null
                ? options.filename(source.getFileName().toString())
                : options;
        try (InputStream content = Files.newInputStream(source)) {
            return new Call(path, named).put(content, Files.size(source), source.toString());
        } catch (IOException | SecurityException e) {
            throw unreadable(source.toString(), e);
        }
    }

    Ticket put(DustPath path, byte[] content, FileOptions options) {
        return new Call(path, options).put(new ByteArrayInputStream(content), content.length, "the bytes");
    }

    Ticket put(DustPath path, InputStream content, FileOptions options) {
        return new Call(path, options).put(content, -1, "the stream");
    }

    private static FileException unreadable(String what, Exception e) {
        return new FileException("cannot read " + what + ": " + e, e);
    }

    /** One file on its way into the cache. */
    private final class Call {
        private final String opId = Ids.op(config.random());
        private final DustPath path;
        private final FileOptions options;
        private final String now = config.time().now().toString();

        Call(DustPath path, FileOptions options) {
            this.path = path;
            this.options = options;
        }

        /** {@code size}: -1 if it is not known. */
        Ticket put(InputStream content, long size, String what) {
            require(Math.max(0, size));
            try {
                boolean keepsAny = engine.files().keepsAny();
                byte[] first = content.readNBytes(keepsAny ? SMALL + 1 : mostInFrame());
                require(first.length);
                return first.length <= SMALL || !keepsAny
                        ? engine.writes().submit(opId,
                                op(Sha256.name(first), first.length, Base64.getEncoder().encodeToString(first)))
                        : stage(new SequenceInputStream(new ByteArrayInputStream(first), content));
            } catch (IOException e) {
                throw unreadable(what, e);
            } catch (CacheException e) {
                throw new StorageException("the file was not kept, because the cache cannot be written now: " + e.getMessage(),
                        e);
            }
        }

        /** One byte more than a frame could hold: a cache that keeps no contents takes what fits into an op. */
        private int mostInFrame() {
            return config.sync().bounds().frameBytes() / 4 * 3 + 1;
        }

        private Ticket stage(InputStream content) throws IOException {
            MessageDigest digest = Sha256.digest();
            long size = 0;
            try (PendingFiles.Staging staging = engine.files().stage(opId)) {
                for (byte[] chunk = next(content); chunk.length > 0; chunk = next(content)) {
                    size += chunk.length;
                    require(size);
                    digest.update(chunk);
                    staging.write(chunk);
                    if (options.onProgress() != null) {
                        options.onProgress().accept(size);
                    }
                }
                staging.complete();
                Op.PutFile op = op(Sha256.name(digest), size, null);
                try {
                    Ticket ticket = engine.writes().submit(opId, op);
                    staging.leave();
                    return ticket;
                } catch (StorageException | AnswerTimeoutException mayBeKept) {
                    staging.leave();
                    throw mayBeKept;
                }
            }
        }

        private static byte[] next(InputStream content) throws IOException {
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedIOException("interrupted while reading a file");
            }
            return content.readNBytes(FileContents.CHUNK_BYTES);
        }

        /** Refuses a content of so many bytes, or more. */
        private void require(long size) {
            if (size > options.maxBytes()) {
                throw new InvalidRequestException("too_large", "a file of " + size + " bytes or more is too large: "
                        + options.maxBytes() + " are what FileOptions.maxBytes allows (too_large)");
            }
            engine.requireFile(opId, op(UNKNOWN_HASH, size, null));
        }

        private Op.PutFile op(String hash, long size, @Nullable String content) {
            try {
                String type = options.contentType() == null ? ANY_TYPE : options.contentType();
                return new Op.PutFile(path, FileRef.of(hash, size, type, options.filename(), now), content);
            } catch (IllegalArgumentException noText) {
                throw new InvalidRequestException("invalid_value",
                        "a file's name or type cannot be sent: " + noText.getMessage() + " (invalid_value)");
            }
        }
    }
}
