package dev.dust.codec;

import dev.dust.value.Value;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/**
 * Objects to and from values: records and beans, by whatever library an adapter brings. Every method is safe for any thread.
 */
public interface ObjectCodec {

    /**
     * The value that stands for {@code object}. What {@link Value#from} understands is turned as it says, inside of objects
     * too.
     *
     * @param object may be null
     * @throws CodecException if it has no form as a value
     */
    Value toValue(@Nullable Object object);

    /**
     * {@code value} as an object of {@code type}.
     *
     * @return null only for {@link Value#NULL}
     * @throws CodecException if it does not fit
     */
    <T> @Nullable T fromValue(Value value, Class<T> type);

    /**
     * {@code value} as an object of a type with parameters, such as {@code List<Post>}.
     *
     * @return null only for {@link Value#NULL}
     * @throws CodecException if it does not fit
     */
    @Nullable
    Object fromValue(Value value, Type type);
}
