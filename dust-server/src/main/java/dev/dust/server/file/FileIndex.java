package dev.dust.server.file;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which files are in which stores, and who has brought which content, as all servers know it that have the same ledger. What is
 * committed is in it, without a call. Safe for every thread.
 *
 * <p>Each call fails with a {@link dev.dust.server.ledger.LedgerException.Unavailable} if that cannot be found out, or noted,
 * now.
 */
public interface FileIndex {

    /**
     * What is known of a file.
     *
     * @param contentType the media type it was first stored with
     * @param stores      the names of the stores that it was put into
     */
    record Entry(String contentType, Set<String> stores) {
        /** Copies the set. */
        public Entry {
            stores = Set.copyOf(stores);
        }
    }

    /**
     * The file of that hash, or null if nobody has put it.
     *
     * @param hash whatever somebody asked for
     */
    @Nullable
    Entry find(String hash);

    /** Whether a row names the file, of now or as far back as any history reaches. */
    boolean isNamed(String hash);

    /** Notes that {@code token} has brought a content. That is forgotten some day. */
    void uploaded(String token, String hash);

    /** Whether it has. */
    boolean hasUploaded(String token, String hash);
}
