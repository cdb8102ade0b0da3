package dev.dust.value;

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
        return PlainData.toList(plain);
    }

    @Override
    public String type() {
        return Types.LIST;
    }

    @Override
    public Object toPlain() {
        return Nested.plain(this);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ListValue that && Nested.equal(this, that);
    }

    @Override
    public int hashCode() {
        return Nested.hash(this);
    }

    @Override
    public String toString() {
        return Nested.text(this);
    }
}
