package dev.dust.server.access;

import java.util.List;

/**
 * Tokens that are kept with a ledger, for all servers that have it. None of them can be read there: they are kept as hashes.
 * Safe for every thread, and fails as {@link Tokens} does.
 */
public interface TokenRegistry extends Tokens {

    /**
     * A token, without itself.
     *
     * @param name    by which people know it
     * @param access  what it may do
     * @param revoked whether it was taken back
     */
    record Entry(String name, Access access, boolean revoked) {
    }

    /** Whether there never was a token. */
    boolean isEmpty();

    /**
     * Makes a token.
     *
     * @param name by which people know it
     * @return the token, which nobody can be told again
     * @throws IllegalArgumentException if there is one of that name already, taken back or not
     */
    String create(String name, Access access);

    /** All tokens, by name. */
    List<Entry> list();

    /** Takes a token back; servers end its connections within seconds. Answers whether there is one of that name. */
    boolean revoke(String name);
}
