package dev.dust.keymap;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A leaf: keys and their values.
 *
 * @param <V> what the keys map to
 */
final class KeyLeaf<V> extends KeyNode<V> {
    private final Object[] values;

    KeyLeaf(String[] keys, Object[] values) {
        super(keys, keys.length);
        this.values = values;
    }

    static <V> KeyLeaf<V> empty() {
        return new KeyLeaf<>(new String[0], new Object[0]);
    }

    @SuppressWarnings("unchecked") // put and the builder let in nothing but V
    V value(int slot) {
        return (V) values[slot];
    }

    @Nullable
    V get(String key, boolean plain) {
        int slot = find(keys, key, plain);
        return slot < 0 ? null : value(slot);
    }

    @Override
    KeyNode<V> put(String key, V value, boolean plain, boolean last) {
        int slot = find(keys, key, plain);
        if (slot < 0) {
            int gap = -1 - slot;
            return new KeyLeaf<>(Slots.insert(keys, gap, key), Slots.insert(values, gap, value));
        }
        return new KeyLeaf<>(keys, Slots.set(values, slot, value));
    }

    @Override
    @Nullable
    KeyNode<V> without(@Nullable String from, @Nullable String to, boolean plain) {
        int first = from == null ? 0 : lowerBound(keys, from, plain);
        int end = to == null ? width() : lowerBound(keys, to, plain);
        if (first == end) {
            return this;
        }
        return end - first == width()
                ? null
                : new KeyLeaf<>(Slots.cut(keys, first, end), Slots.cut(values, first, end));
    }

    @Override
    KeyNode<V> slice(int from, int to) {
        return new KeyLeaf<>(Arrays.copyOfRange(keys, from, to), Arrays.copyOfRange(values, from, to));
    }

    @Override
    KeyNode<V> append(KeyNode<V> right) {
        var that = (KeyLeaf<V>) right;
        return new KeyLeaf<>(Slots.concat(keys, that.keys), Slots.concat(values, that.values));
    }
}
