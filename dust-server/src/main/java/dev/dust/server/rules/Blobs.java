package dev.dust.server.rules;

import dev.dust.value.Sha256;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The contents of files, by hash, for all stores of a server. Safe for every thread. */
public final class Blobs {
    private final Map<String, Blob> blobs = new ConcurrentHashMap<>();

    /** A server without files. */
    public Blobs() {
    }

    /**
     * A file.
     *
     * @param content     not to be changed
     * @param contentType the media type it was first stored with
     * @param stores      the stores that it was put into
     */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    public record Blob(byte[] content, String contentType, Set<String> stores) {
    }

    /** Keeps {@code content} for {@code store}, and answers its hash: {@code sha256:<hex>}. */
    public String put(String store, byte[] content, String contentType) {
        String hash = Sha256.name(content);
        blobs.computeIfAbsent(hash, h -> new Blob(content, contentType, ConcurrentHashMap.newKeySet())).stores().add(store);
        return hash;
    }

    /** Whether {@code store} was ever given a file. */
    boolean hasFilesOf(String store) {
        return blobs.values().stream().anyMatch(blob -> blob.stores().contains(store));
    }

    /** The file of that hash, or null. */
    public @Nullable Blob get(String hash) {
        return blobs.get(hash);
    }
}
