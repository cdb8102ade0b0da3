package dev.dust.keymap;

import org.jspecify.annotations.Nullable;

/**
 * The cursor of a {@link KeyMap}: the way from the root to a leaf, and a slot of it.
 *
 * @param <V> what the keys map to
 */
final class KeyCursor<V> implements KeyMap.Cursor<V> {
    private final KeyNode<V> root;
    private final boolean plain;
    private final @Nullable String from;
    private final @Nullable String to;
    private final boolean descending;
    private final int step;
    private final KeyInner<V>[] path;
    private final int[] slots;

    private KeyLeaf<V> leaf;
    /** The slot of the next entry; equal to {@link #stop} if this leaf has no more. */
    private int next;
    /** The slot behind the last one of this leaf that is in range. */
    private int stop;
    /** How far the last seek went: rows of the same form lie side by side, so that the next one often goes as far. */
    private int stride;
    private @Nullable String key;
    private @Nullable V value;

    /** Nullness of the leaf: the way down, whichever it is, ends with {@link #enter}. */
    @SuppressWarnings({"unchecked", "NullAway.Init"}) // an array of a generic type cannot be made otherwise
    KeyCursor(KeyNode<V> root, boolean plain, @Nullable String from, @Nullable String to, boolean descending) {
        this.root = root;
        this.plain = plain;
        this.from = from;
        this.to = to;
        this.descending = descending;
        this.step = descending ? -1 : 1;
        int height = heightOf(root);
        this.path = (KeyInner<V>[]) new KeyInner<?>[height];
        this.slots = new int[height];
        String start = descending ? to : from;
        if (start == null) {
            descendAlongEdge(root, 0);
        } else {
            // The bound that a descending cursor starts from is exclusive.
            descendTo(start, !descending);
        }
    }

    private static int heightOf(KeyNode<?> root) {
        int height = 0;
        for (KeyNode<?> node = root; node instanceof KeyInner<?> inner; node = inner.child(0)) {
            height++;
        }
        return height;
    }

    @Override
    public boolean next() {
        while (next == stop) {
            if (stop != edge() || !toNextLeaf()) {
                key = null;
                value = null;
                return false;
            }
        }
        key = leaf.keys[next];
        value = leaf.value(next);
        next += step;
        return true;
    }

    @Override
    public @Nullable String key() {
        return key;
    }

    @Override
    public @Nullable V value() {
        return value;
    }

    @Override
    public void seek(String target) {
        // Every key that is looked at is two waits for memory; a good guess looks at no other than the one that is wanted.
        if (goToGuess(target) || hasPassed(target)) {
            return;
        }
        int left = edge() - next;
        if (isWithinLeaf(target)) {
            int before = next;
            goTo(slotOf(target, true));
            stride = next - before;
        } else if (isWithinNeighbour(target)) {
            toNextLeaf();
            goTo(slotOf(target, true));
            stride = left + next - start();
        } else {
            descendTo(target, true);
        }
    }

    /** Goes as far as the last seek did, if that leads to {@code target}. */
    private boolean goToGuess(String target) {
        int guess = next + stride;
        if (isAhead(guess)) {
            if (leaf.keys[guess].equals(target)) {
                next = guess;
                return true;
            }
            return false;
        }
        KeyLeaf<V> neighbour = stop == edge() ? neighbour() : null;
        if (neighbour == null) {
            return false;
        }
        int slot = descending ? neighbour.width() + guess : guess - leaf.width();
        if (slot < 0 || slot >= neighbour.width() || !neighbour.keys[slot].equals(target)) {
            return false;
        }
        toNextLeaf();
        goTo(slot);
        return true;
    }

    /** Whether a slot is between the next one and the end of what is in range of this leaf. */
    private boolean isAhead(int slot) {
        return descending ? slot <= next && slot > stop : slot >= next && slot < stop;
    }

