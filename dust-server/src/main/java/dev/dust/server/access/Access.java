package dev.dust.server.access;

import java.time.Instant;
import java.util.Set;

/**
 * What a token may do (docs/protocol.md#access). Immutable.
 *
 * @param scopes    what it is for, such as {@code entries:read}
 * @param read      the permission to read entries
 * @param write     the permission to write entries
 * @param stores    the stores that it opens, or null if it opens all
 * @param expiresAt when it ends, or null if it does not
 */
public record Access(Set<String> scopes, boolean read, boolean write, Set<String> stores, Instant expiresAt) {
    /** Joining a store. */
    public static final String ENTRIES_READ = "entries:read";
    /** Writes and leases. */
    public static final String ENTRIES_WRITE = "entries:write";
    /** Downloads. */
    public static final String FILES_READ = "files:read";
    /** {@code put_file}. */
    public static final String FILES_WRITE = "files:write";

    /** Copies the sets. */
    public Access {
        scopes = Set.copyOf(scopes);
        stores = stores == null ? null : Set.copyOf(stores);
    }

    /** Everything, in every store, for ever. */
    public static Access all() {
        return new Access(Set.of(ENTRIES_READ, ENTRIES_WRITE, FILES_READ, FILES_WRITE), true, true, null, null);
    }

    /** Reading entries and files, in every store. */
    public static Access readOnly() {
        return new Access(Set.of(ENTRIES_READ, FILES_READ), true, false, null, null);
    }

    /** The same for these stores only. */
    public Access onlyStores(String... names) {
        return new Access(scopes, read, write, Set.of(names), expiresAt);
    }

    /** The same with exactly these scopes. */
    public Access withScopes(String... names) {
        return new Access(Set.of(names), read, write, stores, expiresAt);
    }

    /** The same with these permissions. */
    public Access withPermissions(boolean mayRead, boolean mayWrite) {
        return new Access(scopes, mayRead, mayWrite, stores, expiresAt);
    }

    /** The same until {@code end}. */
    public Access until(Instant end) {
        return new Access(scopes, read, write, stores, end);
    }

    /** Whether it opens the store of that name. */
    public boolean opens(String store) {
        return stores == null || stores.contains(store);
    }

    boolean isExpired(Instant now) {
        return expiresAt != null && !now.isBefore(expiresAt);
    }
}
