package dev.dust.path;

import dev.dust.cache.Keys;
import org.jspecify.annotations.Nullable;

/**
 * The bounds by which a scan for a pattern skips keys that cannot match. {@code runs} are the pattern's texts around its
 * {@code *}s, see {@link Glob}.
 *
 * <p>Both directions walk the key along the runs up to the first difference. What lies next in the direction of the scan is
 * then one of three: the run's own text; another segment for the last {@code *}; nothing, if there was no {@code *} yet. A
 * longer segment may sort on either side of the key's separator (space, {@code -} and {@code .} come before {@code /}):
 * {@code users/7-a/name} lies between {@code users/7} and {@code users/7/name}.
 *
 * <p>Any string may be asked about, a key or not.
 */
final class SkipScan {
    /** The least string behind a string is the string with this appended. */
    private static final char LEAST = '\0';

    private SkipScan() {
    }

    /** See {@link Glob#ceiling}. */
    static @Nullable String ceiling(String[] runs, boolean endsWithMany, String key) {
        int at = 0;
        for (int i = 0;; i++) {
            String run = runs[i];
            int starEnd = i == 0 ? -1 : at;
            if (!key.startsWith(run, at)) {
                String text = key.substring(0, at) + run;
                if (Keys.compare(key, text) > 0) {
                    return behindSegment(key, starEnd);
                }
                // A key that ends with the star's segment may be followed by a longer one before any separator.
                return starEnd == key.length() ? key + LEAST : text;
            }
            int end = at + run.length();
            if (i == runs.length - 1 && !endsWithMany) {
                return end == key.length() ? key : behindSegment(key, starEnd);
            }
            if (end == key.length()) {
                return key + LEAST;
            }
            if (i == runs.length - 1) {
                return key;
            }
            at = Glob.segmentEnd(key, end);
            if (at == end) {
                return behindSegment(key, end);
            }
        }
    }

    /** See {@link Glob#floor}. */
    static @Nullable String floor(String[] runs, boolean endsWithMany, String key) {
        int at = 0;
        for (int i = 0;; i++) {
            String run = runs[i];
            int starEnd = i == 0 ? -1 : at;
            boolean isWhole = i == runs.length - 1 && !endsWithMany;
            if (!key.startsWith(run, at)) {
                String text = key.substring(0, at) + run;
                if (Keys.compare(key, text) < 0) {
                    return beforeSegment(key, starEnd);
                }
                return isWhole ? text + LEAST : Keys.subtreeTo(text.substring(0, text.length() - 1));
            }
            int end = at + run.length();
            if (isWhole && end < key.length()) {
                return run.isEmpty() ? beforeSegment(key, starEnd) : key.substring(0, end) + LEAST;
            }
            if (!isWhole && end == key.length()) {
                return beforeSegment(key, starEnd);
            }
            if (i == runs.length - 1) {
                return key;
            }
            at = Glob.segmentEnd(key, end);
        }
    }

    /** The least bound of what lies behind all keys whose {@code *} stands for the segment that ends here; null without one. */
    private static @Nullable String behindSegment(String key, int starEnd) {
        return starEnd < 0 ? null : Keys.subtreeTo(key.substring(0, starEnd));
    }

    /**
     * The exclusive bound of what lies before all keys whose {@code *} stands for the segment that ends here; null without one.
     */
    private static @Nullable String beforeSegment(String key, int starEnd) {
        if (starEnd < 0) {
            return null;
        }
        return starEnd == key.length() ? key : key.substring(0, starEnd + 1);
    }
}
