package dev.dust.cache;

/**
 * The cursor of a {@link KeyMap}: the way from the root to a leaf, and a slot of it.
 *
 * @param <V> what the keys map to
 */
final class KeyCursor<V> implements KeyMap.Cursor<V> {
    private final KeyNode<V> root;
    private final boolean plain;
    private final String from;
    private final String to;
    private final boolean descending;
    private final int step;
    private final KeyInner<V>[] path;
    private final int[] slots;

    private KeyLeaf<V> leaf;
    /** The slot of the next entry; equal to {@link #stop} if this leaf has no more. */
    private int next;
    /** The slot behind the last one of this leaf that is in range. */
    private int stop;
    /** How far the last seek within a leaf went: rows of the same form lie side by side, so that the next one often goes as far. */
    private int stride;
    private String key;
    private V value;

    @SuppressWarnings("unchecked") // an array of a generic type cannot be made otherwise
    KeyCursor(KeyNode<V> root, boolean plain, String from, String to, boolean descending) {
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
    public String key() {
        return key;
    }

    @Override
    public V value() {
        return value;
    }

    @Override
    public void seek(String target) {
        // Every key that is looked at is two waits for memory; this looks at no other than the one that is wanted.
        if (isAhead(next + stride) && leaf.keys[next + stride].equals(target)) {
            next += stride;
            return;
        }
        if (next == edge()) {
            if (leaf.width() == 0 || !isBefore(leaf.keys[next - step], target)) {
                return;
            }
        } else if (!isBefore(leaf.keys[next], target)) {
            return;
        }
        if (isBefore(leaf.keys[edge() - step], target)) {
            descendTo(target, true);
        } else {
            int before = next;
            goTo(slotOf(target, true));
            stride = next - before;
        }
    }

    /** Whether a slot is between the next one and the end of what is in range of this leaf. */
    private boolean isAhead(int slot) {
        return descending ? slot <= next && slot > stop : slot >= next && slot < stop;
    }

    private boolean isBefore(String a, String b) {
        int order = KeyNode.compare(a, b, plain);
        return descending ? order > 0 : order < 0;
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
