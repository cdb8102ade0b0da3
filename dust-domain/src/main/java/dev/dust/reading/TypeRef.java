package dev.dust.reading;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;

/**
 * A type with parameters, as an object: {@code new TypeRef<List<Post>>() {}}. Immutable.
 *
 * @param <T> the type
 */
public abstract class TypeRef<T> {
    private final Type type;

    /**
     * For the braces behind {@code new TypeRef<List<Post>>() {}}.
     *
     * @throws IllegalStateException without a type parameter: {@code new TypeRef() {}}
     */
    protected TypeRef() {
        if (!(getClass().getGenericSuperclass() instanceof ParameterizedType own)) {
            throw new IllegalStateException("a TypeRef needs its type: new TypeRef<List<Post>>() {}");
        }
        type = own.getActualTypeArguments()[0];
    }

    /** The type. */
    public final Type type() {
        return type;
    }

    /** The type's name. */
    @Override
    public final String toString() {
        return type.getTypeName();
    }
}
