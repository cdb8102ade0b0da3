package dev.dust.reading;

import dev.dust.codec.CodecException;
import dev.dust.codec.ObjectCodec;
import dev.dust.error.InvalidRequestException;
import dev.dust.error.NotFoundException;
import dev.dust.value.BoolValue;
import dev.dust.value.IntValue;
import dev.dust.value.NullValue;
import dev.dust.value.TextValue;
import dev.dust.value.Value;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What a read found: a value, or none. Equal to another that found the same at the same path. Immutable. */
public final class Reading implements HasValue {
    private static final Set<Class<?>> EXACT = Set.of(String.class, Long.class, Boolean.class);

    private final String path;
    private final @Nullable Value value;
    private final ObjectCodec objects;

    /**
     * What was found, for who has a codec.
     *
     * @param path    rendered
     * @param value   null if there is none
     * @param objects makes objects of the value
     */
    public Reading(String path, @Nullable Value value, ObjectCodec objects) {
        this.path = path;
        this.value = value;
        this.objects = objects;
    }

    /** What was found, to be read as what it is: without a codec it fits no records. {@code value}: null if there is none. */
    public static Reading of(String path, @Nullable Value value) {
        return new Reading(path, value, NoObjects.INSTANCE);
    }

    /** Where it was read, rendered. */
    public String path() {
        return path;
    }

    @Override
    public Reading reading() {
        return this;
    }

    @Override
    public boolean isPresent() {
        return value != null;
    }

    /**
     * The value.
     *
     * @throws NotFoundException if there is none
     */
    @Override
    public Value value() {
        if (value == null) {
            throw new NotFoundException("there is nothing at " + path);
        }
        return value;
    }

    @Override
    public Optional<Value> optional() {
        return Optional.ofNullable(value);
    }

    @Override
    public @Nullable Object plain() {
        return value == null ? null : value.toPlain();
    }

    @Override
    public <T> @Nullable T as(Class<T> type) {
        Objects.requireNonNull(type, "type");
        if (value == null) {
            return null;
        }
        Object asItIs = asItIs(value, type);
        return asItIs != null ? type.cast(asItIs) : fitted(() -> objects.fromValue(value, type), type);
    }

    /** What needs no codec; null if it does. */
    private static @Nullable Object asItIs(Value value, Class<?> type) {
        return switch (value) {
            case TextValue(String text) when type == String.class -> text;
            case IntValue number when type == Long.class && number.isLong() -> number.longValue();
            case BoolValue bool when type == Boolean.class -> bool.value();
            default -> Value.class.isAssignableFrom(type) && type.isInstance(value) ? value : null;
        };
    }

    @Override
    @SuppressWarnings("unchecked") // It is what was asked for.
    public <T> @Nullable T as(TypeRef<T> type) {
        return (T) as(Objects.requireNonNull(type, "type").type());
    }

    @Override
    public @Nullable Object as(Type type) {
        Objects.requireNonNull(type, "type");
        return value == null ? null : fitted(() -> objects.fromValue(value, type), type);
    }

    @Override
    @SuppressWarnings("unchecked") // Of the class of other, or of an interface of it.
    public <T> T orElse(T other) {
        Objects.requireNonNull(other, "other");
        T found = (T) as(typeOf(other));
        return found == null ? other : found;
    }

    /** Lists, maps and sets have classes that nobody means. */
    private static Class<?> typeOf(Object other) {
        return switch (other) {
            case Value any -> Value.class;
            case List<?> list -> List.class;
            case Map<?, ?> map -> Map.class;
            case Set<?> set -> Set.class;
            default -> other.getClass();
        };
    }

    /**
     * The value as an object of {@code type}, where there has to be one.
     *
     * @throws NotFoundException       if there is no value
     * @throws InvalidRequestException {@code unfit_value} if it is null, or does not fit
     */
    <T> T required(Class<T> type) {
        if (value() instanceof NullValue) {
            throw unfit(type, "it is null");
        }
        Object asItIs = asItIs(value(), type);
        if (asItIs == null && EXACT.contains(type)) {
            // A codec may well round 1.5 to 1, or make text of 42.
            throw unfit(type, "it is " + value());
        }
        return Objects.requireNonNull(as(type), "as");
    }

    private <T> T fitted(Supplier<T> conversion, Type type) {
        try {
            return conversion.get();
        } catch (CodecException unfit) {
            throw unfit(type, unfit.getMessage());
        }
    }

    private InvalidRequestException unfit(Type type, @Nullable String why) {
        return new InvalidRequestException("unfit_value",
                "the " + Objects.requireNonNull(value, "value").type() + " at " + path + " does not fit " + type.getTypeName()
                        + ": " + why);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Reading reading && path.equals(reading.path) && Objects.equals(value, reading.value);
    }

    @Override
    public int hashCode() {
        return 31 * path.hashCode() + Objects.hashCode(value);
    }

    /** The value as text, or a word that there is none. */
    @Override
    public String toString() {
        return value == null ? "nothing at " + path : value.toString();
    }
}
