package dev.dust.keymap;

import dev.dust.cache.Keys;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A node of a {@link KeyMap}, immutable. Every node but the root has {@link #MIN} to {@link #MAX} slots; where a change makes
 * one with more or fewer, the node above it mends that at once.
 *
 * @param <V> what the keys map to
 */
abstract sealed class KeyNode<V> permits KeyLeaf, KeyInner {
    static final int MAX = 32;
    static final int MIN = MAX / 4;

    /** One for each slot, ascending. The first is not greater than any key of the node. */
    final String[] keys;
    /** How many entries are in the node and below it. */
    final int size;

    KeyNode(String[] keys, int size) {
        this.keys = keys;
        this.size = size;
    }

    final int width() {
        return keys.length;
    }

    final boolean isThin() {
        return keys.length < MIN;
    }

    /**
     * The node with an entry more or with another value; perhaps with one slot more than {@link #MAX}.
     *
     * @param last whether the node is at the right edge of its tree
     */
    abstract KeyNode<V> put(String key, V value, boolean plain, boolean last);

    /**
     * The node without the keys from {@code from} to before {@code to}, of the same height, perhaps thin; null if none is left.
     */
    abstract @Nullable KeyNode<V> without(@Nullable String from, @Nullable String to, boolean plain);

    final KeyNode<V> firstLeaf() {
        KeyNode<V> node = this;
        while (node instanceof KeyInner<V> inner) {
            node = inner.child(0);
        }
        return node;
    }

    /** The slots from {@code from} to before {@code to}. */
    abstract KeyNode<V> slice(int from, int to);

    /** The slots of this node and of its right neighbour in one node, perhaps too wide. */
    abstract KeyNode<V> append(KeyNode<V> right);

    /**
     * A node that is too wide as two. Keys often come in ascending order: at the right edge the left one of the two, which will
     * not grow any more then, is left nearly full.
     */
    final List<KeyNode<V>> split(boolean last) {
        int middle = last ? width() - MIN : width() / 2;
        return List.of(slice(0, middle), slice(middle, width()));
    }

    /** The same slots in as few nodes as can hold them, one or two; of two, neither is thin. */
    static <V> List<KeyNode<V>> join(KeyNode<V> left, KeyNode<V> right) {
        KeyNode<V> both = left.append(right);
        return both.width() > MAX ? both.split(false) : List.of(both);
    }

    /**
     * The slot of {@code key}, or {@code -1 - s} where s is the slot that it would get.
     *
     * @param plain whether no char of {@code keys} is U+D800 or above. Then {@code compareTo}, which is faster, gives the order
     *              of {@link Keys#ORDER}, whatever {@code key} holds: the two disagree only on a surrogate against a char from
     *              U+E000 on
     */
    static int find(String[] keys, String key, boolean plain) {
        int low = 0;
        int high = keys.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = compare(keys[middle], key, plain);
            if (order == 0) {
                return middle;
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -1 - low;
    }

    /** The first slot whose key is not less than {@code key}; the width if there is none. */
    static int lowerBound(String[] keys, String key, boolean plain) {
        int slot = find(keys, key, plain);
        return slot < 0 ? -1 - slot : slot;
    }

    static int compare(String a, String b, boolean plain) {
        return plain ? a.compareTo(b) : Keys.compare(a, b);
    }
}
