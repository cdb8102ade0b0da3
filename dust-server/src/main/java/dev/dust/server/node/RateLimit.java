package dev.dust.server.node;

import java.util.LinkedHashMap;
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
    /** How many a minute that is without a limit. */
    private static final int NONE = Integer.MAX_VALUE;

    private record Window(long start, int writes) {
        boolean isOver(long now) {
            return now - start >= WINDOW_MILLIS;
        }
    }

    private final int perMinute;
    private final LongSupplier clockMillis;
    /** In the order in which they began. */
    private final Map<String, Window> windows = new LinkedHashMap<>();

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
        forgetThoseOver(now);
        Window window = windows.get(token);
        // A clock that was put back leaves some behind one that is not over.
        if (window == null || window.isOver(now)) {
            window = new Window(now, 0);
        }
        if (window.writes() >= perMinute) {
            return window.start() + WINDOW_MILLIS - now;
        }
        windows.put(token, new Window(window.start(), window.writes() + 1));
        return 0;
    }

    private void forgetThoseOver(long now) {
        var oldest = windows.values().iterator();
        while (oldest.hasNext() && oldest.next().isOver(now)) {
            oldest.remove();
        }
    }
}
