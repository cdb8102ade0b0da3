package dev.dust.server.access;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tokens that a server was given, and those that are kept with its ledger. Where none at all is known, any token may do
 * everything if the server was told so, as long as it is not empty. A token that was taken back stays known, so that taking
 * back the last one opens nothing.
 */
public final class AllTokens implements Tokens {
    private final Tokens given;
    private final @Nullable TokenRegistry kept;
    private final boolean open;

    /**
     * These tokens.
     *
     * @param kept null if none are
     * @param open whether any token will do where none is known, which must be so only if none was given
     */
    public AllTokens(Tokens given, @Nullable TokenRegistry kept, boolean open) {
        this.given = given;
        this.kept = kept;
        this.open = open;
    }

    @Override
    public @Nullable Access accessOf(@Nullable String token) {
        if (token == null || token.isEmpty()) {
            return null;
        }
        Access access = given.accessOf(token);
        if (access == null && kept != null) {
            access = kept.accessOf(token);
        }
        return access == null && isOpen() ? Access.all() : access;
    }

    private boolean isOpen() {
        return open && (kept == null || kept.isEmpty());
    }

    @Override
    public Set<String> ended(Set<String> tokens) {
        Set<String> ended = given.ended(tokens);
        if (ended.isEmpty() || isOpen()) {
            return Set.of();
        }
        return kept == null ? ended : kept.ended(new HashSet<>(ended));
    }
}
