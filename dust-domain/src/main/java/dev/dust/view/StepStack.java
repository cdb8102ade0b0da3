package dev.dust.view;

import dev.dust.op.Members;
import dev.dust.op.RowStep;
import dev.dust.value.IntValue;
import dev.dust.value.Value;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The steps of pending ops at one key, in the order of their ops. Immutable as seen by a reader; versions share one array, to
 * which only the newest appends, so that appending and dropping the oldest cost nothing however many there are.
 */
final class StepStack {
    private static final int NONE = -1;
    private static final IntValue ZERO = Value.of(0);

    private final long[] orders;
    private final RowStep[] steps;
    private final int from;
    private final int to;
    /** Where the newest {@link RowStep.Replace} stands, or {@link #NONE}. */
    private final int newestReplace;
    /** Where the newest step stands that does not depend on what was before, or {@link #NONE}. */
    private final int newestAbsolute;
    /** What the steps behind {@link #newestAbsolute} add, if all of them add integers; else null. */
    private final @Nullable IntValue added;
    /** The last answer of {@link #valueOver}; a benign race, since it is immutable and only saves work. */
    private @Nullable Memo memo;

    /** The value after the steps up to {@code upTo} were applied to {@code start}. */
    private record Memo(@Nullable Value start, int upTo, @Nullable Value result) {
    }

    private StepStack(long[] orders, RowStep[] steps, int from, int to, int newestReplace, int newestAbsolute,
            @Nullable IntValue added) {
        this.orders = orders;
        this.steps = steps;
        this.from = from;
        this.to = to;
        this.newestReplace = newestReplace;
        this.newestAbsolute = newestAbsolute;
        this.added = added;
    }

    static StepStack of(long order, RowStep step) {
        return new StepStack(new long[]{order}, new RowStep[]{step}, 0, 1, step instanceof RowStep.Replace ? 0 : NONE,
                step instanceof RowStep.Relative ? NONE : 0, sum(ZERO, step));
    }

    /**
     * The integers added so far and by {@code step}; null if it is no addition of one. What does not depend on them ends them.
     */
    private static @Nullable IntValue sum(@Nullable IntValue before, RowStep step) {
        if (!(step instanceof RowStep.Relative)) {
            return ZERO;
        }
        return before != null && step instanceof RowStep.Adjust(String key, IntValue by) ? before.plus(by) : null;
    }

    /** With one more step, whose order is not less than any here. May be called once per stack: the newest version appends. */
    StepStack plus(long order, RowStep step) {
        long[] longer = orders;
        RowStep[] more = steps;
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
        var stack = new StepStack(longer, more, from - shift, at + 1,
                step instanceof RowStep.Replace ? at : moved(newestReplace, shift),
                step instanceof RowStep.Relative ? moved(newestAbsolute, shift) : at, sum(added, step));
        Memo known = memo;
        if (known != null && step instanceof RowStep.Relative) {
            stack.memo = new Memo(known.start, known.upTo - shift, known.result);
        }
        return stack;
    }

    private static int moved(int index, int shift) {
        return index == NONE ? NONE : index - shift;
    }

    /** Without the steps of the op {@code order}; null if none are left. */
    @Nullable
    StepStack minus(long order) {
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
            return new StepStack(orders, steps, end, to, newestReplace < end ? NONE : newestReplace,
                    newestAbsolute < end ? NONE : newestAbsolute, addedFrom(end));
        }
        StepStack rest = null;
        for (int i = from; i < to; i++) {
            if (i < first || i >= end) {
                rest = rest == null ? of(orders[i], steps[i]) : rest.plus(orders[i], steps[i]);
            }
        }
        return rest;
    }

    /** What the steps from {@code end} on add: those before it are about to go. */
    private @Nullable IntValue addedFrom(int end) {
        IntValue rest = added;
        for (int i = Math.max(from, newestAbsolute + 1); i < end && rest != null; i++) {
            rest = rest.plus(negated((IntValue) ((RowStep.Adjust) steps[i]).by()));
        }
        return rest;
    }

    private static IntValue negated(IntValue n) {
        return n.isLong() && n.longValue() != Long.MIN_VALUE ? Value.of(-n.longValue()) : Value.of(n.bigValue().negate());
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
    @SuppressWarnings("ReferenceEquality") // The committed value is the same object as long as nobody commits.
    @Nullable
    Value valueOver(@Nullable Value base, long maskOrder) {
        int first = newestAbsolute == NONE ? from : newestAbsolute;
        Value start = maskOrder == 0 ? base : null;
        if (maskOrder > 0) {
            while (first < to && orders[first] < maskOrder) {
                first++;
            }
        }
        if (maskOrder > 0) {
            return applied(start, first, to);
        }
        Memo known = memo;
        if (known == null || known.start != start || known.upTo < first) {
            known = new Memo(start, first, start);
        }
        if (known.upTo < to) {
            known = new Memo(start, to, after(known.result, known.upTo));
            memo = known;
        }
        return known.result;
    }

    /** The value after the steps from {@code next} on: integers that are added to one need not be added one by one. */
    private @Nullable Value after(@Nullable Value value, int next) {
        if (added != null && next <= newestAbsolute + 1) {
            Value number = newestAbsolute == NONE ? value : applied(value, newestAbsolute, newestAbsolute + 1);
            if (number instanceof IntValue n) {
                return n.plus(added);
            }
        }
        return applied(value, next, to);
    }

    private @Nullable Value applied(@Nullable Value before, int begin, int end) {
        Value value = before;
        for (int i = begin; i < end; i++) {
            if (isOfMembers(steps[i])) {
                var members = new Members(value);
                for (; i < end && isOfMembers(steps[i]); i++) {
                    change(members, steps[i]);
                }
                value = members.toValue();
                i--;
            } else {
                value = apply(steps[i], value);
            }
        }
        return value;
    }

    private static boolean isOfMembers(RowStep step) {
        return step instanceof RowStep.Insert || step instanceof RowStep.Drop;
    }

    private static void change(Members members, RowStep step) {
        if (step instanceof RowStep.Insert(String key, Value member)) {
            members.insert(member);
        } else if (step instanceof RowStep.Drop(String key, Value member)) {
            members.drop(member);
        }
    }

    /**
     * The type of the row after these steps.
     *
     * @param value     what they have left; never null
     * @param committed the row's type before them, or null
     */
    String typeOf(Value value, @Nullable String committed) {
        for (int i = to - 1; i >= from; i--) {
            boolean leftAsItWas = steps[i] instanceof RowStep.Adjust && !RowStep.Adjust.isNumber(value);
            if (!leftAsItWas) {
                return Objects.requireNonNull(type(steps[i]), "type");
            }
        }
        return committed == null ? value.type() : committed;
    }

    private static @Nullable String type(RowStep step) {
        return switch (step) {
            case RowStep.Replace replace -> replace.type();
            case RowStep.Write write -> write.type();
            case RowStep.Erase erase -> null;
            case RowStep.Relative relative -> relative.type();
        };
    }

    /** Whether any step here still counts under {@code maskOrder}. */
    boolean aliveUnder(long maskOrder) {
        return newestOrder() >= maskOrder;
    }

    private static @Nullable Value apply(RowStep step, @Nullable Value before) {
        return switch (step) {
            case RowStep.Replace replace -> replace.value();
            case RowStep.Write write -> write.value();
            case RowStep.Erase erase -> null;
            case RowStep.Relative relative -> relative.after(before);
        };
    }
}
