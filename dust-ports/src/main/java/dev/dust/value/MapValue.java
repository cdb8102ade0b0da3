package dev.dust.value;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A map of text keys to values. The order of keys is kept, and does not count for equality.
 *
 * <p>A map is a <em>leaf</em> if it wears the marks of a typed value of a kind that this library does not know, or whose
 * content it cannot read: both {@code _typed} and {@code _type}, or the {@code _type} of a file or lease. Such a map is stored
 * as it is. All other maps are spread over one row per leaf when they are set.
 */
public final class MapValue implements Value {
    /** The map without entries. */
    public static final MapValue EMPTY = new MapValue(Map.of());

    private final Map<String, Value> fields;

    private MapValue(Map<String, Value> fields) {
        this.fields = fields;
    }

    /**
     * The value whose wire form is a map of these fields: a typed value where the fields are exactly those of one, else a map.
     *
     * @param fields copied; no null keys or values
     */
    public static Value of(Map<String, Value> fields) {
        return ofOwn(copy(fields));
    }

    /**
     * A builder of such a value, which copies nothing: for those who have not put the fields into a map yet, such as codecs.
     *
     * @param size about how many fields there will be; not negative
     */
    public static Builder builder(int size) {
        return new Builder(size);
    }

    /** Builds a map field by field. For one thread at a time. */
    public static final class Builder {
        private @Nullable LinkedHashMap<String, Value> fields;

        private Builder(int size) {
            fields = LinkedHashMap.newLinkedHashMap(size);
        }

        /**
         * Adds a field, in place of one of the same key if there is one; that one's place in the order stays.
         *
         * @throws IllegalArgumentException if the key has no UTF-8 form
         * @throws IllegalStateException    if the value was built already
         */
        public Builder put(String key, Value value) {
            open().put(requireText(key), Objects.requireNonNull(value, "value"));
            return this;
        }

        /** How many fields there are so far. */
        public int size() {
            return open().size();
        }

        /**
         * The value whose wire form is a map of these fields, as {@link MapValue#of} has it. The builder is of no use
         * afterwards.
         *
         * @throws IllegalStateException if the value was built already
         */
        public Value build() {
            LinkedHashMap<String, Value> built = open();
            fields = null;
            return ofOwn(built);
        }

        /**
         * A map of these fields that stays a map whatever it looks like, as {@link MapValue#envelope} has it. The builder is of
         * no use afterwards.
         *
         * @throws IllegalStateException if the value was built already
         */
        public MapValue buildEnvelope() {
            LinkedHashMap<String, Value> built = open();
            fields = null;
            return new MapValue(built);
        }

        private LinkedHashMap<String, Value> open() {
            if (fields == null) {
                throw new IllegalStateException("the value was built already");
            }
            return fields;
        }
    }

    /** Without a copy: nobody else has {@code fields}. */
    private static Value ofOwn(LinkedHashMap<String, Value> fields) {
        if (fields.isEmpty()) {
            return EMPTY;
        }
        var map = new MapValue(fields);
        return fields.get(TypedForms.TYPE) instanceof TextValue type ? TypedForms.read(type.value(), map) : map;
    }

    /**
     * A map of these fields that stays a map whatever it looks like. For the envelopes of a protocol, whose maps are never
     * values of a store.
     */
    public static MapValue envelope(Map<String, Value> fields) {
        return new MapValue(copy(fields));
    }

    private static LinkedHashMap<String, Value> copy(Map<String, Value> fields) {
        var copy = LinkedHashMap.<String, Value>newLinkedHashMap(fields.size());
        fields.forEach((key, value) -> {
            copy.put(requireText(key), Objects.requireNonNull(value, "value"));
        });
        return copy;
    }

    private static String requireText(String key) {
        if (Utf8.unpairedSurrogate(key) >= 0) {
            throw new IllegalArgumentException("a map key holds an unpaired surrogate: it has no UTF-8 form");
        }
        return key;
    }

    /** The value at {@code key}, or null if there is none. */
    public @Nullable Value get(String key) {
        return fields.get(key);
    }

    /** The fields, in their order; unmodifiable. */
    public Map<String, Value> fields() {
        return Collections.unmodifiableMap(fields);
    }

    /** Calls {@code visitor} with each key and value, in order. */
    public void forEach(BiConsumer<? super String, ? super Value> visitor) {
        fields.forEach(visitor);
    }

    /** How many fields there are. */
    public int size() {
        return fields.size();
    }

    /** Whether there are no fields. */
    public boolean isEmpty() {
        return fields.isEmpty();
    }

    /** The named type for a typed map of a known {@code _type}, else {@code map}. */
    @Override
    public String type() {
        return isLeaf() ? TypedForms.typeOf(this) : Types.MAP;
    }

    @Override
    public boolean isLeaf() {
        return TypedForms.isTyped(this);
    }

    @Override
    public Object toPlain() {
        return ToPlain.of(this);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof MapValue that && Equality.of(this, that);
    }

    @Override
    public int hashCode() {
        return Hash.of(this);
    }

    @Override
    public String toString() {
        return PlainText.of(this);
    }
}
