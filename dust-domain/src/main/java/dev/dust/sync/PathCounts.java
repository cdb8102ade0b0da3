package dev.dust.sync;

import dev.dust.cache.Keys;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A bag of keys that tells at the cost of a path's depth whether one of them overlaps it: is the same, above or below. */
final class PathCounts {
    private final Map<String, Integer> here = new HashMap<>();
    private final Map<String, Integer> below = new HashMap<>();

    void add(String key) {
        count(key, 1);
    }

    void remove(String key) {
        count(key, -1);
    }

    void clear() {
        here.clear();
        below.clear();
    }

    private void count(String key, int by) {
        add(here, key, by);
        for (String above = Keys.parent(key); above != null; above = Keys.parent(above)) {
            add(below, above, by);
        }
    }

    private static void add(Map<String, Integer> counts, String key, int by) {
        counts.merge(key, by, (old, more) -> old + more == 0 ? null : old + more);
    }

    boolean has(String key) {
        return here.containsKey(key);
    }

    boolean hasAboveOrBelow(String key) {
        if (here.isEmpty()) {
            return false;
        }
        if (below.containsKey(key)) {
            return true;
        }
        for (String above = Keys.parent(key); above != null; above = Keys.parent(above)) {
            if (here.containsKey(above)) {
                return true;
            }
        }
        return false;
    }

    boolean overlaps(String key) {
        return has(key) || hasAboveOrBelow(key);
    }
}
