package dev.dust;

import dev.dust.codec.CodecException;
import dev.dust.codec.ObjectCodec;
import dev.dust.error.InvalidRequestException;
import dev.dust.error.NotFoundException;
import dev.dust.value.Value;
import java.lang.reflect.Type;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What a read found: a value, or none. Immutable. */
public final class Reading {
    private final String path;
    private final @Nullable Value value;
    private final ObjectCodec objects;

    Reading(String path, @Nullable Value value, ObjectCodec objects) {
        this.path = path;
        this.value = value;
        this.objects = objects;
    }

    /** Whether there is a value. The value null is one. */
    public boolean isPresent() {
        return value != null;
    }

    /**
     * The value.
     *
     * @throws NotFoundException if there is none
     */
    public Value value() {
        if (value == null) {
            throw new NotFoundException("there is nothing at " + path);
        }
        return value;
    }

    /** The value, or empty if there is none. */
    public Optional<Value> optional() {
        return Optional.ofNullable(value);
    }

    /** The value as plain Java data, see {@link Value#toPlain}; null if there is none. */
    public @Nullable Object plain() {
        return value == null ? null : value.toPlain();
    }

    /**
     * The value as an object of {@code type}: a record, a bean, a String, Long, Instant ...
     *
     * @return null if there is no value, or it is null
     * @throws InvalidRequestException {@code unfit_value} if the value does not fit
     */
    public <T> @Nullable T as(Class<T> type) {
        return value == null ? null : fitted(() -> objects.fromValue(value, type));
    }

    /**
     * The value as an object of a type with parameters, such as {@code List<Post>}.
     *
     * @return null if there is no value, or it is null
     * @throws InvalidRequestException {@code unfit_value} if the value does not fit
     */
    public @Nullable Object as(Type type) {
        return value == null ? null : fitted(() -> objects.fromValue(value, type));
    }

    private <T> T fitted(Supplier<T> conversion) {
        try {
            return conversion.get();
        } catch (CodecException unfit) {
            throw new InvalidRequestException("unfit_value", "the value at " + path + " does not fit: " + unfit.getMessage());
        }
    }

    /** The value as text, or a word that there is none. */
    @Override
    public String toString() {
        return value == null ? "nothing at " + path : value.toString();
    }
}
