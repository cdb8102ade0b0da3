package dev.dust.view;

import dev.dust.cache.Keys;
import dev.dust.cache.Order;
import dev.dust.keymap.KeyMap;
import dev.dust.op.RowStep;
import dev.dust.value.Value;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The pending ops of a store by the keys that they touch. Immutable as seen by a reader. Adding and removing an op costs what
 * the op touches; nothing is replayed, because what an op hides (a set or delete above a key) is told by comparing the order of
 * ops when the key is read.
 */
public final class PendingIndex {
    /** No pending ops. */
    public static final PendingIndex EMPTY = new PendingIndex(KeyMap.empty(), new KeyBloom(0));

    private final KeyMap<StepStack> stacks;
    private final KeyBloom bloom;

    private PendingIndex(KeyMap<StepStack> stacks, KeyBloom bloom) {
        this.stacks = stacks;
        this.bloom = bloom;
    }

    /** Whether no pending op touches anything. */
    public boolean isEmpty() {
        return stacks.isEmpty();
    }

    /** With the op {@code order}, which is greater than all before it. Only the newest version may be added to. */
    public PendingIndex plus(long order, List<RowStep> steps) {
        KeyMap<StepStack> more = stacks;
        KeyBloom filter = isEmpty() || bloom.isFull() ? null : bloom;
        for (RowStep step : steps) {
            StepStack stack = more.get(step.key());
            more = more.put(step.key(), stack == null ? StepStack.of(order, step) : stack.plus(order, step));
            if (filter != null && stack == null) {
                filter.add(step.key());
            }
        }
        return new PendingIndex(more, filter == null ? bloomOf(more) : filter);
    }

    /** Without the op {@code order}, whose steps these are. */
    public PendingIndex minus(long order, List<RowStep> steps) {
        KeyMap<StepStack> less = stacks;
        for (RowStep step : steps) {
            StepStack stack = less.get(step.key());
            if (stack != null) {
                StepStack rest = stack.minus(order);
                less = rest == null ? less.remove(step.key()) : less.put(step.key(), rest);
            }
        }
        return less.isEmpty() ? EMPTY : new PendingIndex(less, bloom);
    }

    /** Without any of the ops {@code orders}. Costs what all ops touch. */
    public PendingIndex without(Collection<Long> orders) {
        KeyMap<StepStack> less = stacks;
        var cursor = stacks.cursor(null, null, Order.ASCENDING);
        while (cursor.next()) {
            StepStack rest = cursor.value();
            for (long order : orders) {
                rest = rest == null ? null : rest.minus(order);
            }
            if (rest != cursor.value()) {
                String key = Objects.requireNonNull(cursor.key(), "key");
                less = rest == null ? less.remove(key) : less.put(key, rest);
            }
        }
        return less.isEmpty() ? EMPTY : new PendingIndex(less, bloom);
    }

    private static KeyBloom bloomOf(KeyMap<StepStack> stacks) {
        var bloom = new KeyBloom(stacks.size());
        var cursor = stacks.cursor(null, null, Order.ASCENDING);
        while (cursor.next()) {
            bloom.add(Objects.requireNonNull(cursor.key(), "key"));
        }
        return bloom;
    }

    /** Whether a pending op may touch the row of {@code key}. False is sure. */
    public boolean mayTouch(String key) {
        return !isEmpty() && bloom.mayHaveSelfOrAncestor(key);
    }

    /** The value of the row at {@code key}, or null, where without these ops it is {@code committed}. */
    public @Nullable Value leafOver(String key, @Nullable Value committed) {
        if (isEmpty()) {
            return committed;
        }
        // One pass, by the hash of each prefix as in KeyBloom.nextAncestor, and for the key itself: a read of a leaf pays it.
        long mask = 0;
        int hash = 0;
        for (int i = 0; i < key.length(); i++) {
            char c = key.charAt(i);
            if (c == Keys.SEPARATOR && bloom.mayHave(hash)) {
                mask = Math.max(mask, replacedBy(key.substring(0, i)));
            }
            hash = 31 * hash + c;
        }
        StepStack stack = bloom.mayHave(hash) ? at(key) : null;
        return stack != null ? stack.valueOver(committed, mask) : mask > 0 ? null : committed;
    }

    /** The steps at exactly {@code key}, or null. */
    @Nullable
    StepStack at(String key) {
        return stacks.get(key);
    }

    /** The order of the newest op that removed everything below some key above {@code key}, or 0. */
    long maskOver(String key) {
        long newest = 0;
        for (int end = bloom.nextAncestor(key, 0); end > 0; end = bloom.nextAncestor(key, end)) {
            newest = Math.max(newest, replacedBy(key.substring(0, end)));
        }
        return newest;
    }

    /** The order of the newest op that removed everything below {@code key} itself, or 0. */
    private long replacedBy(String key) {
        StepStack stack = at(key);
        return stack == null ? 0 : stack.newestReplaceOrder();
    }

    /** The topmost key above {@code key} at which an op removed everything below; null if there is none. */
    @Nullable
    String maskingKey(String key) {
        for (int end = bloom.nextAncestor(key, 0); end > 0; end = bloom.nextAncestor(key, end)) {
            String above = key.substring(0, end);
            StepStack stack = stacks.get(above);
            if (stack != null && stack.newestReplaceOrder() > 0) {
                return above;
            }
        }
        return null;
    }

    /** The touched keys of a range with their steps. */
    KeyMap.Cursor<StepStack> cursor(@Nullable String from, @Nullable String to, Order order) {
        return stacks.cursor(from, to, order);
    }

    /** Whether a pending op touches {@code key}, or a key above or below it. */
    public boolean concerns(String key) {
        return !isEmpty() && (bloom.mayHaveSelfOrAncestor(key) && touchesSelfOrAncestor(key)
                || stacks.cursor(Keys.subtreeFrom(key), Keys.subtreeTo(key), Order.ASCENDING).next());
    }

    private boolean touchesSelfOrAncestor(String key) {
        for (int end = bloom.nextAncestor(key, 0); end > 0; end = bloom.nextAncestor(key, end)) {
            if (stacks.get(key.substring(0, end)) != null) {
                return true;
            }
        }
        return stacks.get(key) != null;
    }
}
