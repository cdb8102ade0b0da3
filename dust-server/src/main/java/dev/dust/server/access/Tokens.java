package dev.dust.server.access;

import dev.dust.time.Time;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The tokens that a server knows. One that knows none takes any, as long as it is not empty. */
public final class Tokens {
    private final Map<String, Access> known;
    private final Time time;

    /**
     * Those tokens.
     *
     * @param known what each of them may do; if it is empty, any token may do everything
     * @param time  the clock by which they end
     */
    public Tokens(Map<String, Access> known, Time time) {
        this.known = Map.copyOf(known);
        this.time = time;
    }

    /** What {@code token} may do, or null if it is not valid; {@code token} may be null. */
    public @Nullable Access accessOf(@Nullable String token) {
        if (token == null || token.isEmpty()) {
            return null;
        }
        Access access = known.isEmpty() ? Access.all() : known.get(token);
        return access == null || access.isExpired(time.now()) ? null : access;
    }
}
