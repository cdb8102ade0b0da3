package dev.dust.server.node;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * So many writes a minute and token (docs/protocol.md#rate-limits). A minute begins with a token's first write in it. Safe for
 * every thread.
 */
final class RateLimit {
    private static final long WINDOW_MILLIS = TimeUnit.MINUTES.toMillis(1);
    private static final int MOST_WINDOWS = 10_000;
    /** How many a minute that is without a limit. */
    private static final int NONE = Integer.MAX_VALUE;

    private record Window(long start, int writes) {
        boolean isOver(long now) {
            return now - start >= WINDOW_MILLIS;
        }
    }

    private final int perMinute;
    private final LongSupplier clockMillis;
    private final Map<String, Window> windows = new HashMap<>();

    RateLimit(int perMinute, LongSupplier clockMillis) {
        this.perMinute = perMinute;
        this.clockMillis = clockMillis;
    }

    /**
     * Counts a write of {@code token}'s.
     *
     * @param own the token's own limit, or null
     * @return 0 if it may be made, else for how many milliseconds it may not
     */
    long count(String token, @Nullable Integer own) {
        return count(token, own == null ? perMinute : Math.min(own, perMinute));
    }

    private synchronized long count(String token, int perMinute) {
        if (perMinute == NONE) {
            return 0;
        }
        long now = clockMillis.getAsLong();
        if (windows.size() >= MOST_WINDOWS) {
            windows.values().removeIf(window -> window.isOver(now));
        }
        Window window = windows.get(token);
        if (window == null || window.isOver(now)) {
            window = new Window(now, 0);
        }
        if (window.writes() >= perMinute) {
            return window.start() + WINDOW_MILLIS - now;
        }
        windows.put(token, new Window(window.start(), window.writes() + 1));
        return 0;
    }
}
