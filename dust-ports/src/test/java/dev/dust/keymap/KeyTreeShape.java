package dev.dust.keymap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.cache.Keys;

/** Checks that a tree is balanced, well filled and in order. */
final class KeyTreeShape {
    private KeyTreeShape() {
    }

    static void check(KeyMap<?> map, String what) {
        KeyNode<?> root = map.root();
        int size = 0;
        if (root instanceof KeyInner<?> inner) {
            assertThat(inner.width()).as(what).isGreaterThan(1);
            for (int i = 0; i < inner.width(); i++) {
                check(inner.child(i), height(root) - 1, what);
                size += inner.child(i).size;
            }
        } else {
            size = root.width();
        }
        assertThat(root.width()).as(what).isLessThanOrEqualTo(KeyNode.MAX);
        assertThat(map.size()).as(what).isEqualTo(size);
    }

    private static void check(KeyNode<?> node, int height, String what) {
        assertThat(node.width()).as(what).isBetween(KeyNode.MIN, KeyNode.MAX);
        assertThat(height(node)).as(what).isEqualTo(height);
        int size = node.width();
        if (node instanceof KeyInner<?> inner) {
            size = 0;
            for (int i = 0; i < inner.width(); i++) {
                check(inner.child(i), height - 1, what);
                size += inner.child(i).size;
                assertThat(Keys.compare(inner.keys[i], inner.child(i).keys[0])).as(what).isLessThanOrEqualTo(0);
            }
        }
        assertThat(node.size).as(what).isEqualTo(size);
        for (int i = 1; i < node.width(); i++) {
            assertThat(Keys.compare(node.keys[i - 1], node.keys[i])).as(what).isNegative();
        }
    }

    static int leaves(KeyMap<?> map) {
        return leaves(map.root());
    }

    private static int leaves(KeyNode<?> node) {
        if (!(node instanceof KeyInner<?> inner)) {
            return 1;
        }
        int sum = 0;
        for (int i = 0; i < inner.width(); i++) {
            sum += leaves(inner.child(i));
        }
        return sum;
    }

    private static int height(KeyNode<?> node) {
        return node instanceof KeyInner<?> inner ? 1 + height(inner.child(0)) : 0;
    }
}
