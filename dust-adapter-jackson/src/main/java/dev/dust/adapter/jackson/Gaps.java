package dev.dust.adapter.jackson;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which parts of a list or map, by their keys, could not be read; each wholly or with gaps of its own. */
final class Gaps {
    /** A part of which nothing could be read. */
    static final Gaps ALL = new Gaps();
    /** How many keys all places together may have: those of deep places are as many as they are deep, for a few bytes each. */
    private static final int MOST_KEYS = 1 << 20;

    private final Map<String, Gaps> parts = new LinkedHashMap<>();

    /** The part at {@code key} has gaps, or is one. */
    void put(String key, Gaps gaps) {
        parts.put(key, gaps);
    }

    /** The part at {@code key} has no gaps after all. */
    void remove(String key) {
        parts.remove(key);
    }

    boolean isEmpty() {
        return parts.isEmpty();
    }

    /** A level that is being gone through, and the key that led there; the outermost one has no key. */
    private record Level(@Nullable String key, Iterator<Map.Entry<String, Gaps>> rest) {
    }

    /**
     * The places, each as the keys that lead there from the outermost inwards.
     *
     * @param gaps null if there are none
     * @throws IllegalArgumentException if they are too many, and too deep, to be named
     */
    static List<List<String>> places(@Nullable Gaps gaps) {
        if (gaps == null) {
            return List.of();
        }
        if (gaps == ALL) {
            return List.of(List.of());
        }
        List<List<String>> places = new ArrayList<>();
        var open = new ArrayDeque<Level>();
        List<String> path = new ArrayList<>();
        open.push(new Level(null, gaps.parts.entrySet().iterator()));
        int keys = 0;
        while (!open.isEmpty()) {
            if (!open.peek().rest.hasNext()) {
                if (open.pop().key != null) {
                    path.removeLast();
                }
                continue;
            }
            Map.Entry<String, Gaps> part = open.peek().rest.next();
            path.add(part.getKey());
            if (part.getValue() != ALL) {
                open.push(new Level(part.getKey(), part.getValue().parts.entrySet().iterator()));
                continue;
            }
            keys += path.size();
            if (keys > MOST_KEYS) {
                throw new IllegalArgumentException("too many parts of it are no values");
            }
            places.add(List.copyOf(path));
            path.removeLast();
        }
        return places;
    }
}
