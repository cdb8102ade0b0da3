package dev.dust.value;

import java.util.List;

/**
 * A list. Dust's sets are lists too, without duplicates (docs/protocol.md#ops).
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

    /**
     * A list of {@link Value#from plain} items.
     *
     * @throws IllegalArgumentException if one of them is none
     */
    public static ListValue from(Iterable<?> plain) {
        return FromPlain.list(plain);
    }

    @Override
    public String type() {
        return Types.LIST;
    }

    @Override
    public boolean isLeaf() {
        return true;
    }

    @Override
    public Object toPlain() {
        return ToPlain.of(this);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ListValue that && Equality.of(this, that);
    }

    @Override
    public int hashCode() {
        return Hash.of(this);
    }

    @Override
    public String toString() {
        return Text.of(this);
    }
}
