package dev.dust.keymap;

import dev.dust.cache.Keys;
import dev.dust.cache.Order;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An immutable map from keys to values in the order of {@link Keys#ORDER}. Every change gives a new map that shares almost all
 * of its memory with the old one, so a map that is held is a snapshot: it costs nothing to take and never changes. Safe for
 * every thread.
 *
 * <p>It is a B+tree of about 32 entries a node; reads and changes take logarithmic time.
 *
 * @param <V> what the keys map to; never null
 */
public final class KeyMap<V> {
    private static final KeyMap<?> EMPTY = new KeyMap<>(KeyLeaf.empty(), true);

    private final KeyNode<V> root;
    /** Whether no key so far held a char of U+D800 or above, see {@link KeyNode#find}. */
    private final boolean plain;

    private KeyMap(KeyNode<V> root, boolean plain) {
        this.root = root;
        this.plain = plain;
    }

    /** The map without entries. */
    @SuppressWarnings("unchecked") // without entries it holds no V
    public static <V> KeyMap<V> empty() {
        return (KeyMap<V>) EMPTY;
    }

    /** Builds a map from entries that are in order already, faster than one {@link #put} after the other. */
    public static <V> Builder<V> builder() {
        return new Builder<>();
    }

    /** How many entries there are. Takes no time. */
    public int size() {
        return root.size;
    }

    /** Whether there are no entries. */
    public boolean isEmpty() {
        return root.size == 0;
    }

    /** The value of {@code key}, or null if there is none. Allocates nothing. */
    public @Nullable V get(String key) {
        KeyNode<V> node = root;
        while (node instanceof KeyInner<V> inner) {
            node = inner.child(inner.childOf(key, plain));
        }
        return ((KeyLeaf<V>) node).get(key, plain);
    }

    /** The map with {@code value} at {@code key}, in place of the value there if there is one. Neither may be null. */
    public KeyMap<V> put(String key, V value) {
        Objects.requireNonNull(value, "value");
        boolean stillPlain = plain && isPlain(key);
        KeyNode<V> grown = root.put(key, value, stillPlain, true);
        return new KeyMap<>(grown.width() > KeyNode.MAX ? KeyInner.over(grown.split(true)) : grown, stillPlain);
    }

    /** The map without {@code key}; this map if it has no such key. */
    public KeyMap<V> remove(String key) {
        return get(key) == null ? this : without(key, key + '\0');
    }

    /**
     * The map without the keys of a range; this map if it has none there. Takes logarithmic time, however many there are.
     *
     * @param from the least key to remove; null for no bound
     * @param to   the greatest key, exclusive; null for no bound
     */
    public KeyMap<V> removeRange(@Nullable String from, @Nullable String to) {
        return hasKeyIn(from, to) ? without(from, to) : this;
    }

    /** Allocates nothing: most ranges that are to be removed are empty. */
    private boolean hasKeyIn(@Nullable String from, @Nullable String to) {
        KeyNode<V> node = root;
        KeyNode<V> right = null;
        while (node instanceof KeyInner<V> inner) {
            int slot = from == null ? 0 : inner.childOf(from, plain);
            right = slot + 1 < inner.width() ? inner.child(slot + 1) : right;
            node = inner.child(slot);
        }
        int slot = from == null ? 0 : KeyNode.lowerBound(node.keys, from, plain);
        if (slot == node.width() && right != null) {
            node = right.firstLeaf();
            slot = 0;
        }
        return slot < node.width() && (to == null || KeyNode.compare(node.keys[slot], to, plain) < 0);
    }

    private KeyMap<V> without(@Nullable String from, @Nullable String to) {
        KeyNode<V> left = root.without(from, to, plain);
        if (left == null) {
            return empty();
        }
        while (left instanceof KeyInner<V> inner && inner.width() == 1) {
            left = inner.child(0);
        }
        return new KeyMap<>(left, plain);
    }

    /**
     * Goes through the entries of a range.
     *
     * @param from       the least key, inclusive; null for no bound
     * @param to         the greatest key, exclusive; null for no bound
     * @param order with which end to begin
     */
    public Cursor<V> cursor(@Nullable String from, @Nullable String to, Order order) {
        return new KeyCursor<>(root, plain, from, to, order == Order.DESCENDING);
    }

    KeyNode<V> root() {
        return root;
    }

    private static boolean isPlain(String key) {
        for (int i = 0; i < key.length(); i++) {
            if (key.charAt(i) >= Character.MIN_SURROGATE) {
                return false;
            }
        }
        return true;
    }

    /**
     * Goes through entries one by one. Not for several threads at once.
     *
     * @param <V> what the keys map to
     */
    public interface Cursor<V> {

        /** Goes to the next entry. False at the end, and from then on. */
        boolean next();

        /** The key of the entry that {@link #next} went to; null before the first and after the last. */
        @Nullable
        String key();

        /** The value of the entry that {@link #next} went to; null before the first and after the last. */
        @Nullable
        V value();

        /**
         * Skips ahead: {@link #next} will go to the first entry whose key is not before {@code key} in the cursor's direction.
         * Never goes back: a key that has been passed does nothing. What {@link #key} and {@link #value} say stays.
         */
        void seek(String key);
    }

    /**
     * Builds a map in ascending order. For one thread and one map.
     *
     * @param <V> what the keys map to
     */
    public static final class Builder<V> {
        private final KeyTreeBuilder<V> tree = new KeyTreeBuilder<>();
        private boolean plain = true;
        private @Nullable String last;

        private Builder() {
        }

        /**
         * Adds an entry; neither {@code key} nor {@code value} may be null.
         *
         * @throws IllegalArgumentException if {@code key} is not greater than the one before
         */
        public Builder<V> add(String key, V value) {
            plain = plain && isPlain(key);
            if (last != null && KeyNode.compare(last, key, plain) >= 0) {
                throw new IllegalArgumentException("keys must ascend by their UTF-8 bytes: " + key + " came after " + last);
            }
            tree.add(key, Objects.requireNonNull(value, "value"));
            last = key;
            return this;
        }

        /** The map of what was added. The builder is used up. */
        public KeyMap<V> build() {
            return last == null ? empty() : new KeyMap<>(tree.build(), plain);
        }
    }
}
