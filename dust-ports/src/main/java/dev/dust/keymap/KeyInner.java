package dev.dust.keymap;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A node of nodes, all of the same height. The key of a slot is not greater than any key below its child, and greater than
 * every key below the child before. Of several children none is thin.
 *
 * @param <V> what the keys map to
 */
final class KeyInner<V> extends KeyNode<V> {
    private final KeyNode<V>[] children;

    private KeyInner(String[] keys, KeyNode<V>[] children, int size) {
        super(keys, size);
        this.children = children;
    }

    static <V> KeyInner<V> over(List<KeyNode<V>> children) {
        KeyNode<V>[] array = toArray(children);
        return new KeyInner<>(firstKeys(array), array, sizeOf(array, 0, array.length));
    }

    KeyNode<V> child(int slot) {
        return children[slot];
    }

    /** The slot of the one child that can hold {@code key}. */
    int childOf(String key, boolean plain) {
        int slot = find(keys, key, plain);
        return slot >= 0 ? slot : Math.max(0, -2 - slot);
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // A key that is equal is not the same where it was put anew; then it is set, which does no harm.
    KeyNode<V> put(String key, V value, boolean plain, boolean last) {
        int slot = childOf(key, plain);
        boolean lastChild = last && slot == width() - 1;
        KeyNode<V> child = children[slot];
        KeyNode<V> grown = child.put(key, value, plain, lastChild);
        if (grown.width() > MAX) {
            return replace(slot, slot + 1, grown.split(lastChild));
        }
        String[] newKeys = grown.keys[0] == child.keys[0] ? keys : Slots.set(keys, slot, grown.keys[0]);
        return new KeyInner<>(newKeys, Slots.set(children, slot, grown), size - child.size + grown.size);
    }

    @Override
    @Nullable
    KeyNode<V> without(@Nullable String from, @Nullable String to, boolean plain) {
        int start = from == null ? 0 : childOf(from, plain);
        int last = to == null ? width() - 1 : childOf(to, plain);
        var left = new ArrayList<KeyNode<V>>(4);
        if (start == last) {
            addUnlessNull(left, children[start].without(from, to, plain));
        } else {
            addUnlessNull(left, children[start].without(from, null, plain));
            addUnlessNull(left, children[last].without(null, to, plain));
        }
        int end = last + 1;
        if (left.stream().anyMatch(KeyNode::isThin)) {
            if (start > 0) {
                left.addFirst(children[--start]);
            }
            if (end < width()) {
                left.addLast(children[end++]);
            }
            mend(left);
        }
        return left.isEmpty() && end - start == width() ? null : replace(start, end, left);
    }

    private static <T> void addUnlessNull(List<T> list, @Nullable T element) {
        if (element != null) {
            list.add(element);
        }
    }

    /** Joins thin neighbours with others until none is thin, or only one is left. */
    private static <V> void mend(List<KeyNode<V>> neighbours) {
        int i = 0;
        while (i < neighbours.size() && neighbours.size() > 1) {
            if (neighbours.get(i).isThin()) {
                i = Math.max(0, i - 1);
                neighbours.addAll(i, join(neighbours.remove(i), neighbours.remove(i)));
            } else {
                i++;
            }
        }
    }

    @Override
    KeyNode<V> slice(int from, int to) {
        return new KeyInner<>(Arrays.copyOfRange(keys, from, to), Arrays.copyOfRange(children, from, to),
                sizeOf(children, from, to));
    }

    @Override
    KeyNode<V> append(KeyNode<V> right) {
        var that = (KeyInner<V>) right;
        var both = new KeyInner<>(Slots.concat(keys, that.keys), Slots.concat(children, that.children), size + that.size);
        int seam = width();
        KeyNode<V> before = both.children[seam - 1];
        KeyNode<V> after = both.children[seam];
        // A thin child had no neighbour so far; now it has.
        return before.isThin() || after.isThin() ? both.replace(seam - 1, seam + 1, join(before, after)) : both;
    }

    private KeyInner<V> replace(int from, int to, List<KeyNode<V>> nodes) {
        KeyNode<V>[] array = toArray(nodes);
        int newSize = size - sizeOf(children, from, to) + sizeOf(array, 0, array.length);
        return new KeyInner<>(Slots.replace(keys, from, to, firstKeys(array)), Slots.replace(children, from, to, array),
                newSize);
    }

    @SuppressWarnings("unchecked") // an array of a generic type cannot be made otherwise
    private static <V> KeyNode<V>[] toArray(List<KeyNode<V>> nodes) {
        return nodes.toArray(KeyNode[]::new);
    }

    private static String[] firstKeys(KeyNode<?>[] nodes) {
        var first = new String[nodes.length];
        for (int i = 0; i < nodes.length; i++) {
            first[i] = nodes[i].keys[0];
        }
        return first;
    }

    private static int sizeOf(KeyNode<?>[] nodes, int from, int to) {
        int sum = 0;
        for (int i = from; i < to; i++) {
            sum += nodes[i].size;
        }
        return sum;
    }
}
