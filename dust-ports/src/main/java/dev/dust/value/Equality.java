package dev.dust.value;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Whether two values that have parts are equal, whatever their depth. */
@SuppressWarnings("ReferenceEquality") // What is the same object need not be compared.
final class Equality {
    /**
     * Pairs of parts of the same kind that have parts themselves, and are to be compared yet; null as long as there were none.
     */
    private @Nullable ArrayDeque<Value> pending;

    private Equality() {
    }

    static boolean of(ListValue one, ListValue other) {
        var equality = new Equality();
        return equality.sameItems(one, other) && equality.samePending();
    }

    static boolean of(MapValue one, MapValue other) {
        var equality = new Equality();
        return equality.sameFields(one, other) && equality.samePending();
    }

    private boolean samePending() {
        while (pending != null && !pending.isEmpty()) {
            Value other = pending.pop();
            Value one = pending.pop();
            boolean same = one instanceof ListValue list
                    ? sameItems(list, (ListValue) other)
                    : sameFields(fieldsOf(one), fieldsOf(other));
            if (!same) {
                return false;
            }
        }
        return true;
    }

    private static MapValue fieldsOf(Value value) {
        return value instanceof TypedValue typed ? typed.wire() : (MapValue) value;
    }

    private boolean sameItems(ListValue one, ListValue other) {
        if (one == other) {
            return true;
        }
        if (one.items().size() != other.items().size()) {
            return false;
        }
        Iterator<Value> others = other.items().iterator();
        for (Value item : one.items()) {
            if (!same(item, others.next())) {
                return false;
            }
        }
        return true;
    }

    private boolean sameFields(MapValue one, MapValue other) {
        if (one == other) {
            return true;
        }
        if (one.size() != other.size()) {
            return false;
        }
        for (Map.Entry<String, Value> field : one.fields().entrySet()) {
            Value counterpart = other.get(field.getKey());
            if (counterpart == null || !same(field.getValue(), counterpart)) {
                return false;
            }
        }
        return true;
    }

    /** Whether they may be the same yet; what has parts is left for later. */
    private boolean same(Value one, Value other) {
        if (one == other) {
            return true;
        }
        if (!hasParts(one)) {
            return one.equals(other);
        }
        if (one.getClass() != other.getClass()) {
            return false;
        }
        if (pending == null) {
            pending = new ArrayDeque<>();
        }
        pending.push(one);
        pending.push(other);
        return true;
    }

    private static boolean hasParts(Value value) {
        return switch (value) {
            case ListValue list -> true;
            case MapValue map -> true;
            case FileRef file -> true;
            case LeaseValue lease -> true;
            default -> false;
        };
    }
}
