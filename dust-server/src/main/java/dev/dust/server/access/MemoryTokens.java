package dev.dust.server.access;

import dev.dust.time.Time;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Tokens that a server was given when it started. */
public final class MemoryTokens implements Tokens {
    private final Map<String, Access> known;
    private final Time time;

    /**
     * Those tokens.
     *
     * @param known what each of them may do
     * @param time  the clock by which they end
     */
    public MemoryTokens(Map<String, Access> known, Time time) {
        this.known = Map.copyOf(known);
        this.time = time;
    }

    @Override
    public @Nullable Access accessOf(@Nullable String token) {
        Access access = token == null ? null : known.get(token);
        return access == null || access.isExpired(time.now()) ? null : access;
    }

    @Override
    public Set<String> ended(Set<String> tokens) {
        return tokens.stream().filter(token -> accessOf(token) == null).collect(Collectors.toSet());
    }
}