    private boolean hasPassed(String target) {
        if (next != edge()) {
            return !isBefore(leaf.keys[next], target);
        }
        return leaf.width() == 0 || !isBefore(leaf.keys[next - step], target);
    }

    /** Whether the first entry that is not before {@code target} is in this leaf, or the first behind it. */
    private boolean isWithinLeaf(String target) {
        int depth = path.length - 1;
        if (depth >= 0 && !descending && slots[depth] + 1 < path[depth].width()) {
            return isBefore(target, path[depth].keys[slots[depth] + 1]);
        }
        return !isBefore(leaf.keys[edge() - step], target);
    }

    /** The same of the leaf that follows, where it is known without going up. */
    private boolean isWithinNeighbour(String target) {
        int depth = path.length - 1;
        if (stop != edge() || neighbour() == null) {
            return false;
        }
        int slot = slots[depth];
        if (descending) {
            return !isBefore(path[depth].keys[slot - 1], target);
        }
        return slot + 2 < path[depth].width() && isBefore(target, path[depth].keys[slot + 2]);
    }

    /** The leaf that follows under the same node; null if there is none. */
    private @Nullable KeyLeaf<V> neighbour() {
        int depth = path.length - 1;
        if (depth < 0) {
            return null;
        }
        int slot = slots[depth] + step;
        return slot >= 0 && slot < path[depth].width() ? (KeyLeaf<V>) path[depth].child(slot) : null;
    }

    private boolean isBefore(String a, String b) {
        int order = KeyNode.compare(a, b, plain);
        return descending ? order > 0 : order < 0;
    }

    /** The first slot of the leaf in the cursor's direction. */
    private int start() {
        return descending ? leaf.width() - 1 : 0;
    }

    /** The slot behind the last one of the leaf. */
    private int edge() {
        return descending ? -1 : leaf.width();
    }

    /** The first slot of the leaf that is not before {@code target}, nor at it unless {@code inclusive}. */
    private int slotOf(String target, boolean inclusive) {
        int slot = KeyNode.find(leaf.keys, target, plain);
        if (slot >= 0) {
            return inclusive ? slot : slot + step;
        }
        return descending ? -2 - slot : -1 - slot;
    }

    private void goTo(int slot) {
        next = descending ? Math.max(slot, stop) : Math.min(slot, stop);
    }

    private void descendTo(String target, boolean inclusive) {
        KeyNode<V> node = root;
        for (int depth = 0; node instanceof KeyInner<V> inner; depth++) {
            path[depth] = inner;
            slots[depth] = inner.childOf(target, plain);
            node = inner.child(slots[depth]);
        }
        enter((KeyLeaf<V>) node);
        goTo(slotOf(target, inclusive));
    }

    private void descendAlongEdge(KeyNode<V> start, int startDepth) {
        KeyNode<V> node = start;
        for (int depth = startDepth; node instanceof KeyInner<V> inner; depth++) {
            path[depth] = inner;
            slots[depth] = descending ? inner.width() - 1 : 0;
            node = inner.child(slots[depth]);
        }
        enter((KeyLeaf<V>) node);
        goTo(descending ? leaf.width() - 1 : 0);
    }

    private boolean toNextLeaf() {
        for (int depth = path.length - 1; depth >= 0; depth--) {
            int slot = slots[depth] + step;
            if (slot >= 0 && slot < path[depth].width()) {
                slots[depth] = slot;
                descendAlongEdge(path[depth].child(slot), depth + 1);
                return true;
            }
        }
        return false;
    }

    private void enter(KeyLeaf<V> entered) {
        leaf = entered;
        String bound = descending ? from : to;
        if (bound == null || leaf.width() == 0 || isBefore(leaf.keys[edge() - step], bound)) {
            stop = edge();
        } else {
            // The lower bound is in range, the upper one is not.
            int slot = KeyNode.lowerBound(leaf.keys, bound, plain);
            stop = descending ? slot - 1 : slot;
        }
    }
}
