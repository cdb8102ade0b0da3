package dev.dust.keymap;

import java.util.Arrays;

/** Copies of arrays, changed in one place. */
final class Slots {
    private Slots() {
    }

    /** With {@code element} in place of the one at {@code slot}. */
    static <T> T[] set(T[] array, int slot, T element) {
        T[] copy = array.clone();
        copy[slot] = element;
        return copy;
    }

    /** With {@code element} in front of the one at {@code slot}. */
    static <T> T[] insert(T[] array, int slot, T element) {
        T[] copy = Arrays.copyOf(array, array.length + 1);
        System.arraycopy(array, slot, copy, slot + 1, array.length - slot);
        copy[slot] = element;
        return copy;
    }

    /** With {@code elements} in place of those from {@code from} to before {@code to}. */
    static <T> T[] replace(T[] array, int from, int to, T[] elements) {
        T[] copy = Arrays.copyOf(array, array.length - (to - from) + elements.length);
        System.arraycopy(elements, 0, copy, from, elements.length);
        System.arraycopy(array, to, copy, from + elements.length, array.length - to);
        return copy;
    }

    /** Without those from {@code from} to before {@code to}. */
    static <T> T[] cut(T[] array, int from, int to) {
        T[] copy = Arrays.copyOf(array, array.length - (to - from));
        System.arraycopy(array, to, copy, from, array.length - to);
        return copy;
    }

    /** {@code right} behind {@code left}. */
    static <T> T[] concat(T[] left, T[] right) {
        T[] copy = Arrays.copyOf(left, left.length + right.length);
        System.arraycopy(right, 0, copy, left.length, right.length);
        return copy;
    }
}
