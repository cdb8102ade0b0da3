package dev.dust.path;

import dev.dust.path.Glob.Segment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A node of the trie of patterns: one segment of one or more patterns, what ends there, and the segments that can follow. Every
 * node but the root has an entry or a child.
 *
 * <p>Literal children are in a hash table of their own, because {@link java.util.HashMap} cannot be asked for a part of a
 * string without making it a string first.
 */
final class GlobNode<E> {
    private static final int LEAST_BUCKETS = 4;

    private final @Nullable GlobNode<E> parent;
    /** Null for the root. */
    private final @Nullable Segment segment;
    /** Of the segment as it is in a key; meaningless for wildcards. */
    private final int hash;
    /** The next in the parent's bucket. */
    private @Nullable GlobNode<E> next;

    private @Nullable GlobNode<E> one;
    private @Nullable GlobNode<E> many;
    private @Nullable GlobNode<E> @Nullable [] buckets;
    private int literals;
    /** In order of adding; null if empty. */
    private @Nullable Set<E> entries;

    GlobNode(@Nullable GlobNode<E> parent, @Nullable Segment segment) {
        this.parent = parent;
        this.segment = segment;
        hash = segment == null ? 0 : hash(segment.text(), 0, segment.text().length());
    }

    /** The child for {@code *}, or null. */
    @Nullable
    GlobNode<E> one() {
        return one;
    }

    /** The child for {@code **}, or null. */
    @Nullable
    GlobNode<E> many() {
        return many;
    }

    /** The child for the literal segment that a part of a key holds, or null. */
    @Nullable
    GlobNode<E> literal(String key, int from, int to) {
        if (buckets == null) {
            return null;
        }
        int wanted = hash(key, from, to);
        GlobNode<E> child = buckets[wanted & buckets.length - 1];
        while (child != null && !child.isLiteral(wanted, key, from, to)) {
            child = child.next;
        }
        return child;
    }

    /** The child for a segment of a pattern, or null. */
    @Nullable
    GlobNode<E> child(Segment wanted) {
        if (wanted.isWildcard()) {
            return wanted.isOne() ? one : many;
        }
        return literal(wanted.text(), 0, wanted.text().length());
    }

    /** The child for a segment of a pattern, made if it was not there. */
    GlobNode<E> childOrNew(Segment wanted) {
        GlobNode<E> child = child(wanted);
        if (child != null) {
            return child;
        }
        child = new GlobNode<>(this, wanted);
        if (!wanted.isWildcard()) {
            addLiteral(child);
        } else if (wanted.isOne()) {
            one = child;
        } else {
            many = child;
        }
        return child;
    }

    boolean hasEntries() {
        return entries != null;
    }

    boolean add(E entry) {
        if (entries == null) {
            entries = LinkedHashSet.newLinkedHashSet(1);
        }
        return entries.add(entry);
    }

    boolean remove(E entry) {
        if (entries == null || !entries.remove(entry)) {
            return false;
        }
        if (entries.isEmpty()) {
            entries = null;
        }
        return true;
    }

    /** Adds the entries to a list, which is made if it is null and there are any. */
    @Nullable
    List<E> addTo(@Nullable List<E> list) {
        if (entries == null) {
            return list;
        }
        if (list == null) {
            return new ArrayList<>(entries);
        }
        list.addAll(entries);
        return list;
    }

    /** The entries of this node and of all below, in no order. */
    List<E> all() {
        var left = new ArrayDeque<GlobNode<E>>();
        left.add(this);
        return all(left);
    }

    /** The entries of all nodes below, in no order. */
    List<E> below() {
        var left = new ArrayDeque<GlobNode<E>>();
        addChildrenTo(left);
        return all(left);
    }

    private static <E> List<E> all(ArrayDeque<GlobNode<E>> left) {
        var all = new ArrayList<E>();
        // No recursion: a pattern may have more segments than a thread's stack has room.
        for (GlobNode<E> node = left.poll(); node != null; node = left.poll()) {
            node.addTo(all);
            node.addChildrenTo(left);
        }
        return all;
    }

    private void addChildrenTo(Collection<GlobNode<E>> children) {
        if (one != null) {
            children.add(one);
        }
        if (many != null) {
            children.add(many);
        }
        if (buckets != null) {
            for (GlobNode<E> first : buckets) {
                for (GlobNode<E> child = first; child != null; child = child.next) {
                    children.add(child);
                }
            }
        }
    }

    /**
     * Takes this node out of the trie if nothing ends here or below, and then those above of which the same has become true.
     */
    void prune() {
        GlobNode<E> node = this;
        while (node.parent != null && node.isUnused()) {
            node.parent.removeChild(node);
            node = node.parent;
        }
    }

    private boolean isUnused() {
        return entries == null && one == null && many == null && literals == 0;
    }

    private boolean isLiteral(int wanted, String key, int from, int to) {
        return segment != null && hash == wanted && segment.text().length() == to - from
                && key.startsWith(segment.text(), from);
    }

    private void addLiteral(GlobNode<E> child) {
        @Nullable
        GlobNode<E>[] all = buckets;
        if (all == null) {
            all = resize(LEAST_BUCKETS);
        } else if (literals == all.length) {
            all = resize(2 * all.length);
        }
        link(child, all);
        literals++;
    }

    private void removeChild(GlobNode<E> child) {
        if (child == one) {
            one = null;
        } else if (child == many) {
            many = null;
        } else {
            removeLiteral(child);
        }
    }

    private void removeLiteral(GlobNode<E> child) {
        @Nullable
        GlobNode<E>[] all = Objects.requireNonNull(buckets, "buckets");
        int bucket = child.hash & all.length - 1;
        if (all[bucket] == child) {
            all[bucket] = child.next;
        } else {
            GlobNode<E> before = Objects.requireNonNull(all[bucket], "first");
            while (before.next != child) {
                before = Objects.requireNonNull(before.next, "next");
            }
            before.next = child.next;
        }
        literals--;
        if (literals == 0) {
            buckets = null;
        } else if (all.length > LEAST_BUCKETS && literals < all.length / 4) {
            resize(all.length / 2);
        }
    }

    private @Nullable GlobNode<E>[] resize(int length) {
        @Nullable
        GlobNode<E>[] old = buckets;
        @Nullable
        GlobNode<E>[] fresh = newBuckets(length);
        buckets = fresh;
        if (old != null) {
            for (GlobNode<E> first : old) {
                GlobNode<E> child = first;
                while (child != null) {
                    GlobNode<E> following = child.next;
                    link(child, fresh);
                    child = following;
                }
            }
        }
        return fresh;
    }

    private static <E> void link(GlobNode<E> child, @Nullable GlobNode<E>[] buckets) {
        int bucket = child.hash & buckets.length - 1;
        child.next = buckets[bucket];
        buckets[bucket] = child;
    }

    private static int hash(String text, int from, int to) {
        int hash = 0;
        for (int i = from; i < to; i++) {
            hash = 31 * hash + text.charAt(i);
        }
        return hash ^ hash >>> 16;
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static <E> @Nullable GlobNode<E>[] newBuckets(int length) {
        return new GlobNode[length];
    }
}
