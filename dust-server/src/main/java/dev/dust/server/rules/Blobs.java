package dev.dust.server.rules;

import dev.dust.server.access.Access;
import dev.dust.server.file.ContentStore.Kept;
import dev.dust.server.file.ContentStore;
import dev.dust.server.file.FileIndex;
import dev.dust.server.file.MemoryContentStore;
import dev.dust.server.ledger.Event;
import dev.dust.value.FileRef;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The files of all stores of a server: what each was put into, and who has brought which content. Safe for every thread. */
public final class Blobs {
    /** How many uploads that no op names yet are known; whoever brought one before these has to bring it again. */
    private static final int MOST_UPLOADS = 10_000;

    private final ContentStore files;
    private final @Nullable FileIndex shared;
    private final Map<String, Blob> blobs = new ConcurrentHashMap<>();
    /** Guarded by itself. */
    private final Map<Upload, Boolean> uploads = new LinkedHashMap<>();

    private record Upload(String token, String hash) {
    }

    /** A server without files, whose contents will be in the heap. */
    public Blobs() {
        this(new MemoryContentStore());
    }

    /** A server whose contents are in {@code files}, and which notes for itself which of them is in which store. */
    public Blobs(ContentStore files) {
        this(files, null);
    }

    /**
     * A server whose contents are in {@code files}.
     *
     * @param shared knows which of them is in which store; null if this server has to note it for itself
     */
    public Blobs(ContentStore files, @Nullable FileIndex shared) {
        this.files = files;
        this.shared = shared;
    }

    /**
     * A file.
     *
     * @param content     what it holds
     * @param contentType the media type it was first stored with
     * @param stores      the stores that it was put into
     */
    public record Blob(ContentStore.Stored content, String contentType, Set<String> stores) {
    }

    /** Where the contents are. */
    public ContentStore files() {
        return files;
    }

    /**
     * Keeps a content that came with an op.
     *
     * @throws Refusal {@code unavailable} where it cannot be
     */
    void keep(String hash, byte[] content) {
        try {
            if (files.put(hash, new ByteArrayInputStream(content)) != Kept.KEPT) {
                throw unavailable();
            }
        } catch (IOException e) {
            throw unavailable();
        }
    }

    private static Refusal unavailable() {
        return Refusal.of("unavailable", "message", "the server cannot keep the file; try again later");
    }

    /** Notes that a file is in {@code store}. Does nothing if its content is not here. */
    void name(String store, String hash, String contentType) {
        if (shared != null) {
            return;
        }
        ContentStore.Stored content = files.find(hash);
        if (content != null) {
            blobs.computeIfAbsent(hash, h -> new Blob(content, contentType, ConcurrentHashMap.newKeySet())).stores().add(store);
        }
    }

    /** Notes what a committed op says of a file, as when a server starts again. */
    public void restore(String store, Event event) {
        if (event.op().equals(ServerOp.PUT_FILE.wireName()) && event.value() instanceof FileRef file) {
            name(store, file.hash(), file.contentType() == null ? FileOps.ANY_TYPE : file.contentType());
        }
    }

    /** Notes that {@code token} has brought a content. */
    public void uploaded(String token, String hash) {
        if (shared != null) {
            shared.uploaded(token, hash);
            return;
        }
        synchronized (uploads) {
            uploads.put(new Upload(token, hash), true);
            if (uploads.size() > MOST_UPLOADS) {
                uploads.remove(uploads.keySet().iterator().next());
            }
        }
    }

    /**
     * Whether whoever shows {@code token} may put a content into a store without bringing it: it is here, and he has brought it
     * before, or could fetch it. To know the hash of a content is not to have it.
     */
    public boolean mayName(String token, Access access, String hash) {
        return (hasUploaded(token, hash) || mayFetch(access, hash)) && files.renew(hash);
    }

    private boolean hasUploaded(String token, String hash) {
        if (shared != null) {
            return shared.hasUploaded(token, hash);
        }
        synchronized (uploads) {
            return uploads.containsKey(new Upload(token, hash));
        }
    }

    private boolean mayFetch(Access access, String hash) {
        Blob blob = access.scopes().contains(Access.FILES_READ) ? get(hash) : null;
        return blob != null && blob.stores().stream().anyMatch(access::opens);
    }

    /** Whether {@code store} was ever given a file. */
    boolean hasFilesOf(String store) {
        return blobs.values().stream().anyMatch(blob -> blob.stores().contains(store));
    }

    /** The file of that hash, or null if it is in no store. */
    public @Nullable Blob get(String hash) {
        if (shared == null) {
            return blobs.get(hash);
        }
        FileIndex.Entry entry = shared.find(hash);
        ContentStore.Stored content = entry == null ? null : files.find(hash);
        return entry == null || content == null ? null : new Blob(content, entry.contentType(), entry.stores());
    }

    /**
     * Removes the contents that nothing names any more (docs/server.md#files).
     *
     * @param isNamed asked if no other server can know of the files
     * @param grace   how long they stay
     * @throws IOException if they cannot be removed now
     */
    public void sweep(Predicate<String> isNamed, Duration grace) throws IOException {
        files.sweep(shared == null ? isNamed : shared::isNamed, grace);
        blobs.keySet().removeIf(hash -> files.find(hash) == null);
    }
}
