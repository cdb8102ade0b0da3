package dev.dust.reading;

import dev.dust.error.InvalidRequestException;
import dev.dust.error.NotFoundException;
import dev.dust.value.Value;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Something that carries a value, or might: what a read found, an entry, an event. The value is read as whatever it is to be: a
 * record, a String, a number.
 *
 * <p>There may be no value, and the value may be null, which is one. {@code as} answers null for both, {@link #orElse} its
 * argument, and {@code asLong} and the like throw. Where a value does not fit, the error says the path, the field, what it is
 * and what it was to be. Everything here is immutable, and safe for every thread.
 */
public interface HasValue {

    /** The value, or that there is none, with all ways to read it. */
    Reading reading();

    /** Whether there is a value. The value null is one. */
    default boolean isPresent() {
        return reading().isPresent();
    }

    /**
     * The value.
     *
     * @throws NotFoundException if there is none
     */
    default Value value() {
        return reading().value();
    }

    /** The value, or empty if there is none. */
    default Optional<Value> optional() {
        return reading().optional();
    }

    /** The value as plain Java data, see {@link Value#toPlain}; null if there is none. */
    default @Nullable Object plain() {
        return reading().plain();
    }

    /**
     * The value as an object of {@code type}: a record, a bean, a String, Long, Instant, {@link Value} ...
     *
     * @return null if there is no value, or it is null
     * @throws InvalidRequestException {@code unfit_value} if the value does not fit
     */
    default <T> @Nullable T as(Class<T> type) {
        return reading().as(type);
    }

    /**
     * The value as an object of a type with parameters: {@code as(new TypeRef<List<Post>>() {})}.
     *
     * @return null if there is no value, or it is null
     * @throws InvalidRequestException {@code unfit_value} if the value does not fit
     */
    default <T> @Nullable T as(TypeRef<T> type) {
        return reading().as(type);
    }

    /**
     * The value as an object of a type that is known at run time alone.
     *
     * @return null if there is no value, or it is null
     * @throws InvalidRequestException {@code unfit_value} if the value does not fit
     */
    default @Nullable Object as(Type type) {
        return reading().as(type);
    }

    /**
     * The value as an object of the class of {@code other}, or {@code other} itself if there is no value, or it is null: {@code
     * orElse(0L)}, {@code orElse("nobody")}, {@code orElse(List.of())}.
     *
     * @throws InvalidRequestException {@code unfit_value} if the value does not fit
     */
    default <T> T orElse(T other) {
        return reading().orElse(other);
    }

    /**
     * The value as text.
     *
     * @throws NotFoundException       if there is none
     * @throws InvalidRequestException {@code unfit_value} if it is null, or no text
     */
    default String asText() {
        return reading().required(String.class);
    }

    /**
     * The value as a whole number.
     *
     * @throws NotFoundException       if there is none
     * @throws InvalidRequestException {@code unfit_value} if it is null, no whole number, or beyond 64 bits
     */
    default long asLong() {
        return reading().required(Long.class);
    }

    /**
     * The value as a number with a fraction. A whole number is one.
     *
     * @throws NotFoundException       if there is none
     * @throws InvalidRequestException {@code unfit_value} if it is null, or no number
     */
    default double asDouble() {
        return reading().required(Double.class);
    }

    /**
     * The value as a decimal: to the digit.
     *
     * @throws NotFoundException       if there is none
     * @throws InvalidRequestException {@code unfit_value} if it is null, or no number
     */
    default BigDecimal asDecimal() {
        return reading().required(BigDecimal.class);
    }

    /**
     * The value as true or false.
     *
     * @throws NotFoundException       if there is none
     * @throws InvalidRequestException {@code unfit_value} if it is null, or neither
     */
    default boolean asBoolean() {
        return reading().required(Boolean.class);
    }

    /**
     * The value as a moment.
     *
     * @throws NotFoundException       if there is none
     * @throws InvalidRequestException {@code unfit_value} if it is null, or no moment
     */
    default Instant asInstant() {
        return reading().required(Instant.class);
    }
}
