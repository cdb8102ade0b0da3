package dev.dust.keymap;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Builds a tree bottom up, of full nodes, from entries in ascending order.
 *
 * @param <V> what the keys map to
 */
final class KeyTreeBuilder<V> {
    private final List<KeyNode<V>> leaves = new ArrayList<>();
    private String[] keys = new String[KeyNode.MAX];
    private Object[] values = new Object[KeyNode.MAX];
    private int width;

    void add(String key, V value) {
        if (width == KeyNode.MAX) {
            leaves.add(new KeyLeaf<>(keys, values));
            keys = new String[KeyNode.MAX];
            values = new Object[KeyNode.MAX];
            width = 0;
        }
        keys[width] = key;
        values[width++] = value;
    }

    /** The root over what was added, at least one entry. */
    KeyNode<V> build() {
        leaves.add(new KeyLeaf<>(Arrays.copyOf(keys, width), Arrays.copyOf(values, width)));
        List<KeyNode<V>> level = leaves;
        while (level.size() > 1) {
            mendLast(level);
            level = parents(level);
        }
        return level.getFirst();
    }

    private static <V> void mendLast(List<KeyNode<V>> level) {
        if (level.getLast().isThin()) {
            KeyNode<V> last = level.removeLast();
            level.addAll(KeyNode.join(level.removeLast(), last));
        }
    }

    private static <V> List<KeyNode<V>> parents(List<KeyNode<V>> level) {
        var parents = new ArrayList<KeyNode<V>>(level.size() / KeyNode.MAX + 1);
        for (int i = 0; i < level.size(); i += KeyNode.MAX) {
            parents.add(KeyInner.over(level.subList(i, Math.min(level.size(), i + KeyNode.MAX))));
        }
        return parents;
    }
}
