package dev.dust.reading;

import dev.dust.codec.CodecException;
import dev.dust.codec.ObjectCodec;
import dev.dust.value.Value;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/** Makes no objects: values are read as what they are. */
enum NoObjects implements ObjectCodec {
    /** The one. */
    INSTANCE;

    @Override
    public Value toValue(@Nullable Object object) {
        throw none();
    }

    @Override
    public <T> @Nullable T fromValue(Value value, Class<T> type) {
        throw none();
    }

    @Override
    public @Nullable Object fromValue(Value value, Type type) {
        throw none();
    }

    private static CodecException none() {
        return new CodecException("there is no codec here");
    }
}
