package dev.dust.value;

import java.util.ArrayList;
import java.util.List;

/**
 * A list. Dust's sets are lists too, without duplicates (PROTOCOL 5).
 *
 * @param items unmodifiable, never null, without null elements ({@link Value#NULL} stands for null)
 */
public record ListValue(List<Value> items) implements Value {
    /** The list without items. */
    public static final ListValue EMPTY = new ListValue(List.of());

    /** Copies {@code items}. */
    public ListValue {
        items = List.copyOf(items);
    }

    /** A list of {@link Value#from plain} items. */
    public static ListValue from(Iterable<?> plain) {
        var items = new ArrayList<Value>();
        plain.forEach(item -> items.add(Value.from(item)));
        return new ListValue(items);
    }

    @Override
    public String type() {
        return Types.LIST;
    }

    @Override
    public Object toPlain() {
        var plain = new ArrayList<>(items.size());
        items.forEach(item -> plain.add(item.toPlain()));
        return java.util.Collections.unmodifiableList(plain);
    }

    @Override
    public String toString() {
        return items.toString();
    }
}
