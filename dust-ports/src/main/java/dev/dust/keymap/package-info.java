/**
 * {@link dev.dust.keymap.KeyMap}, an immutable ordered map from keys to values. It is here, beside the port
 * {@link dev.dust.cache.Cache}, because whoever writes a cache in memory needs one, and so does the index of pending ops.
 *
 * <p>It is a persistent B+tree. Entries stand in leaves, in order; inner nodes hold the first key of each child, and serve only
 * to find the leaf. No node is ever changed: a change copies the nodes on the way from the root to one leaf, some three of them
 * at a million entries, and shares all others with the map that it came from. Hence a map that is held is a snapshot, costs
 * nothing to take, and needs no lock to be read.
 *
 * <p>Every node but the root has between 8 and 32 slots. A node that grows beyond is split, and one that shrinks below is
 * joined with a neighbour, in the same change; so all leaves are equally far from the root. Splits at the right edge leave the
 * left node nearly full, because keys often come in ascending order. There are no links between leaves, which could not be kept
 * without copying them all: a cursor remembers the way from the root instead, and goes up and down again at the end of a leaf.
 *
 * <p>Keys are compared by {@link dev.dust.cache.Keys#ORDER}. While no key has had a char of U+D800 or above,
 * {@link java.lang.String#compareTo} gives the same order, and is faster; the map remembers whether that still holds.
 *
 * <p>Within: {@code KeyLeaf} and {@code KeyInner} are the nodes, {@code KeyTreeBuilder} builds a tree bottom up from entries in
 * order, {@code KeyCursor} goes through it, {@code Slots} copies arrays. docs/decisions.md#key-map has what it was measured
 * against.
 */
@NullMarked
package dev.dust.keymap;

import org.jspecify.annotations.NullMarked;
