package dev.dust.adapter.jackson;

import dev.dust.value.Value;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.DeserializationConfig;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.deser.Deserializers;
import tools.jackson.databind.deser.std.StdDeserializer;
import tools.jackson.databind.jsontype.TypeDeserializer;

/** Deserializers for values, and for what is declared as no more than an {@code Object}: the value's plain form. */
final class ValueDeserializers extends Deserializers.Base {

    @Override
    public boolean hasDeserializerFor(DeserializationConfig config, Class<?> type) {
        return type == Object.class || Value.class.isAssignableFrom(type);
    }

    @Override
    public @Nullable ValueDeserializer<?> findBeanDeserializer(JavaType type, DeserializationConfig config,
            BeanDescription.Supplier bean) {
        Class<?> raw = type.getRawClass();
        return raw == Object.class ? new ToPlain() : values(raw);
    }

    /** Some values are enums. */
    @Override
    public @Nullable ValueDeserializer<?> findEnumDeserializer(JavaType type, DeserializationConfig config,
            BeanDescription.Supplier bean) {
        return values(type.getRawClass());
    }

    private static @Nullable ValueDeserializer<?> values(Class<?> raw) {
        return Value.class.isAssignableFrom(raw) ? new ToValue(raw) : null;
    }

    private static final class ToPlain extends StdDeserializer<Object> {

        ToPlain() {
            super(Object.class);
        }

        @Override
        public @Nullable Object deserialize(JsonParser in, DeserializationContext context) {
            return Tokens.read(in).toPlain();
        }
    }

    private static final class ToValue extends StdDeserializer<Object> {

        ToValue(Class<?> kind) {
            super(kind);
        }

        @Override
        public Object deserialize(JsonParser in, DeserializationContext context) {
            Value value = Tokens.read(in);
            return handledType().isInstance(value)
                    ? value
                    : context.reportInputMismatch(this, "a value of type %s is no %s", value.type(),
                            handledType().getSimpleName());
        }

        /** Values carry their own types. */
        @Override
        public Object deserializeWithType(JsonParser in, DeserializationContext context, TypeDeserializer types) {
            return deserialize(in, context);
        }

        @Override
        public @Nullable Object getNullValue(DeserializationContext context) {
            return handledType().isInstance(Value.NULL) ? Value.NULL : null;
        }

        /** A field that is not there is no value at all. */
        @Override
        public @Nullable Object getAbsentValue(DeserializationContext context) {
            return null;
        }
    }
}
