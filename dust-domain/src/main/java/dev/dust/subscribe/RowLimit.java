package dev.dust.subscribe;

import dev.dust.error.InvalidRequestException;

/** How many rows one call reads at most: a page, the beginning of a subscription, or the paths of one {@code getMany}. */
public final class RowLimit {
    /** The greatest limit. */
    public static final int MOST = 1_000;

    private RowLimit() {
    }

    /**
     * Checks a limit that the application chose.
     *
     * @throws InvalidRequestException {@code invalid_limit} unless it is 1 to {@link #MOST}
     */
    public static void require(int limit) {
        if (limit < 1 || limit > MOST) {
            throw new InvalidRequestException("invalid_limit", "a limit is 1 to " + MOST + ", not " + limit);
        }
    }
}
