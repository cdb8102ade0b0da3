package dev.dust.sync;

import dev.dust.op.Step;
import dev.dust.value.Value;
import java.util.Arrays;

/**
 * The steps of pending ops at one key, in the order of their ops. Immutable as seen by a reader; versions share one array, to
 * which only the newest appends, so that appending and dropping the oldest cost nothing however many there are.
 */
final class EffectStack {
    private static final int NONE = -1;

    private final long[] orders;
    private final Step[] steps;
    private final int from;
    private final int to;
    /** Where the newest {@link Step.Replace} stands, or {@link #NONE}. */
    private final int newestReplace;
    /** Where the newest step stands that does not depend on what was before, or {@link #NONE}. */
    private final int newestAbsolute;
    /** The last answer of {@link #valueOver}; a benign race, since it is immutable and only saves work. */
    private Memo memo;

    private record Memo(Value start, Value result) {
    }

    private EffectStack(long[] orders, Step[] steps, int from, int to, int newestReplace, int newestAbsolute) {
        this.orders = orders;
        this.steps = steps;
        this.from = from;
        this.to = to;
        this.newestReplace = newestReplace;
        this.newestAbsolute = newestAbsolute;
    }

    static EffectStack of(long order, Step step) {
        return new EffectStack(new long[]{order}, new Step[]{step}, 0, 1, step instanceof Step.Replace ? 0 : NONE,
                step instanceof Step.Relative ? NONE : 0);
    }

    /** With one more step, whose order is not less than any here. May be called once per stack: the newest version appends. */
    EffectStack plus(long order, Step step) {
        long[] longer = orders;
        Step[] more = steps;
        int shift = 0;
        if (to == steps.length) {
            shift = from;
            int room = Math.max(4, 2 * (to - from));
            longer = Arrays.copyOf(Arrays.copyOfRange(orders, from, to), room);
            more = Arrays.copyOf(Arrays.copyOfRange(steps, from, to), room);
        }
        int at = to - shift;
        longer[at] = order;
        more[at] = step;
        var stack = new EffectStack(longer, more, from - shift, at + 1,
                step instanceof Step.Replace ? at : moved(newestReplace, shift),
                step instanceof Step.Relative ? moved(newestAbsolute, shift) : at);
        Memo known = memo;
        if (known != null && step instanceof Step.Relative relative) {
            stack.memo = new Memo(known.start, relative.after(known.result));
        }
        return stack;
    }

    private static int moved(int index, int shift) {
        return index == NONE ? NONE : index - shift;
    }

    /** Without the steps of the op {@code order}; null if none are left. */
    EffectStack minus(long order) {
        int first = Arrays.binarySearch(orders, from, to, order);
        if (first < 0) {
            return this;
        }
        while (first > from && orders[first - 1] == order) {
            first--;
        }
        int end = first + 1;
        while (end < to && orders[end] == order) {
            end++;
        }
        if (end - first == to - from) {
            return null;
        }
        if (first == from) {
            return new EffectStack(orders, steps, end, to, newestReplace < end ? NONE : newestReplace,
                    newestAbsolute < end ? NONE : newestAbsolute);
        }
        EffectStack rest = null;
        for (int i = from; i < to; i++) {
            if (i < first || i >= end) {
                rest = rest == null ? of(orders[i], steps[i]) : rest.plus(orders[i], steps[i]);
            }
        }
        return rest;
    }

    /** The order of the newest op here that removed everything below this key, or 0 if none did. */
    long newestReplaceOrder() {
        return newestReplace == NONE ? 0 : orders[newestReplace];
    }

    /** The order of the newest op here. */
    long newestOrder() {
        return orders[to - 1];
    }

    /**
     * The value at the key after these steps, or null if there is none.
     *
     * @param base       the committed value, or null
     * @param maskOrder  the newest op that removed everything below a key above this one, or 0
     */
    Value valueOver(Value base, long maskOrder) {
        int first = newestAbsolute == NONE ? from : newestAbsolute;
        Value start = maskOrder == 0 ? base : null;
        if (maskOrder > 0) {
            while (first < to && orders[first] < maskOrder) {
                first++;
            }
        }
        Memo known = memo;
        if (maskOrder == 0 && known != null && known.start == start) {
            return known.result;
        }
        Value value = start;
        for (int i = first; i < to; i++) {
            value = apply(steps[i], value);
        }
        if (maskOrder == 0) {
            memo = new Memo(start, value);
        }
        return value;
    }

    /** The type of the row after these steps; only where there is a value. */
    String typeAfter() {
        return switch (steps[to - 1]) {
            case Step.Replace replace -> replace.type();
            case Step.Write write -> write.type();
            case Step.Erase erase -> null;
            case Step.Relative relative -> relative.type();
        };
    }

    /** Whether any step here still counts under {@code maskOrder}. */
    boolean aliveUnder(long maskOrder) {
        return newestOrder() >= maskOrder;
    }

    private static Value apply(Step step, Value before) {
        return switch (step) {
            case Step.Replace replace -> replace.value();
            case Step.Write write -> write.value();
            case Step.Erase erase -> null;
            case Step.Relative relative -> relative.after(before);
        };
    }
}
