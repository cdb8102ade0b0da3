package dev.dust.testkit.simulation;

import dev.dust.codec.Codecs;
import dev.dust.codec.ObjectCodec;
import dev.dust.codec.ValueCodec;
import dev.dust.value.Value;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/** Codecs of an application that uses plain values alone; nothing here goes over a wire as bytes. */
final class PlainCodecs implements Codecs, ObjectCodec {

    @Override
    public ValueCodec json() {
        throw new UnsupportedOperationException("frames of the simulation are objects");
    }

    @Override
    public ValueCodec messagePack() {
        throw new UnsupportedOperationException("frames of the simulation are objects");
    }

    @Override
    public ObjectCodec objects() {
        return this;
    }

    @Override
    public Value toValue(@Nullable Object object) {
        return Value.from(object);
    }

    @Override
    public <T> @Nullable T fromValue(Value value, Class<T> type) {
        return type.cast(value.toPlain());
    }

    @Override
    public @Nullable Object fromValue(Value value, Type type) {
        return value.toPlain();
    }
}
