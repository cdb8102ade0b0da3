package dev.dust.path;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Which of many patterns match a key, at a cost that depends on the key's depth and on what matches, not on how many patterns
 * there are: a trie of pattern segments.
 *
 * <p>A set of pairs of a pattern and a value; values are told apart by {@code equals}. Not thread-safe. No argument may be
 * null; keys are known to be valid.
 *
 * @param <T> what a pattern stands for, such as a subscription
 */
public final class GlobIndex<T> {
    private static final Comparator<Registered<?>> BY_AGE = Comparator.comparingLong(Registered::sequence);

    private final GlobNode<Registered<T>> root = new GlobNode<>(null, null);
    private long added;
    private int size;

    /** A value with its place in the order of adding. Equal if the value is. */
    private record Registered<T>(T value, long sequence) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Registered<?> registered && value.equals(registered.value);
        }

        @Override
        public int hashCode() {
            return value.hashCode();
        }
    }

    /** An index of no patterns. */
    public GlobIndex() {
    }

    /**
     * Adds a pair.
     *
     * @return false if it was there; it keeps its place then
     */
    public boolean add(Glob pattern, T value) {
        Registered<T> entry = new Registered<>(Objects.requireNonNull(value), added++);
        GlobNode<Registered<T>> node = root;
        for (Glob.Segment segment : pattern.segments()) {
            node = node.childOrNew(segment);
        }
        boolean isNew = node.add(entry);
        size += isNew ? 1 : 0;
        return isNew;
    }

    /** Removes a pair; false if it was not there. */
    public boolean remove(Glob pattern, T value) {
        GlobNode<Registered<T>> node = root;
        for (Glob.Segment segment : pattern.segments()) {
            node = node.child(segment);
            if (node == null) {
                return false;
            }
        }
        if (!node.remove(new Registered<>(value, -1))) {
            return false;
        }
        size--;
        node.prune();
        return true;
    }

    /**
     * Passes on the value of every pattern that matches the key, in the order in which they were added. The action may change
     * the index; that does not change what is passed on.
     */
    public void forEachMatch(String key, Consumer<? super T> action) {
        List<Registered<T>> found = collect(root, key, 0, null);
        if (found != null) {
            found.sort(BY_AGE);
            for (Registered<T> entry : found) {
                action.accept(entry.value);
            }
        }
    }

    /** Passes on the value of every pattern that can match a key below this one, as {@link #forEachMatch} does. */
    public void forEachBelow(String key, Consumer<? super T> action) {
        var found = new ArrayList<Registered<T>>(0);
        collectBelow(root, key, 0, found);
        found.sort(BY_AGE);
        found.forEach(entry -> action.accept(entry.value));
    }

    /** Passes on the value of every pair, in the order in which they were added. The action may change the index, as above. */
    public void forEach(Consumer<? super T> action) {
        List<Registered<T>> all = root.all();
        all.sort(BY_AGE);
        all.forEach(entry -> action.accept(entry.value));
    }

    /** Whether any pattern matches the key. */
    public boolean anyMatch(String key) {
        return reaches(root, key, 0, false);
    }

    /**
     * Whether any pattern matches the key or could match one above or below it: whether a change of the subtree can concern
     * anybody.
     */
    public boolean mayTouch(String key) {
        return reaches(root, key, 0, true);
    }

    /** How many pairs there are. */
    public int size() {
        return size;
    }

    /** Whether there is no pair. */
    public boolean isEmpty() {
        return size == 0;
    }

    /**
     * Adds what matches the key's segments from {@code at} on, below a node.
     *
     * @param found null as long as nothing matched, so that a key that concerns nobody costs no allocation
     */
    private static <E> @Nullable List<E> collect(GlobNode<E> node, String key, int at, @Nullable List<E> found) {
        List<E> all = found;
        GlobNode<E> here = node;
        int from = at;
        while (from < key.length()) {
            GlobNode<E> many = here.many();
            if (many != null) {
                all = many.addTo(all);
            }
            int end = Glob.segmentEnd(key, from);
            GlobNode<E> one = here.one();
            GlobNode<E> literal = here.literal(key, from, end);
            from = end + 1;
            if (one != null && literal != null) {
                all = collect(one, key, from, all);
                here = literal;
            } else if (one != null) {
                here = one;
            } else if (literal != null) {
                here = literal;
            } else {
                return all;
            }
        }
        return here.addTo(all);
    }

    private static <E> void collectBelow(GlobNode<E> node, String key, int at, List<E> found) {
        GlobNode<E> here = node;
        int from = at;
        while (from < key.length()) {
            GlobNode<E> many = here.many();
            if (many != null) {
                many.addTo(found);
            }
            int end = Glob.segmentEnd(key, from);
            GlobNode<E> one = here.one();
            GlobNode<E> literal = here.literal(key, from, end);
            from = end + 1;
            if (one != null && literal != null) {
                collectBelow(one, key, from, found);
            }
            here = literal != null ? literal : one;
            if (here == null) {
                return;
            }
        }
        found.addAll(here.below());
    }

    /**
     * Whether a pattern below a node matches the key's segments from {@code at} on.
     *
     * @param orNear whether a match of a key above or below will do
     */
    private static <E> boolean reaches(GlobNode<E> node, String key, int at, boolean orNear) {
        GlobNode<E> here = node;
        int from = at;
        while (from < key.length()) {
            if (here.many() != null || orNear && here.hasEntries()) {
                return true;
            }
            int end = Glob.segmentEnd(key, from);
            GlobNode<E> one = here.one();
            GlobNode<E> literal = here.literal(key, from, end);
            from = end + 1;
            if (one != null && literal != null && reaches(one, key, from, orNear)) {
                return true;
            }
            here = literal != null ? literal : one;
            if (here == null) {
                return false;
            }
        }
        // Every node but the root leads to some pattern, and only an empty key ends at the root.
        return orNear || here.hasEntries();
    }
}
