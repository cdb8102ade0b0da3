package dev.dust.server.access;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The tokens that a server knows. Safe for every thread. Each call fails with a
 * {@link dev.dust.server.ledger.LedgerException.Unavailable} if where they are kept is away.
 */
public interface Tokens {

    /** What {@code token} may do, or null if it is not valid; {@code token} may be null. */
    @Nullable
    Access accessOf(@Nullable String token);

    /** Those of the tokens, which were valid, that are no more: they have ended, or were taken back. */
    Set<String> ended(Set<String> tokens);
}
