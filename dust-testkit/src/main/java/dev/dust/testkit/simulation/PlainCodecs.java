package dev.dust.testkit.simulation;

import dev.dust.adapter.jackson.JacksonCodecs;
import dev.dust.codec.Codecs;
import dev.dust.codec.ObjectCodec;
import dev.dust.codec.ValueCodec;
import dev.dust.value.Value;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/** Codecs of an application that uses plain values alone; frames of the simulation are objects, and none goes as bytes. */
final class PlainCodecs implements Codecs, ObjectCodec {
    private static final ValueCodec JSON = new JacksonCodecs().json();

    /** What watched objects are compared by. */
    @Override
    public ValueCodec json() {
        return JSON;
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
