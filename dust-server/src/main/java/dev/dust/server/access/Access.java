package dev.dust.server.access;

import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a token may do (docs/protocol.md#access). Immutable.
 *
 * @param scopes    what it is for, such as {@code entries:read}
 * @param read      the permission to read entries
 * @param write     the permission to write entries
 * @param stores    the stores that it opens, or null if it opens all: names, in which {@code *} stands for a whole part,
 *                  as in {@code org/*}
 * @param expiresAt when it ends, or null if it does not
 * @param writesPerMinute how many writes a minute it may make on each server, or null if that is not limited for it alone
 */
public record Access(Set<String> scopes, boolean read, boolean write, @Nullable Set<String> stores,
        @Nullable Instant expiresAt, @Nullable Integer writesPerMinute) {
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
        return new Access(Set.of(ENTRIES_READ, ENTRIES_WRITE, FILES_READ, FILES_WRITE), true, true, null, null, null);
    }

    /** Reading entries and files, in every store. */
    public static Access readOnly() {
        return new Access(Set.of(ENTRIES_READ, FILES_READ), true, false, null, null, null);
    }

    /** The same for these stores only. */
    public Access onlyStores(String... names) {
        return new Access(scopes, read, write, Set.of(names), expiresAt, writesPerMinute);
    }

    /** The same with exactly these scopes. */
    public Access withScopes(String... names) {
        return new Access(Set.of(names), read, write, stores, expiresAt, writesPerMinute);
    }

    /** The same with these permissions. */
    public Access withPermissions(boolean mayRead, boolean mayWrite) {
        return new Access(scopes, mayRead, mayWrite, stores, expiresAt, writesPerMinute);
    }

    /** The same until {@code end}. */
    public Access until(Instant end) {
        return new Access(scopes, read, write, stores, end, writesPerMinute);
    }

    /** The same with so many writes a minute. */
    public Access withWritesPerMinute(int limit) {
        return new Access(scopes, read, write, stores, expiresAt, limit);
    }

    /** Whether it opens the store of that name. */
    public boolean opens(String store) {
        return stores == null || stores.contains(store) || stores.stream().anyMatch(pattern -> matches(pattern, store));
    }

    private static boolean matches(String pattern, String store) {
        int slash = pattern.indexOf('/');
        int end = store.indexOf('/');
        return slash >= 0 && end >= 0 && isPart(pattern.substring(0, slash), store.substring(0, end))
                && isPart(pattern.substring(slash + 1), store.substring(end + 1));
    }

    private static boolean isPart(String pattern, String part) {
        return pattern.equals("*") || pattern.equals(part);
    }

    /** Whether it may do everything, in every store, as whoever runs the server may. */
    public boolean isUnlimited() {
        return scopes.containsAll(all().scopes()) && read && write && stores == null;
    }

    /** Whether it has ended at that time. */
    public boolean isExpired(Instant now) {
        return expiresAt != null && !now.isBefore(expiresAt);
    }
}
